import { z } from "zod";
import type { Ledger } from "../ledger.ts";
import { jsonColumn } from "../rows.ts";

/**
 * A sample is `ready` when all its files are copied (or already there, or waived) and their proof is settled, else it
 * needs attention when one of them failed; `cancelled` when nothing of it is open any more.
 */
export const sampleStates = ["ready", "needs_attention", "in_progress", "cancelled"] as const;
export type SampleState = (typeof sampleStates)[number];

const sampleRow = z.object({
  id: z.string(),
  guessed: z.boolean(),
  state: z.enum(sampleStates),
  files: z.number(),
  settled: z.number(),
  deadLettered: z.number(),
  states: jsonColumn(z.record(z.string(), z.number())),
  bytesTotal: z.number(),
  bytesCopied: z.number(),
});
/** A sample with the number of its files in each state. */
export type SampleRecord = z.infer<typeof sampleRow>;

/** A page of a transfer's samples by id, after `after`. Only the files of the page's samples are read. */
export async function listSamples(
  ledger: Ledger,
  input: {
    transferId: string;
    states: readonly SampleState[] | null;
    q: string | null;
    after: string | null;
    limit: number;
  },
): Promise<SampleRecord[]> {
  return await ledger.run(
    sampleRow,
    `with page as (
       select * from (
         select s.*, case when s.files > 0 and s.settled = s.files then 'ready' when s.dead_lettered > 0 then 'needs_attention'
           when s.settled + s.cancelled = s.files then 'cancelled' else 'in_progress' end as state
         from samples s where s.transfer = (select number from transfers where id = :id)
           and (:after::text is null or s.id > :after::text)
           and (:q::text is null or position(lower(:q::text) in lower(s.id)) > 0)) judged
       where :states::jsonb is null or state in (select jsonb_array_elements_text(:states::jsonb))
       order by id limit :limit::int)
     select p.id, p.guessed, p.state, p.files, p.settled, p.dead_lettered as "deadLettered",
       jsonb_object_agg(f.state, f.n)::text as states, sum(f.total)::bigint as "bytesTotal", sum(f.done)::bigint as "bytesCopied"
     from page p cross join lateral (
       select f.state, count(*) as n, coalesce(sum(f.size_bytes), 0) as total,
         coalesce(sum(f.size_bytes) filter (where f.state in ('copied', 'skipped')), 0) as done
       from files f where f.transfer = p.transfer and f.sample_id = p.id group by f.state) f
     group by p.id, p.guessed, p.state, p.files, p.settled, p.dead_lettered order by p.id`,
    { id: input.transferId, states: input.states, q: input.q, after: input.after, limit: input.limit },
  );
}
