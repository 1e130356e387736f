import { z } from "zod";
import type { Ledger } from "./ledger.ts";
import { resendOpenFiles } from "./outbox.ts";
import { anyRow, jsonColumn } from "./rows.ts";

const fleetRow = z.object({
  pausedBy: z.string().nullable(),
  pausedReason: z.string().nullable(),
  pausedAt: z.string().nullable(),
  waiting: z.number(),
  working: z.number(),
  openTransfers: z.number(),
  outbox: z.number(),
  sessions: jsonColumn(
    z.array(
      z.object({
        sessionId: z.string(),
        alive: z.boolean(),
        startedAt: z.string(),
        facts: z.record(z.string(), z.unknown()),
        transfers: z.array(z.unknown()),
      }),
    ),
  ),
});
export type FleetRecord = z.infer<typeof fleetRow>;

/** The fleet as the ledger knows it: the brake, what waits, who lives (sessions seen within the last 5 minutes). */
export async function readFleet(ledger: Ledger): Promise<FleetRecord> {
  const [row] = await ledger.run(
    fleetRow,
    `select f.paused_by as "pausedBy", f.paused_reason as "pausedReason", iso(f.paused_at) as "pausedAt",
       (select coalesce(sum(planned + queued), 0)::bigint from transfer_counters join transfers t on t.number = transfer where t.finished_at is null) as waiting,
       (select coalesce(sum(copying + verifying), 0)::bigint from transfer_counters join transfers t on t.number = transfer where t.finished_at is null) as working,
       (select count(*) from transfers where finished_at is null) as "openTransfers",
       (select count(*) from outbox) as outbox,
       (select coalesce(jsonb_agg(jsonb_build_object('sessionId', s.session_id, 'alive', s.ended_at is null and s.lease_until > clock_timestamp(),
           'startedAt', iso(s.started_at), 'facts', s.facts, 'transfers', coalesce(p.transfers, '[]')) order by s.started_at), '[]')
         from copiers s left join session_progress p using (session_id)
         where s.lease_until > clock_timestamp() - interval '5 minutes')::text as sessions
     from fleet f`,
  );
  if (row === undefined) throw new Error("the ledger has no fleet row: it was not migrated");
  return row;
}

/** The brake: no new part is started within one renewal, and nothing is lost. @returns false where it was on. */
export async function pauseFleet(ledger: Ledger, input: { by: string; reason: string }): Promise<boolean> {
  const rows = await ledger.run(
    anyRow,
    "update fleet set paused_by = :by, paused_reason = :reason, paused_at = clock_timestamp() where paused_by is null returning 1 as n",
    input,
  );
  return rows.length > 0;
}

/** Lets the brake go and hands everything that waits to the relay anew. @returns false where it was not on. */
export async function resumeFleet(ledger: Ledger): Promise<boolean> {
  const rows = await ledger.run(
    anyRow,
    `with let_go as (
       update fleet set paused_by = null, paused_reason = null, paused_at = clock_timestamp() where paused_by is not null returning 1),
     resumed as (select t.number from transfers t, let_go where t.state = 'running'), ${resendOpenFiles}
     select 1 as n from let_go`,
  );
  return rows.length > 0;
}
