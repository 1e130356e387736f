import { z } from "zod";
import type { Ledger } from "../ledger.ts";
import { anyRow } from "../rows.ts";
import { liesWithNobody, RANGE_FILES } from "./outbox.ts";

/**
 * Notes that the ledger answers. After a silence longer than half a lease it also notes when it came back: for one lease
 * from then on nobody takes over or sweeps, because a session could not renew while the ledger was away.
 */
export async function beatLedger(ledger: Ledger, input: { leaseSeconds: number }): Promise<void> {
  await ledger.run(
    anyRow,
    `update fleet set ledger_seen_at = clock_timestamp(),
       ledger_back_at = case when ledger_seen_at < clock_timestamp() - :lease::int * interval '1 second' / 2
         then clock_timestamp() else ledger_back_at end`,
    { lease: input.leaseSeconds },
  );
}

/** Hands the files of sessions that died, or that said good-bye, to the relay again. Each session is swept once. */
export async function sweepDeadSessions(ledger: Ledger, input: { leaseSeconds: number }): Promise<number> {
  const rows = await ledger.run(
    z.object({ n: z.number() }),
    `with dead as (
       select session_id from copiers
       where swept_at is null and (ended_at is not null or lease_until < clock_timestamp())
         and (ended_at is not null or (select ledger_back_at from fleet) < clock_timestamp() - :lease::int * interval '1 second')
       order by session_id limit 50 for update skip locked),
     orphans as (
       select f.transfer, f.number, coalesce(f.size_bytes, 0) as size_bytes from dead d join files f on f.claimed_by = d.session_id
       join transfers t on t.number = f.transfer and t.finished_at is null
       where f.state in ('copying', 'verifying')),
     sent as (
       insert into outbox (kind, transfer, numbers, priority, again)
       select 'range', transfer, jsonb_agg(number order by number), max(size_bytes), true
       from (select *, (row_number() over (partition by transfer order by number) - 1) / ${RANGE_FILES} as page from orphans) o
       group by transfer, page),
     swept as (update copiers c set swept_at = clock_timestamp() from dead d where c.session_id = d.session_id)
     select count(*)::int as n from orphans`,
    { lease: input.leaseSeconds },
  );
  return rows[0]?.n ?? 0;
}

/**
 * Re-sends files whose message seems lost: waiting files (and those let go) of a transfer that had no claim for
 * `quietSeconds` while `queueEmpty`, or whose own next send time has come. At most `limit` a round, and nothing of a
 * transfer of which something is being sent again already, or has just been redriven or resumed. Planned files wait for their range, if there is any.
 */
export async function sweepSilentFiles(
  ledger: Ledger,
  input: { quietSeconds: number; queueEmpty: boolean; limit: number },
): Promise<number> {
  const rows = await ledger.run(
    z.object({ n: z.number() }),
    `with quiet as (
       select t.number,
         :queue_empty::boolean and coalesce(max(c.last_claim_at), t.created_at) < clock_timestamp() - :quiet::double precision * interval '1 second' as silent,
         exists (select 1 from outbox o where o.transfer = t.number and o.kind = 'range') as is_sending
       from transfers t join transfer_counters c on c.transfer = t.number
       where t.finished_at is null and t.state in ('running', 'cancelling')
         and not exists (select 1 from outbox o where o.transfer = t.number and o.kind = 'range'
           and (o.again or (o.counted > 0 and o.created_at > clock_timestamp() - :quiet::double precision * interval '1 second')))
       group by t.number, t.created_at having sum(c.queued + c.copying + c.verifying + c.planned) > 0),
     lost as (
       select f.transfer, f.number from quiet q join files f on f.transfer = q.number
       where (f.state = 'queued' or (f.state = 'planned' and not q.is_sending)
           or ${liesWithNobody})
         and (f.next_send_at < clock_timestamp() or (q.silent and (f.state in ('planned', 'queued') or f.next_send_at is null)))
       limit :limit::int),
     sent as (
       insert into outbox (kind, transfer, numbers, again)
       select 'range', transfer, jsonb_agg(number order by number), true
       from (select *, (row_number() over (partition by transfer order by number) - 1) / ${RANGE_FILES} as page from lost) l
       group by transfer, page)
     select count(*)::int as n from lost`,
    { quiet: input.quietSeconds, queue_empty: input.queueEmpty, limit: input.limit },
  );
  return rows[0]?.n ?? 0;
}

/** Of these uploads, those that no file that is open, or that failed or was paused within 7 days, has registered. */
export async function findAbandonedUploads(
  ledger: Ledger,
  input: { bucket: string; uploads: { key: string; uploadId: string }[] },
): Promise<{ key: string; uploadId: string }[]> {
  return await ledger.run(
    z.object({ key: z.string(), uploadId: z.string() }),
    `select x.key, x."uploadId" from jsonb_to_recordset(:uploads::jsonb) as x(key text, "uploadId" text)
     where exists (
       select 1 from transfers t join files f on f.transfer = t.number
         and f.key = t.source_prefix || substr(x.key, length(t.destination_prefix) + 1)
       where t.destination_bucket = :bucket and starts_with(x.key, t.destination_prefix))
     and not exists (
       select 1 from transfers t join files f on f.transfer = t.number
         and f.key = t.source_prefix || substr(x.key, length(t.destination_prefix) + 1)
       where t.destination_bucket = :bucket and starts_with(x.key, t.destination_prefix) and f.upload ->> 'uploadId' = x."uploadId"
         and (f.state in ('planned', 'queued', 'copying', 'verifying')
           or (f.state = 'dead_lettered' and f.finished_at > clock_timestamp() - interval '7 days')))`,
    input,
  );
}

/** Buckets that open transfers, or those finished within the last 8 days, write into. */
export async function listDestinationBuckets(ledger: Ledger): Promise<{ bucket: string; prefix: string }[]> {
  return await ledger.run(
    z.object({ bucket: z.string(), prefix: z.string() }),
    `select distinct destination_bucket as bucket, destination_prefix as prefix from transfers
     where finished_at is null or finished_at > clock_timestamp() - interval '8 days'`,
  );
}

/**
 * Whether any transfer or effect is open: with none, no service polls the ledger, so that Aurora may pause. And in how
 * many seconds the next cause is due to be probed, which it is long after its transfer ended; null where there is none.
 */
export async function readOpenWork(ledger: Ledger): Promise<{ isOpen: boolean; probeInSeconds: number | null }> {
  const [row] = await ledger.run(
    z.object({ isOpen: z.boolean(), probeInSeconds: z.number().nullable() }),
    `select exists (select 1 from transfers where finished_at is null) or exists (select 1 from outbox) as "isOpen",
       (select extract(epoch from min(next_probe_at) - clock_timestamp())::double precision
        from causes where state = 'open' and files > 0) as "probeInSeconds"`,
  );
  return row ?? { isOpen: false, probeInSeconds: null };
}
