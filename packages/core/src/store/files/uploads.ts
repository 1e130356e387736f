import { z } from "zod";
import type { Ledger, Params } from "../ledger.ts";
import { anyRow, jsonColumn } from "../rows.ts";
import type { Fenced, Hold } from "./hold.ts";

/** The one multipart upload of a file and source version, with the part layout that every attempt copies by. */
export const uploadSchema = z.object({
  uploadId: z.string(),
  sourceEtag: z.string(),
  sourceVersionId: z.string().nullable(),
  sizeBytes: z.number(),
  partSizeBytes: z.number(),
  partCount: z.number(),
});
export type Upload = z.infer<typeof uploadSchema>;

/** What a copier is about to create, written before Complete or CopyObject is sent, so that any later attempt can look. */
export const intentSchema = z.object({
  uploadId: z.string().nullable(),
  expectedEtag: z.string().nullable(),
  crc64nvme: z.string().nullable(),
  partCount: z.number().nullable(),
  standing: z.object({ etag: z.string(), versionId: z.string().nullable() }).nullable(),
});
export type Intent = z.infer<typeof intentSchema>;

const held = `f.transfer = (select number from transfers where id = :transfer) and f.number = :file::bigint
  and f.generation = :generation::int and f.attempt = :attempt::int and f.state in ('copying', 'verifying')`;

function holdParams(hold: Hold): Params {
  return { transfer: hold.transferId, file: hold.file, generation: hold.generation, attempt: hold.attempt };
}

async function writeFenced(ledger: Ledger, hold: Hold, set: string, params: Params): Promise<Fenced> {
  const rows = await ledger.run(anyRow, `update files f set ${set} where ${held} returning f.number`, {
    ...holdParams(hold),
    ...params,
  });
  return { type: rows.length > 0 ? "ok" : "stale" };
}

/**
 * Registers an upload by compare-and-set on the upload id that stands there now (`expected`, null = none). Registering
 * what is registered already succeeds, so a lost answer may be asked again. Who gets `other` aborts its own upload.
 */
export async function registerUpload(
  ledger: Ledger,
  input: { hold: Hold; expected: string | null; upload: Upload },
): Promise<{ type: "registered" } | { type: "other"; upload: Upload } | { type: "stale" }> {
  const [row] = await ledger.run(
    z.object({ upload: jsonColumn(uploadSchema.nullable()) }),
    `with registered as (
       update files f set upload = :upload::jsonb where ${held}
         and (f.upload ->> 'uploadId' is not distinct from :expected::text or f.upload ->> 'uploadId' = :upload_id::text)
       returning f.upload)
     select upload::text from registered
     union all
     select f.upload::text from files f where ${held} and not exists (select 1 from registered)`,
    {
      ...holdParams(input.hold),
      upload: input.upload,
      upload_id: input.upload.uploadId,
      expected: input.expected,
    },
  );
  if (row === undefined || row.upload === null) return { type: "stale" };
  return row.upload.uploadId === input.upload.uploadId ? { type: "registered" } : { type: "other", upload: row.upload };
}

/** Clears a registered upload that S3 no longer knows. Clearing what is cleared already succeeds. */
export function clearUpload(ledger: Ledger, input: { hold: Hold; uploadId: string }): Promise<Fenced> {
  return writeFenced(
    ledger,
    input.hold,
    "upload = case when f.upload ->> 'uploadId' = :upload_id::text then null else f.upload end, intent = null",
    { upload_id: input.uploadId },
  );
}

/** Writes what is about to be created, before Complete or CopyObject is sent. */
export function recordIntent(ledger: Ledger, input: { hold: Hold; intent: Intent }): Promise<Fenced> {
  return writeFenced(ledger, input.hold, "intent = :intent::jsonb", { intent: input.intent });
}

/** The object is there; what is left is to prove it. */
export function markVerifying(ledger: Ledger, input: { hold: Hold }): Promise<Fenced> {
  return writeFenced(ledger, input.hold, "state = 'verifying'", {});
}

/**
 * Starts a file over within the same attempt: a new pin, no upload, no intent, one restart more.
 * Given the same new pin again it changes nothing and answers the same, so a lost answer may be asked again.
 */
export async function restartFile(
  ledger: Ledger,
  input: {
    hold: Hold;
    kind: "source_changed" | "integrity";
    restartsBefore: number;
    etag: string;
    versionId: string | null;
    sizeBytes: number;
  },
): Promise<{ type: "ok"; restarts: number } | { type: "stale" }> {
  const [row] = await ledger.run(
    z.object({ restarts: z.number() }),
    `with restarted as (
       update files f set restarts = f.restarts + 1, etag = :etag, version_id = :version::text, size_bytes = :size::bigint,
         upload = null, intent = null, state = 'copying'
       where ${held} and f.restarts = :before::int returning f.transfer, f.number, f.generation, f.attempt, f.restarts),
     told as (
       insert into file_events (transfer, file, generation, attempt, type, detail)
       select transfer, number, generation, attempt, 'restart', jsonb_build_object('kind', :kind::text, 'etag', :etag::text)
       from restarted)
     select restarts from restarted
     union all
     select f.restarts from files f where ${held} and f.restarts = :before::int + 1 and f.etag = :etag
       and not exists (select 1 from restarted)`,
    {
      ...holdParams(input.hold),
      kind: input.kind,
      before: input.restartsBefore,
      etag: input.etag,
      version: input.versionId,
      size: input.sizeBytes,
    },
  );
  return row === undefined ? { type: "stale" } : { type: "ok", restarts: row.restarts };
}

/** Notes something unusual of a file: at most 50 events are kept of each, the count goes on. */
export async function noteEvent(
  ledger: Ledger,
  input: {
    hold: Hold;
    type: "retry" | "handover" | "downgrade" | "stale_result";
    detail: Record<string, unknown>;
  },
): Promise<void> {
  await ledger.run(
    anyRow,
    `with noted as (
       update files f set event_count = f.event_count + 1
       where f.transfer = (select number from transfers where id = :transfer) and f.number = :file::bigint
       returning f.transfer, f.number, f.event_count)
     insert into file_events (transfer, file, generation, attempt, type, detail)
     select transfer, number, :generation::int, :attempt::int, :type, :detail::jsonb from noted where event_count <= 50`,
    { ...holdParams(input.hold), type: input.type, detail: input.detail },
  );
}
