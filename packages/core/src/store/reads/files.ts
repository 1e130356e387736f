import { z } from "zod";
import { fileStates } from "../../states.ts";
import type { Ledger } from "../ledger.ts";
import { jsonColumn } from "../rows.ts";

const failureColumn = jsonColumn(
  z
    .object({
      kind: z.string(),
      code: z.string(),
      side: z.string(),
      action: z.string().nullable(),
      requestId: z.string().nullable(),
      message: z.string().optional(),
      actionBy: z.string().optional(),
    })
    .nullable(),
);

export const fileRow = z.object({
  number: z.number(),
  key: z.string(),
  sizeBytes: z.number().nullable(),
  sampleId: z.string().nullable(),
  etag: z.string().nullable(),
  versionId: z.string().nullable(),
  state: z.enum(fileStates),
  generation: z.number(),
  attempt: z.number(),
  restarts: z.number(),
  causeId: z.string().nullable(),
  bytesCopied: z.number(),
  failure: failureColumn,
  result: jsonColumn(z.record(z.string(), z.unknown()).nullable()),
  verificationResult: z.string().nullable(),
  verificationMethod: z.string().nullable(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  withdrawnBy: z.string().nullable(),
});
/** A file's line of the ledger. `bytesCopied` includes what a live session is moving now. */
export type FileRecord = z.infer<typeof fileRow>;

/** The columns of `fileRow`, of a file `f`. */
export const fileColumns = (
  failure = "f.failure",
  result = "f.result",
) => `f.number, f.key, f.size_bytes as "sizeBytes", f.sample_id as "sampleId", f.etag, f.version_id as "versionId", f.state, f.generation,
  f.attempt, f.restarts, f.cause_id as "causeId",
  greatest(f.bytes_copied, coalesce((
    select (e.item ->> 'bytesCopied')::bigint from session_progress p, jsonb_array_elements(p.files) as e(item)
    where p.session_id = f.claimed_by and f.state in ('copying', 'verifying')
      and e.item ->> 'transferId' = :id and (e.item ->> 'file')::bigint = f.number limit 1), 0))::bigint as "bytesCopied",
  (${failure})::text as failure, (${result})::text as result, f.verification_result as "verificationResult",
  f.verification_method as "verificationMethod", iso(f.started_at) as "startedAt", iso(f.finished_at) as "finishedAt",
  coalesce(f.withdrawn_by, (select w.withdrawn_by from transfers w where w.number = f.transfer)) as "withdrawnBy"`;

/** Which files of a transfer are wanted; null: whatever it is. */
export type FilesFilter = {
  states: readonly string[] | null;
  causeId: string | null;
  sampleId: string | null;
  /** A part of the key, upper and lower case alike. */
  q: string | null;
};

/** Whether a file `f` passes a filter, its fields being parameters. */
export const filterSql = `(:states::jsonb is null or f.state in (select jsonb_array_elements_text(:states::jsonb)))
  and (:cause::text is null or f.cause_id = :cause::text) and (:sample::text is null or f.sample_id = :sample::text)
  and (:q::text is null or position(lower(:q::text) in lower(f.key)) > 0)`;

/**
 * A page of a transfer's files by number, from `fromNumber` on, and the number to go on from; null when there are no
 * more. Where no index finds what is wanted, `lookAt` files are looked at and no more: then a page may hold fewer than
 * `limit`, even none, though more follow. Of a transfer with more than `lookAt` files, those being copied are the ones
 * that copiers told of last, the largest 200 of each.
 * @param input.lastNumber the number of the transfer's last file
 */
export async function listFiles(
  ledger: Ledger,
  input: FilesFilter & { transferId: string; fromNumber: number; lastNumber: number; lookAt: number; limit: number },
): Promise<{ files: FileRecord[]; nextNumber: number | null }> {
  const { from, number, isWalk } = wayTo(input);
  const upTo = isWalk ? Math.min(input.lastNumber, input.fromNumber + input.lookAt - 1) : input.lastNumber;
  const files = await ledger.run(
    fileRow,
    `select ${fileColumns()} from ${from}
       and ${number} between :from::bigint and :to::bigint
       and ${filterSql}
     order by ${number} limit :limit::int`,
    {
      id: input.transferId,
      from: input.fromNumber,
      to: upTo,
      states: input.states,
      cause: input.causeId,
      sample: input.sampleId,
      q: input.q,
      limit: input.limit + 1,
    },
  );
  const next = files.at(input.limit)?.number ?? (upTo < input.lastNumber ? upTo + 1 : null);
  return { files: files.slice(0, input.limit), nextNumber: next };
}

const failedStates: ReadonlySet<string> = new Set(["dead_lettered", "waived"]);
const workingStates: ReadonlySet<string> = new Set(["copying", "verifying"]);

/** How files that pass a filter are found: where they are looked for, by which number, and whether that is a walk. */
export function wayTo(filter: FilesFilter & { lastNumber: number; lookAt: number }): {
  from: string;
  number: string;
  isWalk: boolean;
} {
  const isAll = (states: ReadonlySet<string>) => filter.states?.every((state) => states.has(state)) ?? false;
  const itself = {
    from: "files f where f.transfer = (select number from transfers where id = :id)",
    number: "f.number",
  };
  if (filter.sampleId !== null) return { ...itself, isWalk: false };
  if (filter.causeId !== null || isAll(failedStates)) {
    return {
      from: `failed_files x join files f on f.transfer = x.transfer and f.number = x.file
       where x.transfer = (select number from transfers where id = :id) and (:cause::text is null or x.cause_id = :cause::text)
         and (:states::jsonb is null or x.state in (select jsonb_array_elements_text(:states::jsonb)))`,
      number: "x.file",
      isWalk: false,
    };
  }
  if (isAll(workingStates) && filter.lastNumber > filter.lookAt) {
    return {
      from: `(select distinct (e.item ->> 'file')::bigint as file
         from session_progress p, jsonb_array_elements(p.files) as e(item)
         where p.at > clock_timestamp() - interval '10 minutes' and e.item ->> 'transferId' = :id) x
       join files f on f.transfer = (select number from transfers where id = :id) and f.number = x.file where true`,
      number: "x.file",
      isWalk: false,
    };
  }
  return { ...itself, isWalk: filter.states !== null || filter.q !== null };
}

const eventRow = z.object({
  at: z.string(),
  generation: z.number(),
  attempt: z.number(),
  type: z.string(),
  detail: jsonColumn(z.record(z.string(), z.unknown())),
});

/** One file with what happened to it out of the ordinary; null where there is none of that number. */
export async function readFile(
  ledger: Ledger,
  input: { transferId: string; number: number },
): Promise<{ file: FileRecord; events: z.infer<typeof eventRow>[] } | null> {
  const [file] = await ledger.run(
    fileRow,
    `select ${fileColumns()} from files f
     where f.transfer = (select number from transfers where id = :id) and f.number = :number::bigint`,
    { id: input.transferId, number: input.number },
  );
  if (file === undefined) return null;
  const events = await ledger.run(
    eventRow,
    `select iso(at) as at, generation, attempt, type, detail::text as detail from file_events
     where transfer = (select number from transfers where id = :id) and file = :number::bigint order by id limit 200`,
    { id: input.transferId, number: input.number },
  );
  return { file, events };
}
