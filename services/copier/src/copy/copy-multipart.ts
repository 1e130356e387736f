import type { Failure } from "@s3mirror/core/failure-kind";
import { MAX_PART_BYTES, MAX_PARTS, MIN_PART_BYTES } from "@s3mirror/core/part-layout";
import { noteEvent } from "@s3mirror/core/store/files/uploads";
import { askLedger } from "../file/ask-ledger.ts";
import { tryS3 } from "../file/ask-s3.ts";
import { type CopyDeps, type FileInWork, holdOf, sourceOf } from "../file/file-in-work.ts";
import { findSide, headSource } from "../file/source.ts";
import { nullIfFailed, StopWork } from "../file/stop-work.ts";
import { fullObjectChecksum } from "../prove/compare-objects.ts";
import { type Found, type Look, lookAtDestination, type Standing } from "../prove/look.ts";
import { type Verified, verifyCopy } from "../prove/verify.ts";
import type { FullObjectAlgorithm, ObjectHead } from "../s3/s3-transport.ts";
import { abortRegisteredUpload, abortUpload } from "./abort-upload.ts";
import { type Completed, completeUpload } from "./complete-upload.ts";
import { copyMissingParts } from "./copy-parts.ts";
import { forgetUpload, type OpenUpload, openUpload } from "./open-upload.ts";
import { type CopyOutcome, copied, found } from "./outcome.ts";
import { putLargeTags, readTags } from "./tags.ts";

/**
 * Copies one object by UploadPartCopy, as S3 itself would have: the source's headers, metadata and tags are carried.
 *
 * There is one upload per file and source version, registered in the ledger with its layout and shared by all attempts:
 * whoever holds the file goes on from what ListParts shows. What an earlier attempt may have completed is looked at
 * before anything is copied.
 */
export async function copyMultipart(deps: CopyDeps, file: FileInWork, pinnedEtag: string | null): Promise<CopyOutcome> {
  const pin = file.work.upload?.sourceEtag ?? pinnedEtag;
  let standing: Standing | null = null;
  if (file.work.intent !== null) {
    const look = await lookAtDestination(deps, file, { pin, mayBeOurs: true });
    if (look.type === "there") {
      // What is there may be somebody else's equal object: then the upload is open still.
      await abortRegisteredUpload(deps, file);
      return await finishFound(deps, file, look, null);
    }
    if (look.type === "refused") return await giveUp(deps, file, look);
    standing = look.standing;
  }
  const source = await headSource(deps, file, { ifMatch: pin });
  if (file.work.intent === null && file.work.upload === null) {
    const look = await lookFirst(deps, file, source);
    if (look.type === "there") return found(file, factsOf(file, source), look);
    if (look.type === "refused") return { type: "failed", failure: look.failure };
    standing = look.standing;
  }
  if (source.missingMetadata > 0) {
    await noteMetadataLost(deps, file, source.missingMetadata);
  }
  const algorithm = algorithmOf(source);
  const provingPartSizeBytes = file.work.upload === null ? await findProvingPartSize(deps, file, source) : null;
  const tags = await readTags(deps, file);
  for (;;) {
    const open = await openUpload(deps, file, { source, tags, algorithm, provingPartSizeBytes });
    const completed =
      open === null ? await lookAfterLoss(deps, file) : await copyAndComplete(deps, file, open, { source, standing });
    standing = file.work.intent?.standing ?? standing;
    switch (completed.type) {
      case "written": {
        await putLargeTags(deps, file, tags);
        const check = await verifyCopy(deps, file, { source, written: completed.written });
        if (check.type === "failed") return check;
        const { written } = completed;
        return copied(file, factsOf(file, source), { written, verified: check.verified, replaced: standing });
      }
      case "found":
        if (completed.uploadOpen && open !== null) await abortUpload(deps, file, open.upload.uploadId);
        return await finishFound(deps, file, completed.look, source);
      case "refused":
        return await giveUp(deps, file, completed);
      case "failed":
        return completed;
      case "upload_gone":
        await forgetUpload(deps, file);
    }
  }
}

async function copyAndComplete(
  deps: CopyDeps,
  file: FileInWork,
  open: OpenUpload,
  input: { source: ObjectHead; standing: Standing | null },
): Promise<Exclude<Completed, { type: "parts_missing" }>> {
  for (;;) {
    const failure = await copyMissingParts(deps, file, open);
    if (failure?.code === "NoSuchUpload") return await lookAfterLoss(deps, file);
    if (failure !== null) return { type: "failed", failure: await findSide(deps, file, failure) };
    const completed = await completeUpload(deps, file, open, input);
    if (completed.type !== "parts_missing") return completed;
    open.done = completed.done;
  }
}

/**
 * The source's own part size, where nothing but equal ETags could prove the copy: without a full-object checksum, and
 * made of parts. S3 then gives the same bytes the same ETag, if both sides are without KMS.
 */
