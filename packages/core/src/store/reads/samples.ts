import { z } from "zod";
import type { Ledger } from "../ledger.ts";
import { jsonColumn } from "../rows.ts";

/**
 * A sample is `ready` when all its files are copied (or already there, or waived) and their proof is settled, else it
 * needs attention when one of them failed; `cancelled` when nothing of it is open any more.
 */
export const sampleStates = ["ready", "needs_attention", "in_progress", "cancelled"] as const;
export type SampleState = (typeof sampleStates)[number];

/** The state of a sample `s`. */
const stateSql = `case when s.files > 0 and s.settled = s.files then 'ready' when s.dead_lettered > 0 then 'needs_attention'
  when s.settled + s.cancelled = s.files then 'cancelled' else 'in_progress' end`;

/** 0 for a sample `s` that waits for somebody, 1 for the others: as the index samples_blocked (0018) has it. */
const rankSql = "1 - least(s.dead_lettered, 1)";

const sampleRow = z.object({
  rank: z.number(),
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

/** Where a page of samples ended. */
export type SamplePosition = { rank: number; id: string };

/**
 * A page of a transfer's samples after the last one of the page before: first those that wait for somebody (rank 0), then
 * the others (1), each by id. Only the files of the page's samples are read.
 */
export async function listSamples(
  ledger: Ledger,
  input: {
    transferId: string;
    states: readonly SampleState[] | null;
    q: string | null;
    after: SamplePosition | null;
    limit: number;
  },
): Promise<SampleRecord[]> {
  return await ledger.run(
    sampleRow,
    `with page as (
       select * from (
         select s.*, ${rankSql} as rank, ${stateSql} as state
         from samples s where s.transfer = (select number from transfers where id = :id) ${partSql(input.states)}
           and (${rankSql}, s.id) > (:rank::bigint, :after)
           and (:q::text is null or position(lower(:q::text) in lower(s.id)) > 0)) judged
       where :states::jsonb is null or state in (select jsonb_array_elements_text(:states::jsonb))
       order by rank, id limit :limit::int)
     select p.rank, p.id, p.guessed, p.state, p.files, p.settled, p.dead_lettered as "deadLettered",
       jsonb_object_agg(f.state, f.n)::text as states, sum(f.total)::bigint as "bytesTotal", sum(f.done)::bigint as "bytesCopied"
     from page p cross join lateral (
       select f.state, count(*) as n, coalesce(sum(f.size_bytes), 0) as total,
         coalesce(sum(f.size_bytes) filter (where f.state in ('copied', 'skipped')), 0) as done
       from files f where f.transfer = p.transfer and f.sample_id = p.id group by f.state) f
     group by p.rank, p.id, p.guessed, p.state, p.files, p.settled, p.dead_lettered order by p.rank, p.id`,
    {
      id: input.transferId,
      states: input.states,
      q: input.q,
      rank: input.after?.rank ?? -1,
      after: input.after?.id ?? "",
      limit: input.limit,
    },
  );
}

/** Where only those that wait for somebody are wanted, or none of them, the others are not looked at. */
function partSql(states: readonly SampleState[] | null): string {
  if (states === null) return "";
  if (!states.includes("needs_attention")) return `and ${rankSql} = 1`;
  return states.every((state) => state === "needs_attention") ? `and ${rankSql} = 0` : "";
}

const reportRow = z.object({
  id: z.string(),
  state: z.enum(sampleStates),
  files: z.number(),
  settled: z.number(),
  blockedBy: jsonColumn(z.array(z.string())),
});
/** A sample as a report tells it: how many of its files are there, and who must act on those that failed. */
export type SampleLine = z.infer<typeof reportRow>;

const PAGE = 500;

/** All samples of a transfer in these states, by id, page by page: no page is asked for before it is wanted. */
export async function* walkSamples(
  ledger: Ledger,
  input: { transferId: string; states: readonly SampleState[] | null },
): AsyncGenerator<SampleLine[], void, undefined> {
  for (let after: string | null = null; ; ) {
    const samples: SampleLine[] = await ledger.run(
      reportRow,
      `with page as (
         select * from (
           select s.*, ${stateSql} as state from samples s
           where s.transfer = (select number from transfers where id = :id) and (:after::text is null or s.id > :after::text)) judged
         where :states::jsonb is null or state in (select jsonb_array_elements_text(:states::jsonb))
         order by id limit :limit::int)
       select p.id, p.state, p.files, p.settled, case when p.dead_lettered = 0 then '[]' else (
         select coalesce(jsonb_agg(distinct c.action_by), '[]')::text from files f join causes c on c.id = f.cause_id
         where f.transfer = p.transfer and f.sample_id = p.id and f.state = 'dead_lettered') end as "blockedBy"
       from page p order by p.id`,
      { id: input.transferId, states: input.states, after, limit: PAGE },
    );
    if (samples.length > 0) yield samples;
    after = samples.at(-1)?.id ?? null;
    if (samples.length < PAGE) return;
  }
}

const keyRow = z.object({ sampleId: z.string(), number: z.number(), key: z.string() });

/** The keys of these samples' files, by sample and number, page by page. `sampleIds` are in the ledger's order. */
export async function* walkSampleKeys(
  ledger: Ledger,
  input: { transferId: string; sampleIds: readonly string[] },
): AsyncGenerator<z.infer<typeof keyRow>[], void, undefined> {
  const [first] = input.sampleIds;
  const last = input.sampleIds.at(-1);
  if (first === undefined || last === undefined) return;
  for (let from = { sample: first, number: 0 }; ; ) {
    const keys: z.infer<typeof keyRow>[] = await ledger.run(
      keyRow,
      `select f.sample_id as "sampleId", f.number, f.key from files f
       where f.transfer = (select number from transfers where id = :id)
         and f.sample_id <= :last and (f.sample_id, f.number) > (:sample, :number::bigint)
         and f.sample_id in (select jsonb_array_elements_text(:ids::jsonb))
       order by f.sample_id, f.number limit :limit::int`,
      { id: input.transferId, ids: [...input.sampleIds], last, limit: PAGE, ...from },
    );
    const end = keys.at(-1);
    if (end === undefined) return;
    yield keys;
    if (keys.length < PAGE) return;
    from = { sample: end.sampleId, number: end.number };
  }
}
