import { z } from "zod";
import { resendOpenFiles } from "../files/outbox.ts";
import type { Ledger } from "../ledger.ts";
import { anyRow, jsonColumn } from "../rows.ts";

const fleetRow = z.object({
  pausedBy: z.string().nullable(),
  pausedReason: z.string().nullable(),
  pausedAt: z.string().nullable(),
  waiting: z.number(),
  working: z.number(),
  openTransfers: z.number(),
});
const sessionRow = z.object({
  sessionId: z.string(),
  alive: z.boolean(),
  startedAt: z.string(),
  facts: jsonColumn(z.record(z.string(), z.unknown())),
});
export type FleetRecord = z.infer<typeof fleetRow> & { sessions: z.infer<typeof sessionRow>[] };

/** The fleet as the ledger knows it: the brake, what waits, who lives (sessions seen within the last 5 minutes). */
export async function readFleet(ledger: Ledger): Promise<FleetRecord> {
  const [row] = await ledger.run(
    fleetRow,
    `select f.paused_by as "pausedBy", f.paused_reason as "pausedReason", iso(f.paused_at) as "pausedAt",
       (select coalesce(sum(planned + queued), 0)::bigint from transfer_counters join transfers t on t.number = transfer where t.finished_at is null) as waiting,
       (select coalesce(sum(copying + verifying), 0)::bigint from transfer_counters join transfers t on t.number = transfer where t.finished_at is null) as working,
       (select count(*) from transfers where finished_at is null) as "openTransfers"
     from fleet f`,
  );
  if (row === undefined) throw new Error("the ledger has no fleet row: it was not migrated");
  // A row each: all in one would be more than the Data API's 64 KB while a large fleet is replaced.
  const sessions = await ledger.run(
    sessionRow,
    `select session_id as "sessionId", ended_at is null and lease_until > clock_timestamp() as alive, iso(started_at) as "startedAt",
       facts::text as facts
     from copiers where lease_until > clock_timestamp() - interval '5 minutes' order by started_at limit 1000`,
  );
  return { ...row, sessions };
}

/** Files that copiers may work on now: of running transfers whose route is open, and none while the brake is on. */
export async function readBacklog(ledger: Ledger): Promise<number> {
  const [row] = await ledger.run(
    z.object({ files: z.number() }),
    `select coalesce(sum(c.planned + c.queued + c.copying + c.verifying), 0)::bigint as files
     from transfers t join transfer_counters c on c.transfer = t.number left join routes r on r.id = t.route_id
     where t.finished_at is null and t.state = 'running' and coalesce(r.enabled, true)
       and not exists (select 1 from fleet where paused_by is not null)`,
  );
  return row?.files ?? 0;
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
