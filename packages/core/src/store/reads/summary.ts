import { z } from "zod";
import type { Ledger } from "../ledger.ts";
import { jsonColumn } from "../rows.ts";
import { attentionSql, rateJoin } from "./transfers.ts";

const summaryRow = z.object({
  openTransfers: z.number(),
  filesWaiting: z.number(),
  filesWorking: z.number(),
  bytesLeft: z.number(),
  rateBytesPerSecond: z.number(),
  bytesCopiedSince: z.number(),
  problemTransfers: z.number(),
  problemFiles: z.number(),
  brake: jsonColumn(
    z.object({ pausedBy: z.string(), pausedReason: z.string().nullable(), pausedAt: z.string().nullable() }).nullable(),
  ),
  asOf: z.string(),
});
/** All transfers in one line: what is under way, what was copied since a moment, where somebody must look, and the brake. */
export type SummaryRecord = z.infer<typeof summaryRow>;

/** @param input.since RFC 3339; bytes on their way count from where they stood then */
export async function readSummary(
  ledger: Ledger,
  input: { vendorId: string | null; since: string },
): Promise<SummaryRecord> {
  const [row] = await ledger.run(
    summaryRow,
    `with seen as materialized (
       select t.*, ${attentionSql} as attention from transfers t where :vendor::text is null or t.vendor_id = :vendor::text),
     live as materialized (select * from live_bytes(null)),
     under_way as (
       select c.*, coalesce(l.bytes, 0) as live, coalesce(r.rate, 0) as rate
       from seen t cross join lateral (
         select coalesce(sum(planned + queued), 0) as waiting, coalesce(sum(copying + verifying), 0) as working,
           coalesce(sum(bytes_total - bytes_done), 0) as bytes_open
         from transfer_counters where transfer = t.number) c
       left join live l on l.transfer_id = t.id ${rateJoin}
       where t.finished_at is null),
     copied as (
       select greatest(0, n.bytes + coalesce(l.bytes, 0) - coalesce(b.bytes, 0)) as bytes
       from seen t left join live l on l.transfer_id = t.id and t.finished_at is null
       cross join lateral (
         select coalesce(sum(c.bytes_copied), 0) as bytes from transfer_counters c where c.transfer = t.number) n
       left join lateral (
         select coalesce(s.bytes_copied, s.bytes_done) + coalesce(s.bytes_live, 0) as bytes from throughput_samples s
         where s.transfer = t.number and s.at <= :since::timestamptz order by s.at desc limit 1) b on true
       where coalesce(t.finished_at, 'infinity') > :since::timestamptz)
     select count(*)::int as "openTransfers", coalesce(sum(waiting), 0)::bigint as "filesWaiting",
       coalesce(sum(working), 0)::bigint as "filesWorking", coalesce(sum(greatest(0, bytes_open - live)), 0)::bigint as "bytesLeft",
       coalesce(sum(rate), 0)::double precision as "rateBytesPerSecond",
       (select coalesce(sum(bytes), 0) from copied)::bigint as "bytesCopiedSince",
       (select count(*) from seen where attention)::int as "problemTransfers",
       (select coalesce(sum(k.files), 0) from seen t join causes k on k.transfer = t.number)::bigint as "problemFiles",
       (select jsonb_build_object('pausedBy', paused_by, 'pausedReason', paused_reason, 'pausedAt', iso(paused_at))
         from fleet where paused_by is not null)::text as brake,
       iso(clock_timestamp()) as "asOf"
     from under_way`,
    { vendor: input.vendorId, since: input.since },
  );
  if (row === undefined) throw new Error("a sum has no row");
  return row;
}
