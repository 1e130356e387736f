import { z } from "zod";
import type { Ledger } from "../ledger.ts";
import type { Redrive } from "../transfers/redrive.ts";
import type { RedrivePage } from "../transfers/redrive-page.ts";

const targetRow = z.object({
  number: z.number(),
  key: z.string(),
  etag: z.string().nullable(),
  versionId: z.string().nullable(),
  tags: z.string(),
  sourceBucket: z.string(),
  sourcePrefix: z.string(),
  sourceOwnerAccountId: z.string().nullable(),
  destinationBucket: z.string(),
  destinationPrefix: z.string(),
  destinationOwnerAccountId: z.string().nullable(),
});

/** Where a probe must ask: a file of the ledger with both its places. */
export type ProbeTarget = z.infer<typeof targetRow>;

const targetColumns = `f.number, f.key, f.etag, f.version_id as "versionId", t.options ->> 'tags' as tags, t.source_bucket as "sourceBucket", t.source_prefix as "sourcePrefix", t.source_owner_account_id as "sourceOwnerAccountId",
  t.destination_bucket as "destinationBucket", t.destination_prefix as "destinationPrefix",
  t.destination_owner_account_id as "destinationOwnerAccountId"`;

/** Picks `count` of `total` lines, evenly spread by their number `n`; all of them where there are no more. */
const isPicked = (total: string) => `n * :count::bigint / ${total} > (n - 1) * :count::bigint / ${total}`;

/** Up to `count` files of a page of a redrive, spread evenly over it: all of them where it has no more. */
export async function listPageTargets(
  ledger: Ledger,
  input: { redrive: Redrive; page: RedrivePage; count: number },
): Promise<ProbeTarget[]> {
  const { redrive, page } = input;
  return await ledger.run(
    targetRow,
    `with failed as (
       select x.transfer, x.file, row_number() over (order by x.file) as n
       from outbox o join failed_files x on x.transfer = o.transfer and x.cause_id = :cause and x.state = 'dead_lettered'
         and x.file > :after::bigint and x.file <= :to::bigint
         and (o.numbers is null or x.file in (select jsonb_array_elements_text(o.numbers)::bigint))
       where o.id = :outbox::bigint),
     picked as (
       select transfer, file from failed where ${isPicked(":files::bigint")} order by file limit :count::int)
     select ${targetColumns} from picked p join transfers t on t.number = p.transfer
     join files f on f.transfer = p.transfer and f.number = p.file order by f.number`,
    {
      outbox: redrive.outboxId,
      cause: page.causeId,
      after: page.after,
      to: page.to,
      files: page.files,
      count: input.count,
    },
  );
}

/** Up to `count` files that still wait, spread evenly over the remainder of a transfer: what a tripped breaker probes. */
export async function listSpreadTargets(
  ledger: Ledger,
  input: { transferId: string; count: number },
): Promise<ProbeTarget[]> {
  return await ledger.run(
    targetRow,
    `with waiting as (
       select f.number, row_number() over (order by f.number) as n, count(*) over () as total
       from transfers t join files f on f.transfer = t.number
       where t.id = :transfer and f.state in ('planned', 'queued')),
     picked as (select number from waiting where ${isPicked("total")})
     select ${targetColumns} from picked p join transfers t on t.id = :transfer
     join files f on f.transfer = t.number and f.number = p.number order by f.number`,
    { transfer: input.transferId, count: input.count },
  );
}
