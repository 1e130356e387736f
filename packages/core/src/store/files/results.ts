import { z } from "zod";
import type { Failure } from "../../failure-kind.ts";
import { technicalText } from "../../technical-text.ts";
import type { Ledger } from "../ledger.ts";
import { anyRow } from "../rows.ts";
import type { Fenced, Hold } from "./hold.ts";

export type VerificationResult = "verified" | "pending" | "size_only" | "mismatched";
export type VerificationMethod = "md5" | "full_object_checksum" | "part_checksums" | "etag" | "vendor_md5" | "size";

/** A checksum as S3 spells it: the algorithm's name (`CRC64NVME`) and the value in base 64. */
export type Checksum = { algorithm: string; value: string };

/** What became of one file. `attemptBytes` and `copyCalls` are what this attempt really moved and asked S3 for. */
export type Result = Hold & {
  outcome: "copied" | "skipped" | "cancelled";
  sizeBytes: number;
  sourceEtag: string | null;
  sourceVersionId: string | null;
  destinationEtag: string | null;
  destinationVersionId: string | null;
  checksum: Checksum | null;
  sourceChecksum: Checksum | null;
  verification: { result: VerificationResult; method: VerificationMethod } | null;
  requestId: string | null;
  /** What stood at the destination and was replaced by this copy; null where nothing did. */
  replaced: { etag: string; versionId: string | null } | null;
  attemptBytes: number;
  copyCalls: number;
};

/**
 * Records up to 500 outcomes in one fenced statement and answers for each in the order given:
 * `recorded`; `already`, the same attempt has a terminal state (a repeated call); `stale`, a newer attempt or a redrive
 * stands there. Every one of the three allows deleting the message: the ledger has, or needs, nothing more from it.
 */
export async function recordResults(
  ledger: Ledger,
  input: { results: Result[] },
): Promise<("recorded" | "already" | "stale")[]> {
  const rows = await ledger.run(
    z.object({ n: z.number(), answer: z.enum(["recorded", "already", "stale"]) }),
    `with given as (
       select r.ordinality as n, t.number as transfer, x.*, r.item as item
       from jsonb_array_elements(:results::jsonb) with ordinality as r(item, ordinality)
       cross join lateral jsonb_to_record(r.item) as x("transferId" text, file bigint, generation int, attempt int,
         outcome text, "sizeBytes" bigint, "attemptBytes" bigint, verification jsonb)
       join transfers t on t.id = x."transferId"),
     recorded as (
       update files f set state = g.outcome, finished_at = clock_timestamp(), claimed_by = null, claim_id = null,
         size_bytes = g."sizeBytes",
         bytes_copied = case when g.outcome = 'copied' then g."sizeBytes" else 0 end,
         verification_result = g.verification ->> 'result', verification_method = g.verification ->> 'method',
         upload = null, intent = null, failure = null,
         result = jsonb_strip_nulls(g.item - 'transferId' - 'file' - 'generation' - 'attempt' - 'outcome' - 'verification' - 'sizeBytes')
       from given g
       where f.transfer = g.transfer and f.number = g.file and f.generation = g.generation and f.attempt = g.attempt
         and f.state in ('copying', 'verifying')
       returning f.transfer, f.number)
     select g.n::int as n,
       case when r.number is not null then 'recorded'
            when f.attempt = g.attempt and f.generation = g.generation then 'already'
            else 'stale' end as answer
     from given g
     left join recorded r on r.transfer = g.transfer and r.number = g.file
     left join files f on f.transfer = g.transfer and f.number = g.file`,
    { results: input.results },
  );
  const answers = new Map(rows.map((row) => [row.n, row.answer]));
  return input.results.map((_, index) => answers.get(index + 1) ?? "stale");
}

/**
 * Keeps the raw text of a failure that is about to become a dead letter, and lets the claim go. The sweeper leaves the
 * file alone for a minute, which is the time the dead letter has to arrive.
 */
export async function noteFailure(ledger: Ledger, input: { hold: Hold; failure: Failure }): Promise<Fenced> {
  const { hold } = input;
  const rows = await ledger.run(
    anyRow,
    `update files f set failure = :failure::jsonb, claimed_by = null, claim_id = null,
       next_send_at = clock_timestamp() + interval '60 seconds'
     where f.transfer = (select number from transfers where id = :transfer) and f.number = :file::bigint
       and f.generation = :generation::int and f.attempt = :attempt::int and f.state in ('copying', 'verifying')
     returning f.number`,
    {
      failure: { ...input.failure, message: technicalText(input.failure.message, 2_000) },
      transfer: hold.transferId,
      file: hold.file,
      generation: hold.generation,
      attempt: hold.attempt,
    },
  );
  return { type: rows.length > 0 ? "ok" : "stale" };
}
