import { z } from "zod";
import type { Ledger } from "../ledger.ts";
import { anyRow, jsonColumn } from "../rows.ts";

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

/**
 * Bytes on their way, for people to watch: at most 200 files, the largest first, and a sum per transfer. A file `waits`
 * while all that it could send stands at its copier's own gate.
 */
export type LiveBytes = {
  files: { transferId: string; file: number; attempt: number; bytesCopied: number; waits: boolean }[];
  transfers: { transferId: string; bytesCopied: number }[];
};

/** What a session is told when it renews. A disabled route shows as a paused transfer. */
export type Orders = {
  drain: boolean;
  fleetPaused: boolean;
  pausedTransfers: string[];
  cancelledTransfers: string[];
  /** This session's own files that were withdrawn. */
  withdrawnFiles: { transferId: string; file: number; attempt: number }[];
  /** Files of this session that got no byte for too long: to be let go, so that another goes on with them. */
  stalledFiles: { transferId: string; file: number; attempt: number }[];
  /** Sessions alive now, this one included: each takes its equal share of every bucket's request budget. */
  liveSessions: number;
};

const ordersRow = z.object({
  drain: z.boolean(),
  fleetPaused: z.boolean(),
  pausedTransfers: jsonColumn(z.array(z.string())),
  cancelledTransfers: jsonColumn(z.array(z.string())),
  withdrawnFiles: jsonColumn(z.array(z.object({ transferId: z.string(), file: z.number(), attempt: z.number() }))),
  stalledFiles: jsonColumn(z.array(z.object({ transferId: z.string(), file: z.number(), attempt: z.number() }))),
  liveSessions: z.number(),
});

/**
 * Prolongs the lease from the database's own clock, stores the live bytes and returns the orders. Of each file it keeps
 * since when its bytes have stood where they are (`since`), by the database's clock too, and whether they ever `moved`.
 * A session whose lease had lapsed lives again: what was taken over from it meanwhile is guarded by the fence.
 * A session that the ledger does not know (it was restored, say) is told to drain.
 */
export async function renewSession(
  ledger: Ledger,
  input: { sessionId: string; leaseSeconds: number; stallSeconds: number; bytes: LiveBytes },
): Promise<Orders> {
  const [orders] = await ledger.run(
    ordersRow,
    `with renewed as (
       update copiers set lease_until = clock_timestamp() + :lease::int * interval '1 second', swept_at = null
       where session_id = :session and ended_at is null returning session_id, drain),
     before as (
       select x.* from session_progress p, jsonb_to_recordset(p.files)
         as x("transferId" text, file bigint, attempt int, "bytesCopied" bigint, since timestamptz, moved boolean)
       where p.session_id = :session),
     told as (
       select n.*, coalesce(b.moved, false) or b."bytesCopied" <> n."bytesCopied" as moved,
         case when b."bytesCopied" = n."bytesCopied" and not n.waits then b.since end as since
       from jsonb_to_recordset(:files::jsonb) as n("transferId" text, file bigint, attempt int, "bytesCopied" bigint, waits boolean)
       left join before b on b."transferId" = n."transferId" and b.file = n.file and b.attempt = n.attempt),
     shown as (
       insert into session_progress (session_id, at, files, transfers)
       select session_id, clock_timestamp(), (select coalesce(jsonb_agg(jsonb_build_object('transferId', t."transferId", 'file', t.file,
           'attempt', t.attempt, 'bytesCopied', t."bytesCopied", 'waits', t.waits, 'moved', t.moved,
           'since', coalesce(t.since, clock_timestamp()))), '[]') from told t), :transfers::jsonb from renewed
       on conflict (session_id) do update set at = excluded.at, files = excluded.files, transfers = excluded.transfers)
     select r.drain, f.paused_by is not null as "fleetPaused",
       (select coalesce(jsonb_agg(t.id), '[]') from transfers t left join routes o on o.id = t.route_id
         where t.finished_at is null and (t.state = 'paused' or not coalesce(o.enabled, true)))::text as "pausedTransfers",
       (select coalesce(jsonb_agg(t.id), '[]') from transfers t
         where t.finished_at is null and t.state = 'cancelling')::text as "cancelledTransfers",
       (select coalesce(jsonb_agg(jsonb_build_object('transferId', n."transferId", 'file', n.file, 'attempt', n.attempt)), '[]')
         from (select id, number from transfers where finished_at is null and withdrawals > 0) t
         join told n on n."transferId" = t.id join files f on f.transfer = t.number and f.number = n.file
         where f.attempt = n.attempt and f.withdrawn_by is not null)::text as "withdrawnFiles",
       (select coalesce(jsonb_agg(jsonb_build_object('transferId', "transferId", 'file', file, 'attempt', attempt)), '[]') from told
         where since < clock_timestamp() - :stall::double precision * interval '1 second')::text as "stalledFiles",
       (select count(*) from copiers where ended_at is null and lease_until > clock_timestamp())::int as "liveSessions"
     from renewed r, fleet f`,
    {
      session: input.sessionId,
      lease: input.leaseSeconds,
      stall: input.stallSeconds,
      files: input.bytes.files,
      transfers: input.bytes.transfers,
    },
  );
  return orders ?? unknownSession;
}

const unknownSession: Orders = {
  drain: true,
  fleetPaused: false,
  pausedTransfers: [],
  cancelledTransfers: [],
  withdrawnFiles: [],
  stalledFiles: [],
  liveSessions: 1,
};

/** A session says good-bye: whatever it still holds may be taken at once, and nothing of it counts as a crash. */
export async function endSession(ledger: Ledger, input: { sessionId: string }): Promise<void> {
  await ledger.run(
    anyRow,
    `update copiers set ended_at = coalesce(ended_at, clock_timestamp()), lease_until = least(lease_until, clock_timestamp())
     where session_id = :session`,
    { session: input.sessionId },
  );
}
