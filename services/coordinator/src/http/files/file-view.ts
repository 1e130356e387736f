import { z } from "@hono/zod-openapi";
import { failureKinds } from "@s3mirror/core/failure";
import { destinationKey } from "@s3mirror/core/object-key";
import { fileStates } from "@s3mirror/core/states";
import type { FileRecord } from "@s3mirror/core/store/reads/files";
import type { TransferRecord } from "@s3mirror/core/store/reads/transfers";
import { count } from "../frame/documented.ts";
import { tellFailure } from "./failure-view.ts";

const time = z.iso.datetime();
const checksum = z.object({ algorithm: z.string(), value: z.string() });

const failureSchema = z.object({
  kind: z.enum(failureKinds),
  actionBy: z.enum(["vendor", "cloud_team", "operator", "nobody"]),
  message: z.string(),
  remedy: z.string(),
});

const fields = {
  number: z.int().min(1),
  key: z.string(),
  destinationKey: z.string(),
  sampleId: z.string().nullable().openapi({ description: "Guessed from the name, by Illumina's pattern" }),
  sizeBytes: count.nullable(),
  state: z.enum(fileStates),
  redrives: count.openapi({ description: "How often it was tried again from the start of its life" }),
  attempts: count.openapi({ description: "How often a copier took it" }),
  bytesCopied: count,
  failure: failureSchema.nullable(),
  verification: z
    .object({
      result: z.string().openapi({ description: "verified, pending, size_only or mismatched" }),
      method: z
        .string()
        .openapi({ description: "md5, full_object_checksum, part_checksums, etag, vendor_md5 or size" }),
    })
    .nullable(),
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  withdrawnBy: z.string().nullable().openapi({ description: "Who withdrew it; only an administrator tries it again" }),
};

export const fileSchema = z.object(fields).openapi("File");

const sideSchema = z.object({
  etag: z.string().nullable(),
  versionId: z.string().nullable(),
  checksum: checksum.nullable(),
});

/** One file with its technical details. */
export const fileDetailsSchema = z
  .object({
    ...fields,
    causeId: z.string().nullable(),
    restarts: count,
    technical: z
      .object({
        code: z.string(),
        action: z.string().nullable(),
        side: z.string(),
        requestId: z.string().nullable(),
        message: z.string(),
      })
      .nullable()
      .openapi({ description: "What S3 said, word for word, of the failure" }),
    source: sideSchema,
    destination: sideSchema,
    requestId: z.string().nullable().openapi({ description: "S3's request id of the copy" }),
    events: z.array(
      z.object({
        at: time,
        redrives: count,
        attempt: count,
        type: z.string(),
        detail: z.record(z.string(), z.unknown()),
      }),
    ),
  })
  .openapi("FileDetails");

/** What a file's line is told with. */
export type FileContext = { transfer: TransferRecord; principalArn: string };

export function viewFile(record: FileRecord, context: FileContext): z.infer<typeof fileSchema> {
  const target = targetKey(record.key, context.transfer);
  const told = record.failure === null ? null : tellFailure(record.failure, placeOf(record, target, context));
  return {
    number: record.number,
    key: record.key,
    destinationKey: target,
    sampleId: record.sampleId,
    sizeBytes: record.sizeBytes,
    state: record.state,
    redrives: record.generation - 1,
    attempts: record.attempt,
    bytesCopied: record.bytesCopied,
    failure: told && {
      kind: told.failure.kind,
      actionBy: told.actionBy,
      message: told.message,
      remedy: told.remedy,
    },
    verification:
      record.verificationResult === null
        ? null
        : { result: record.verificationResult, method: record.verificationMethod ?? "size" },
    startedAt: record.startedAt,
    finishedAt: record.finishedAt,
    withdrawnBy: record.withdrawnBy,
  };
}

const resultSchema = z
  .object({
    sourceEtag: z.string().nullable().catch(null),
    sourceVersionId: z.string().nullable().catch(null),
    destinationEtag: z.string().nullable().catch(null),
    destinationVersionId: z.string().nullable().catch(null),
    checksum: checksum.nullable().catch(null),
    sourceChecksum: checksum.nullable().catch(null),
    requestId: z.string().nullable().catch(null),
  })
  .partial();

type FileEvent = { at: string; generation: number; attempt: number; type: string; detail: Record<string, unknown> };

export function viewFileDetails(
  record: FileRecord,
  events: FileEvent[],
  context: FileContext,
): z.infer<typeof fileDetailsSchema> {
  const result = resultSchema.parse(record.result ?? {});
  const { failure } = record;
  return {
    ...viewFile(record, context),
    causeId: record.causeId,
    restarts: record.restarts,
    technical: failure && {
      code: failure.code,
      action: failure.action || null,
      side: failure.side,
      requestId: failure.requestId,
      message: failure.message ?? "",
    },
    source: {
      etag: result.sourceEtag ?? record.etag,
      versionId: result.sourceVersionId ?? record.versionId,
      checksum: result.sourceChecksum ?? null,
    },
    destination: {
      etag: result.destinationEtag ?? null,
      versionId: result.destinationVersionId ?? null,
      checksum: result.checksum ?? null,
    },
    requestId: result.requestId ?? null,
    events: events.map(({ generation, ...event }) => ({ ...event, redrives: generation - 1 })),
  };
}

/** Where a source's key goes. */
export function targetKey(key: string, transfer: TransferRecord): string {
  return destinationKey({ prefix: transfer.sourcePrefix }, { prefix: transfer.destinationPrefix }, key);
}

function placeOf({ key, etag }: FileRecord, target: string, { transfer, principalArn }: FileContext) {
  return {
    sourceBucket: transfer.sourceBucket,
    destinationBucket: transfer.destinationBucket,
    sourceKey: key,
    destinationKey: target,
    neverSeen: transfer.sourceKind === "keys" && etag === null,
    vendorName: transfer.vendorName,
    principalArn,
  };
}
