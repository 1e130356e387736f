import { choosePartSize, MAX_PARTS, MIB, MIN_PART_BYTES, partRange, planParts } from "@s3mirror/core/part-layout";
import { clearUpload, registerUpload, type Upload } from "@s3mirror/core/store/files/uploads";
import { askLedger, writeFenced } from "../file/ask-ledger.ts";
import { tryS3 } from "../file/ask-s3.ts";
import { type CopyDeps, destinationOf, type FileInWork, holdOf } from "../file/file-in-work.ts";
import { StopWork } from "../file/stop-work.ts";
import type { CopiedPart, FullObjectAlgorithm, ObjectHead, Tag } from "../s3/s3-transport.ts";
import { abortUpload } from "./abort-upload.ts";
import { noteTagsLost, toTaggingHeader } from "./tags.ts";

/** The file's one registered upload, the checksum it is made with, and the parts of it that S3 has, by number. */
export type OpenUpload = { upload: Upload; algorithm: string | null; done: Map<number, CopiedPart> };

export type UploadInput = {
  source: ObjectHead;
  tags: Tag[];
  algorithm: FullObjectAlgorithm;
  /** The part size that the copy's ETag can be compared by, where the source has no better proof. */
  provingPartSizeBytes: number | null;
};

/**
 * The registered upload where S3 still knows it, with ListParts as the checkpoint; else a new one, registered by
 * compare-and-set with its part layout. Who finds another registered aborts its own and works on that one.
 * @returns null where S3 does not know the registered upload any more
 */
export async function openUpload(deps: CopyDeps, file: FileInWork, input: UploadInput): Promise<OpenUpload | null> {
  const made = file.work.upload === null ? await makeUpload(deps, file, input) : null;
  if (made !== null) return { ...made, done: new Map() };
  const { upload } = file.work;
  const listed = upload === null ? null : await listCopiedParts(deps, file, upload);
  return upload === null || listed === null ? null : { upload, ...listed };
}

/**
 * The parts that S3 has, by number. A listed part counts only if its size is the layout's. Null where S3 does not know
 * the upload: aborted, or completed.
 */
export async function listCopiedParts(
  deps: CopyDeps,
  file: FileInWork,
  upload: Upload,
): Promise<Omit<OpenUpload, "upload"> | null> {
  const destination = destinationOf(file.work);
  const layout = planParts(upload.sizeBytes, upload.partSizeBytes);
  const done = new Map<number, CopiedPart>();
  let algorithm: string | null = null;
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
      if (partRange(layout, part.partNumber).sizeBytes === sizeBytes) done.set(part.partNumber, part);
    }
    algorithm = answer.value.algorithm;
    after = answer.value.next;
  }
  return { done, algorithm };
}

/** Clears a registered upload that S3 does not know any more. */
export async function forgetUpload(deps: CopyDeps, file: FileInWork): Promise<void> {
  const uploadId = file.work.upload?.uploadId;
  if (uploadId === undefined) return;
  await writeFenced(deps, file, () => clearUpload(deps.ledger, { hold: holdOf(file), uploadId }));
  file.work.upload = null;
  file.work.intent = null;
}

async function makeUpload(
  deps: CopyDeps,
  file: FileInWork,
  input: UploadInput,
): Promise<{ upload: Upload; algorithm: string } | null> {
  const { source } = input;
  const { uploadId, algorithm } = await createUpload(deps, file, input);
  const partSizeBytes = partSizeFor(file, source.sizeBytes, input.provingPartSizeBytes);
  const layout = planParts(source.sizeBytes, partSizeBytes);
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
    file.log.info({ uploadId, parts: upload.partCount, partSizeBytes, algorithm }, "an upload was opened");
    return { upload, algorithm };
  }
  await abortUpload(deps, file, uploadId);
  if (answer.type === "stale") throw new StopWork({ type: "stale" });
  file.work.upload = answer.upload;
  return null;
}

async function createUpload(
  deps: CopyDeps,
  file: FileInWork,
  input: UploadInput,
): Promise<{ uploadId: string; algorithm: FullObjectAlgorithm }> {
  const destination = destinationOf(file.work);
  const header = toTaggingHeader(input.tags);
  let { algorithm } = input;
  let tagging = header;
  for (;;) {
    const request = { destination, headers: input.source.headers, algorithm, tagging };
    const answer = await tryS3(deps, file, { operation: "CreateMultipartUpload", side: "destination" }, () =>
      deps.s3.createUpload(request),
    );
    if (answer.type === "ok") {
      if (tagging !== header) await noteTagsLost(deps, file, "destination");
      return { uploadId: answer.value.uploadId, algorithm };
    }
    const { failure } = answer;
    const mayBeTags = failure.kind === "destination_permission" && file.work.tags === "best_effort";
    if (failure.code === "NotImplemented" && algorithm !== "CRC64NVME") algorithm = "CRC64NVME";
    // If the tags are not what is denied, the next answer is the same.
    else if (mayBeTags && tagging !== null) tagging = null;
    else throw new StopWork(answer);
  }
}

/** The batch's part size where the planner chose one, grown where 10,000 such parts would not reach. */
function partSizeFor(file: FileInWork, sizeBytes: number, provingPartSizeBytes: number | null): number {
  if (provingPartSizeBytes !== null) return provingPartSizeBytes;
  const chosen = file.work.partSizeBytes;
  if (chosen === null) return choosePartSize({ sizeBytes, batchBytes: sizeBytes, gate: 1 });
  return Math.max(MIN_PART_BYTES, chosen, Math.ceil(sizeBytes / MAX_PARTS / MIB) * MIB);
}
