import { z } from "zod";
import { RANGE_FILES } from "../files/outbox.ts";
import type { Ledger } from "../ledger.ts";
import { type Redrive, redriveRow, toRedrive } from "./redrive.ts";

const pageRow = z.object({
  causeId: z.string(),
  kind: z.string().nullable(),
  after: z.number(),
  to: z.number(),
  files: z.number(),
});
/** The next files of one cause (`kind` is its failure kind), numbered above `after` up to `to`. */
export type RedrivePage = z.infer<typeof pageRow>;

const isNext = `x.state = 'dead_lettered' and (k.id > :cause or x.file > :after::bigint) and (:up_to::bigint is null or x.file <= :up_to::bigint)
  and (o.numbers is null or x.file in (select jsonb_array_elements_text(o.numbers)::bigint))`;

/** Of a file `f` and a redrive's order `o`: it did not fail, and comes back; what was withdrawn only where the order says so. */
const mayReturn = `f.state in (select jsonb_array_elements_text(o.payload -> 'also')) and (coalesce((o.payload ->> 'withdrawn')::boolean, false)
  or (f.withdrawn_by is null and not exists (select 1 from transfers w where w.number = f.transfer and w.withdrawn_by is not null)))`;

/** The next up to `limit` files of a redrive, of one cause; with `upTo` only of the present one. Null at the end. */
export async function findRedrivePage(
  ledger: Ledger,
  input: { redrive: Redrive; limit: number; upTo: number | null },
): Promise<RedrivePage | null> {
  const { redrive, upTo } = input;
  const [row] = await ledger.run(
    pageRow,
    `with asked as (select transfer, numbers, payload from outbox where id = :outbox::bigint),
     unfailed as (
       select f.number from asked o join files f on f.transfer = o.transfer and f.number > :after::bigint
       where :cause = '' and ${mayReturn}
         and (o.numbers is null or f.number in (select jsonb_array_elements_text(o.numbers)::bigint))
       order by f.number limit :limit::int),
     next_cause as (
       select k.id, k.kind from asked o join causes k on k.transfer = o.transfer and k.files > 0
       where not exists (select 1 from unfailed) and k.id >= :cause and (:up_to::bigint is null or k.id = :cause)
         and (o.payload ->> 'causeId' is null or k.id = o.payload ->> 'causeId')
         and (o.payload ->> 'failureKind' is null or k.kind = o.payload ->> 'failureKind')
         and (o.payload ->> 'actionBy' is null or k.action_by = o.payload ->> 'actionBy')
         and exists (select 1 from failed_files x where x.cause_id = k.id and ${isNext})
       order by k.id limit 1),
     page as (
       select '' as id, null as kind, number from unfailed
       union all
       (select k.id, k.kind, x.file from asked o cross join next_cause k join failed_files x on x.cause_id = k.id
        where ${isNext} order by x.file limit :limit::int))
     select id as "causeId", kind, case when id = :cause then :after::bigint else 0 end as after, max(number) as "to", count(*)::int as files
     from page group by id, kind`,
    {
      outbox: redrive.outboxId,
      cause: redrive.at.causeId,
      after: redrive.at.after,
      up_to: upTo,
      limit: input.limit,
    },
  );
  return row ?? null;
}

/**
 * What becomes of a page: these of its files (null = all) are put to work anew, and so many still fail; or nothing yet,
 * because each is to be probed by itself.
 */
export type PageVerdict = { type: "judged"; numbers: number[] | null; stillFailing: number } | { type: "singly" };

function positionAfter({ at }: Redrive, page: RedrivePage, verdict: PageVerdict): Redrive["at"] {
  if (verdict.type === "singly") return { causeId: page.causeId, after: page.after, singlyTo: page.to };
  const goesOnSingly = page.causeId === at.causeId && at.singlyTo !== null && page.to < at.singlyTo;
  return { causeId: page.causeId, after: page.to, singlyTo: goesOnSingly ? at.singlyTo : null };
}

/**
 * Goes one page on, provided that the redrive still stands where it is thought to. Files are put to work anew and the
 * position moves in one statement, so that nothing is redriven twice. Each file gets a new generation, crashes and
 * restarts from zero, and keeps its upload, so that its parts count. The epoch is bumped in the same statement, so that
 * no closer ends the transfer meanwhile.
 * @returns the redrive as it stands now, or null where another goes on with it or its transfer is being cancelled
 */
