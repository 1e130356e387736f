import { choosePartSize, MAX_PARTS, MIB, MIN_PART_BYTES, partRange, planParts } from "@s3mirror/core/part-layout";
import { clearUpload, registerUpload, type Upload } from "@s3mirror/core/store/uploads";
import { abortUpload } from "./abort-upload.ts";
import { askLedger, writeFenced } from "./ask-ledger.ts";
import { askS3, tryS3 } from "./ask-s3.ts";
import { type CopyDeps, destinationOf, type FileInWork, holdOf } from "./file-in-work.ts";
import type { CopiedPart, FullObjectAlgorithm, ObjectHead, Tag } from "./s3-transport.ts";
import { StopWork } from "./stop-work.ts";
import { noteTagsLost, toTaggingHeader } from "./tags.ts";

/** The file's one registered upload and the parts of it that S3 has, by number. */
export type OpenUpload = { upload: Upload; done: Map<number, CopiedPart> };

/**
 * The registered upload where S3 still knows it, with ListParts as the checkpoint; else a new one, registered by
 * compare-and-set with its part layout. Who finds another registered aborts its own and works on that one.
 */
export async function openUpload(
  deps: CopyDeps,
  file: FileInWork,
  input: { source: ObjectHead; tags: Tag[]; algorithm: FullObjectAlgorithm },
): Promise<OpenUpload> {
  for (;;) {
    const { upload } = file.work;
    if (upload !== null) {
      const done = await listCopiedParts(deps, file, upload);
      if (done !== null) return { upload, done };
      await forgetUpload(deps, file, upload.uploadId);
    }
    const made = await makeUpload(deps, file, input);
    if (made !== null) return { upload: made, done: new Map() };
  }
}

/**
 * The parts that S3 has, by number. A listed part counts only if its size is the layout's. Null where S3 does not know
 * the upload: aborted, or completed.
 */
export async function listCopiedParts(
  deps: CopyDeps,
  file: FileInWork,
  upload: Upload,
): Promise<Map<number, CopiedPart> | null> {
  const destination = destinationOf(file.work);
  const layout = planParts(upload.sizeBytes, upload.partSizeBytes);
  const copied = new Map<number, CopiedPart>();
  for (let after: number | null = 0; after !== null; ) {
    const from: number = after;
    const answer = await tryS3(deps, file, { operation: "ListParts", side: "destination" }, () =>
      deps.s3.listParts({ destination, uploadId: upload.uploadId, after: from }),
    );
    if (answer.type === "failed") {
      if (answer.failure.code === "NoSuchUpload") return null;
      throw new StopWork(answer);
    }
    for (const { sizeBytes, ...part } of answer.value.parts) {
      if (part.partNumber < 1 || part.partNumber > layout.partCount) continue;
      if (partRange(layout, part.partNumber).sizeBytes === sizeBytes) copied.set(part.partNumber, part);
    }
    after = answer.value.next;
  }
  return copied;
}

/** Clears a registered upload that S3 does not know any more. */
export async function forgetUpload(deps: CopyDeps, file: FileInWork, uploadId: string): Promise<void> {
  await writeFenced(deps, file, () => clearUpload(deps.ledger, { hold: holdOf(file), uploadId }));
  file.work.upload = null;
  file.work.intent = null;
}

async function makeUpload(
  deps: CopyDeps,
  file: FileInWork,
  input: { source: ObjectHead; tags: Tag[]; algorithm: FullObjectAlgorithm },
): Promise<Upload | null> {
  const { source } = input;
  const uploadId = await createUpload(deps, file, input);
  const layout = planParts(source.sizeBytes, partSizeFor(file, source.sizeBytes));
  const upload: Upload = {
    uploadId,
    sourceEtag: source.etag,
    sourceVersionId: file.work.versionId,
    sizeBytes: source.sizeBytes,
    partSizeBytes: layout.partSizeBytes,
    partCount: layout.partCount,
  };
  const answer = await askLedger(deps, file, () =>
    registerUpload(deps.ledger, { hold: holdOf(file), expected: null, upload }),
  ).catch(async (error: unknown) => {
    await abortUpload(deps, file, uploadId);
    throw error;
  });
  if (answer.type === "registered") {
    file.work.upload = upload;
    file.log.info({ uploadId, parts: upload.partCount, partSizeBytes: upload.partSizeBytes }, "an upload was opened");
    return upload;
  }
  await abortUpload(deps, file, uploadId);
  if (answer.type === "stale") throw new StopWork({ type: "stale" });
  file.work.upload = answer.upload;
  return null;
}

async function createUpload(
  deps: CopyDeps,
  file: FileInWork,
  input: { source: ObjectHead; tags: Tag[]; algorithm: FullObjectAlgorithm },
): Promise<string> {
  const destination = destinationOf(file.work);
  const request = { destination, headers: input.source.headers, algorithm: input.algorithm };
  const call = { operation: "CreateMultipartUpload", side: "destination" } as const;
  const tagging = toTaggingHeader(input.tags);
  if (tagging !== null && file.work.tags === "best_effort") {
    const answer = await tryS3(deps, file, call, () => deps.s3.createUpload({ ...request, tagging }));
    if (answer.type === "ok") return answer.value.uploadId;
    if (answer.failure.kind !== "destination_permission") throw new StopWork(answer);
    // If the tags were not what is denied, this fails as well and says so.
    const { uploadId } = await askS3(deps, file, call, () => deps.s3.createUpload({ ...request, tagging: null }));
    await noteTagsLost(deps, file, "destination");
    return uploadId;
  }
  const { uploadId } = await askS3(deps, file, call, () => deps.s3.createUpload({ ...request, tagging }));
  return uploadId;
}

/** The batch's part size where the planner chose one, grown where 10,000 such parts would not reach. */
function partSizeFor(file: FileInWork, sizeBytes: number): number {
  const chosen = file.work.partSizeBytes;
  if (chosen === null) return choosePartSize({ sizeBytes, batchBytes: sizeBytes, gate: 1 });
  return Math.max(MIN_PART_BYTES, chosen, Math.ceil(sizeBytes / MAX_PARTS / MIB) * MIB);
}
