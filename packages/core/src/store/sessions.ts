import { z } from "zod";
import type { Ledger } from "./ledger.ts";
import { anyRow, jsonColumn } from "./rows.ts";

/** A copier process makes itself known. Its claims are live exactly while its lease is. */
export async function startSession(
  ledger: Ledger,
  input: { sessionId: string; leaseSeconds: number; facts: Record<string, unknown> },
): Promise<void> {
  await ledger.run(
    anyRow,
    `insert into copiers (session_id, lease_until, facts)
     values (:session, clock_timestamp() + :lease::int * interval '1 second', :facts::jsonb)
     on conflict (session_id) do update set lease_until = excluded.lease_until`,
    { session: input.sessionId, lease: input.leaseSeconds, facts: input.facts },
  );
}

/** Bytes on their way, for people to watch: at most 200 files, the largest first, and a sum per transfer. */
export type LiveBytes = {
  files: { transferId: string; file: number; attempt: number; bytesCopied: number }[];
  transfers: { transferId: string; bytesCopied: number }[];
};

/** What a session is told when it renews. A disabled route shows as a paused transfer. */
export type Orders = {
  drain: boolean;
  fleetPaused: boolean;
  pausedTransfers: string[];
  cancelledTransfers: string[];
  /** Sessions alive now, this one included: each takes its equal share of every bucket's request budget. */
  liveSessions: number;
};

const ordersRow = z.object({
  drain: z.boolean(),
  fleetPaused: z.boolean(),
  pausedTransfers: jsonColumn(z.array(z.string())),
  cancelledTransfers: jsonColumn(z.array(z.string())),
  liveSessions: z.number(),
});

/**
 * Prolongs the lease from the database's own clock, stores the live bytes and returns the orders.
 * A session whose lease had lapsed lives again: what was taken over from it meanwhile is guarded by the fence.
 * A session that the ledger does not know (it was restored, say) is told to drain.
 */
export async function renewSession(
  ledger: Ledger,
  input: { sessionId: string; leaseSeconds: number; bytes: LiveBytes },
): Promise<Orders> {
  const [orders] = await ledger.run(
    ordersRow,
    `with renewed as (
       update copiers set lease_until = clock_timestamp() + :lease::int * interval '1 second', swept_at = null
       where session_id = :session and ended_at is null returning session_id, drain),
     shown as (
       insert into session_progress (session_id, at, files, transfers)
       select session_id, clock_timestamp(), :files::jsonb, :transfers::jsonb from renewed
       on conflict (session_id) do update set at = excluded.at, files = excluded.files, transfers = excluded.transfers)
     select r.drain, f.paused_by is not null as "fleetPaused",
       (select coalesce(jsonb_agg(t.id), '[]') from transfers t left join routes o on o.id = t.route_id
         where t.finished_at is null and (t.state = 'paused' or not coalesce(o.enabled, true)))::text as "pausedTransfers",
       (select coalesce(jsonb_agg(t.id), '[]') from transfers t
         where t.finished_at is null and t.state = 'cancelling')::text as "cancelledTransfers",
       (select count(*) from copiers where ended_at is null and lease_until > clock_timestamp())::int as "liveSessions"
     from renewed r, fleet f`,
    {
      session: input.sessionId,
      lease: input.leaseSeconds,
      files: input.bytes.files,
      transfers: input.bytes.transfers,
    },
  );
  return orders ?? { drain: true, fleetPaused: false, pausedTransfers: [], cancelledTransfers: [], liveSessions: 1 };
}

/** A session says good-bye: whatever it still holds may be taken at once, and nothing of it counts as a crash. */
export async function endSession(ledger: Ledger, input: { sessionId: string }): Promise<void> {
  await ledger.run(
    anyRow,
    `update copiers set ended_at = coalesce(ended_at, clock_timestamp()), lease_until = least(lease_until, clock_timestamp())
     where session_id = :session`,
    { session: input.sessionId },
  );
}