async function findProvingPartSize(deps: CopyDeps, file: FileInWork, source: ObjectHead): Promise<number | null> {
  if (fullObjectChecksum(source) !== null || !/-\d+$/.test(source.etag)) return null;
  const object = sourceOf(file.work);
  const answer = await tryS3(deps, file, { operation: "HeadObject", side: "source" }, () =>
    deps.s3.head({ object, ifMatch: source.etag, partNumber: 1 }),
  );
  if (answer.type === "failed" || answer.value.partsCount === null) return null;
  const partSizeBytes = Math.max(MIN_PART_BYTES, answer.value.sizeBytes);
  const fits = partSizeBytes <= MAX_PART_BYTES && answer.value.partsCount <= MAX_PARTS;
  return fits && Math.ceil(source.sizeBytes / partSizeBytes) === answer.value.partsCount ? partSizeBytes : null;
}

/** The outcome of a file whose copy was made without our hearing of it, or null. */
export async function findCompleted(deps: CopyDeps, file: FileInWork): Promise<CopyOutcome | null> {
  const pin = file.work.upload?.sourceEtag ?? file.work.etag;
  const look = await lookAtDestination(deps, file, { pin, mayBeOurs: true });
  if (look.type !== "there" || !look.ours) return null;
  await abortRegisteredUpload(deps, file);
  return await finishFound(deps, file, look, null);
}

/** What stood at the destination before anything was copied spares the copy, or forbids it. */
async function lookFirst(deps: CopyDeps, file: FileInWork, source: ObjectHead): Promise<Look> {
  try {
    return await lookAtDestination(deps, file, { pin: source.etag, source, mayBeOurs: false });
  } catch (error) {
    // Without s3:ListBucket a missing key answers 403 as well; the condition on Complete decides then.
    const denied = error instanceof StopWork && error.why.type === "failed" && error.why.failure.side === "destination";
    if (denied && error.why.failure.kind === "destination_permission") return { type: "write", standing: null };
    throw error;
  }
}

/** An upload that ends under us was completed by an earlier attempt, if there was an intent; else it is gone. */
async function lookAfterLoss(
  deps: CopyDeps,
  file: FileInWork,
): Promise<Extract<Completed, { type: "upload_gone" | "refused" | "found" }>> {
  const { intent, upload } = file.work;
  if (intent === null || upload === null) return { type: "upload_gone" };
  const look = await lookAtDestination(deps, file, { pin: upload.sourceEtag, mayBeOurs: true });
  if (look.type === "refused") return look;
  return look.type === "write" ? { type: "upload_gone" } : { type: "found", look, uploadOpen: false };
}

/** Finishes a file whose copy was found at the destination. The source may be gone by now: then only the size is told. */
async function finishFound(
  deps: CopyDeps,
  file: FileInWork,
  look: Found,
  known: ObjectHead | null,
): Promise<CopyOutcome> {
  const pin = file.work.upload?.sourceEtag ?? file.work.etag;
  file.finishing = true;
  const source = known ?? (await headSource(deps, file, { ifMatch: pin }).catch(nullIfFailed));
  const facts = {
    etag: source?.etag ?? pin ?? "",
    versionId: file.work.versionId,
    sizeBytes: look.head.sizeBytes,
  };
  if (!look.ours) return found(file, facts, look);
  const replaced = file.work.intent?.standing ?? null;
  if (source === null) {
    const written = { ...look.head, requestId: null };
    const verified: Verified = {
      verification: { result: "size_only", method: "size" },
      checksum: look.proof.checksum,
      sourceChecksum: null,
    };
    return copied(file, facts, { written, verified, replaced });
  }
  await putLargeTags(deps, file, await readTags(deps, file));
  const check = await verifyCopy(deps, file, { source, written: { ...look.head, requestId: null } });
  if (check.type === "failed") return check;
  return copied(file, facts, { written: { ...look.head, requestId: null }, verified: check.verified, replaced });
}

/** The decision is not to write: the upload has nothing to become. */
async function giveUp(deps: CopyDeps, file: FileInWork, refused: { failure: Failure }): Promise<CopyOutcome> {
  await abortRegisteredUpload(deps, file);
  return { type: "failed", failure: refused.failure };
}

async function noteMetadataLost(deps: CopyDeps, file: FileInWork, missingMetadata: number): Promise<void> {
  file.log.warn({ missingMetadata }, "some metadata cannot be carried by headers");
  await askLedger(deps, file, () =>
    noteEvent(deps.ledger, { hold: holdOf(file), type: "downgrade", detail: { what: "metadata", missingMetadata } }),
  );
}

function factsOf(file: FileInWork, source: ObjectHead) {
  return { etag: source.etag, versionId: file.work.versionId, sizeBytes: source.sizeBytes };
}

/** CRC64NVME, unless the source has another full-object checksum that the copy can be compared by. */
function algorithmOf(source: ObjectHead): FullObjectAlgorithm {
  if (source.checksums.CRC64NVME !== undefined || source.checksumType === "COMPOSITE") return "CRC64NVME";
  if (source.checksums.CRC32C !== undefined) return "CRC32C";
  return source.checksums.CRC32 === undefined ? "CRC64NVME" : "CRC32";
}
