import { z } from "zod";
import type { Ledger } from "../ledger.ts";
import { anyRow } from "../rows.ts";

const SAMPLER_LOCK = 4_714;

/** Of a transfer `t`: it was not sampled lately. Judged anew on the row that is changed, as it is by then. */
const isDue = `(t.sampled_at is null or t.sampled_at <= clock_timestamp()
  - least(30, greatest(2, coalesce(extract(epoch from clock_timestamp() - t.started_at), 0) / 500)) * interval '1 second')`;

/**
 * One point for the chart of every transfer under way, and its measured rate of files for the relay's window. Points are
 * 2 s apart at first and 30 s in the end, so that a transfer of ten days keeps some ten thousand; called more often, or
 * by several coordinators (of whom one at a time samples), it adds none.
 */
export async function sampleThroughput(ledger: Ledger): Promise<void> {
  await ledger.run(
    anyRow,
    `with turn as materialized (select pg_try_advisory_xact_lock(${SAMPLER_LOCK}) as mine),
     now_done as (
       select t.number as transfer, t.id, clock_timestamp() as at, coalesce(sum(c.bytes_done), 0)::bigint as bytes,
         coalesce(sum(c.bytes_copied), 0)::bigint as copied, coalesce(sum(c.copied + c.skipped), 0)::bigint as files
       from transfers t left join transfer_counters c on c.transfer = t.number
       where (select mine from turn) and t.finished_at is null and t.state in ('running', 'cancelling')
         and ${isDue}
       group by t.number),
     sampled as materialized (
       select n.*, coalesce(l.bytes, 0) as live from now_done n
       left join (select * from live_bytes(null) where exists (select 1 from now_done)) l on l.transfer_id = n.id),
     told as (
     update transfers t set sampled_at = n.at,
       files_per_second = coalesce(greatest(0, (n.files - p.files_done) / greatest(extract(epoch from n.at - p.at), 1)), t.files_per_second),
       moved_bytes = greatest(t.moved_bytes, n.bytes + n.live), moved_at = case when n.bytes + n.live > t.moved_bytes then n.at else t.moved_at end
     from sampled n left join lateral (
       select s.at, s.files_done from throughput_samples s where s.transfer = n.transfer and s.at > n.at - interval '1 minute'
       order by s.at limit 1) p on true
     where t.number = n.transfer and ${isDue} returning t.number)
     insert into throughput_samples (transfer, at, bytes_done, files_done, bytes_copied, bytes_live)
     select n.transfer, n.at, n.bytes, n.files, n.copied, n.live from sampled n join told on told.number = n.transfer
     on conflict do nothing`,
  );
}

const pointRow = z.object({
  at: z.string(),
  bytesPerSecond: z.number(),
  filesPerSecond: z.number(),
  bytesMoved: z.number(),
  filesDone: z.number(),
  retries: z.number(),
  needAttention: z.number(),
});
/**
 * A span of the chart, named by its end: its mean speeds, what was done up to it, how many files were tried again for
 * trouble and how many came to need attention within it.
 */
export type ThroughputPoint = z.infer<typeof pointRow>;

/** A transfer's speed in at most `limit` spans of equal length, oldest first. Pauses are left out. */
export async function listThroughput(
  ledger: Ledger,
  input: { transferId: string; limit: number },
): Promise<ThroughputPoint[]> {
  return await ledger.run(
    pointRow,
    `with target as (select number, started_at, finished_at from transfers where id = :id),
     samples as (
       select s.at, s.bytes_done + coalesce(s.bytes_live, 0) as bytes, s.files_done as files
       from throughput_samples s join target on s.transfer = target.number
       union all
       select started_at, 0, 0 from target where started_at is not null
       union all
       select t.finished_at, sum(c.bytes_done)::bigint, sum(c.copied + c.skipped)::bigint
       from target t join transfer_counters c on c.transfer = t.number
       where t.finished_at is not null and t.started_at is not null group by 1),
     span as (
       select min(at) as first, greatest(extract(epoch from max(at) - min(at)) / greatest(1, :limit::int - 1), 0.001) as seconds from samples),
     steps as (
       select floor(extract(epoch from s.at - first) / seconds)::bigint as n, s.at, s.bytes, s.files,
         extract(epoch from s.at - lag(s.at) over w) as dt, s.bytes - lag(s.bytes) over w as db, s.files - lag(s.files) over w as df
       from samples s, span window w as (order by s.at)),
     trouble as (
       select floor(extract(epoch from e.at - first) / seconds)::bigint as n, count(*) as retries
       from file_events e join target on e.transfer = target.number, span
       where e.type in ('retry', 'restart') and e.at >= first group by 1),
     denied as (
       select floor(extract(epoch from d.received_at - first) / seconds)::bigint as n, count(*) as files
       from dead_letters d join target on d.transfer = target.number, span where d.received_at >= first group by 1),
     points as (
       select n, max(at) as at, greatest(0, sum(db)) / sum(dt) as rate, sum(df) / sum(dt) as files_rate, max(bytes) as bytes, max(files) as files
       from steps where dt > 0 and dt < 90 group by n)
     select iso(p.at) as at, p.rate::double precision as "bytesPerSecond", p.files_rate::double precision as "filesPerSecond",
       p.bytes::bigint as "bytesMoved", p.files::bigint as "filesDone", coalesce(t.retries, 0)::int as retries,
       coalesce(d.files, 0)::int as "needAttention"
     from points p left join trouble t using (n) left join denied d using (n) order by p.n`,
    { id: input.transferId, limit: input.limit },
  );
}
