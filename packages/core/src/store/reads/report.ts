import { z } from "zod";
import type { Ledger } from "../ledger.ts";
import { type FileRecord, type FilesFilter, fileColumns, fileRow, filterSql, wayTo } from "./files.ts";

const reportRow = fileRow.extend({ isLast: z.boolean() });

/** Files looked at in one statement, and rows it gives at most. */
const LOOK_AT = 100_000;
const PAGE = 1_000;
/**
 * The Data API gives 1 MiB in one answer (Aurora User Guide, "Using RDS Data API", limitations). What a row takes is
 * reckoned high: its own fields, and key and failure as JSON that is written into JSON.
 */
const PAGE_BYTES = 700_000;
const failure = "case when jsonb_typeof(f.failure) = 'object' then f.failure - 'message' end";
const rowBytes = `600 + 2 * octet_length(to_json(f.key)::text) + 2 * octet_length(coalesce((${failure})::text, ''))`;

/**
 * All files of a transfer that pass a filter, by number up to `lastNumber`, page by page: no page is asked for before it
 * is wanted. Unlike a list it shows each of those being copied. What was raw from S3 (`result`, the failure's message) is left out.
 */
export async function* walkFiles(
  ledger: Ledger,
  input: FilesFilter & { transferId: string; lastNumber: number },
): AsyncGenerator<FileRecord[], void, undefined> {
  const { from, number, isWalk } = wayTo({ ...input, lookAt: Number.POSITIVE_INFINITY });
  for (let next = 1; next <= input.lastNumber; ) {
    const upTo = isWalk ? Math.min(input.lastNumber, next + LOOK_AT - 1) : input.lastNumber;
    const files = await ledger.run(
      reportRow,
      `with found as materialized (
         select f.*, sum(${rowBytes}) over (order by ${number} rows unbounded preceding) as bytes, ${number} as place
         from ${from} and ${number} between :from::bigint and :to::bigint and ${filterSql}
         order by ${number} limit :limit::int)
       select ${fileColumns(failure, "null::jsonb")}, f.place = (select max(place) from found) as "isLast"
       from found f where f.bytes <= :bytes::bigint order by f.place`,
      {
        id: input.transferId,
        from: next,
        to: upTo,
        states: input.states,
        cause: input.causeId,
        sample: input.sampleId,
        q: input.q,
        limit: PAGE,
        bytes: PAGE_BYTES,
      },
    );
    const last = files.at(-1);
    const isWhole = last === undefined || (last.isLast && files.length < PAGE);
    next = isWhole ? upTo + 1 : last.number + 1;
    if (files.length > 0) yield files;
  }
}