export async function advanceRedrive(
  ledger: Ledger,
  input: { redrive: Redrive; page: RedrivePage; verdict: PageVerdict; leaseSeconds: number },
): Promise<Redrive | null> {
  const { redrive, page, verdict } = input;
  const judged = verdict.type === "judged" ? verdict : { numbers: [], stillFailing: 0 };
  const [row] = await ledger.run(
    redriveRow,
    `with asked as (
       select o.id, o.transfer, o.numbers, o.payload from outbox o join transfers t on t.number = o.transfer
       where o.id = :outbox::bigint and o.payload -> 'at' = :at::jsonb and t.state <> 'cancelling' for update of o),
     actor as materialized (
       select set_config('s3mirror.by', coalesce(payload ->> 'by', ''), true) as by,
         set_config('s3mirror.reason', coalesce(payload ->> 'reason', ''), true) as reason from asked),
     chosen as (
       select f.transfer, f.number, f.state, f.generation
       from asked o join failed_files x on x.transfer = o.transfer and x.cause_id = :cause and x.state = 'dead_lettered'
         and x.file > :after::bigint and x.file <= :to::bigint
       join files f on f.transfer = x.transfer and f.number = x.file and f.state = 'dead_lettered'
         and f.withdrawn_by is null
       where (:numbers::jsonb is null or x.file in (select jsonb_array_elements_text(:numbers::jsonb)::bigint))
         and (o.numbers is null or x.file in (select jsonb_array_elements_text(o.numbers)::bigint))
       union all
       select f.transfer, f.number, f.state, f.generation
       from asked o join files f on f.transfer = o.transfer and f.number > :after::bigint and f.number <= :to::bigint
       where :cause = '' and ${mayReturn}
         and (o.numbers is null or f.number in (select jsonb_array_elements_text(o.numbers)::bigint))),
     opened as (
       update transfers t set epoch = t.epoch + 1, finished_at = null,
         state = case when t.state in ('completed_with_failures', 'completed', 'cancelled') then 'running' else t.state end,
         withdrawn_by = case when (select (payload ->> 'withdrawn')::boolean from asked) then null else t.withdrawn_by end
       from asked o, actor where t.number = o.transfer and exists (select 1 from chosen) returning t.number),
     reopened as (
       update files f set state = 'queued', generation = f.generation + 1, crashes = 0, restarts = 0, claimed_by = null,
         claim_id = null, intent = null, failure = null, cause_id = null, finished_at = null, next_send_at = null, sends = 0, withdrawn_by = null
       from chosen p, opened o
       where f.transfer = p.transfer and f.transfer = o.number and f.number = p.number and f.state = p.state and f.generation = p.generation
       returning f.transfer, f.number, f.generation, f.attempt, coalesce(f.size_bytes, 0) as size_bytes),
     told as (
       insert into file_events (transfer, file, generation, attempt, type, detail)
       select r.transfer, r.number, r.generation, r.attempt, 'redrive',
         jsonb_strip_nulls(jsonb_build_object('by', o.payload -> 'by', 'reason', o.payload -> 'reason'))
       from reopened r, asked o),
     sent as (
       insert into outbox (kind, transfer, numbers, priority, counted)
       select 'range', transfer, jsonb_agg(number order by number), max(size_bytes), count(*)
       from (select *, (row_number() over (order by number) - 1) / ${RANGE_FILES} as page from reopened) r group by transfer, page),
     moved as (
       update outbox o set lease_until = clock_timestamp() + :lease::int * interval '1 second',
         payload = o.payload || jsonb_build_object('at', :next::jsonb,
           'redriven', (o.payload ->> 'redriven')::bigint + (select count(*) from reopened),
           'stillFailing', (o.payload ->> 'stillFailing')::bigint + :failing::bigint)
       from asked a where o.id = a.id returning o.id, o.payload)
     select id as "outboxId", :transfer as "transferId", payload::text as "order" from moved`,
    {
      outbox: redrive.outboxId,
      transfer: redrive.transferId,
      at: redrive.at,
      next: positionAfter(redrive, page, verdict),
      cause: page.causeId,
      after: page.after,
      to: page.to,
      numbers: judged.numbers,
      failing: judged.stillFailing,
      lease: input.leaseSeconds,
    },
  );
  return row === undefined ? null : toRedrive(row);
}
