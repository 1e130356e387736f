import { tryS3 } from "../file/ask-s3.ts";
import { type CopyDeps, destinationOf, type FileInWork } from "../file/file-in-work.ts";

const MOST_ROUNDS = 20;

/** Aborts the file's registered upload, if it has one: it has nothing to become any more. */
export async function abortRegisteredUpload(deps: CopyDeps, file: FileInWork): Promise<void> {
  if (file.work.upload !== null) await abortUpload(deps, file, file.work.upload.uploadId);
}

/**
 * Aborts an upload until S3 lists no part of it: parts that were in flight may land after an abort (S3 API,
 * AbortMultipartUpload). What cannot be aborted is left to the janitor.
 */
export async function abortUpload(deps: CopyDeps, file: FileInWork, uploadId: string): Promise<void> {
  const destination = destinationOf(file.work);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const abort = await tryS3(deps, file, { operation: "AbortMultipartUpload", side: "destination" }, () =>
      deps.s3.abortUpload({ destination, uploadId }),
    );
    if (abort.type === "failed" && abort.failure.kind !== "unknown_outcome") {
      file.log.warn({ failure: abort.failure, uploadId }, "an upload could not be aborted; the janitor will");
      return;
    }
    const list = await tryS3(deps, file, { operation: "ListParts", side: "destination" }, () =>
      deps.s3.listParts({ destination, uploadId, after: 0 }),
    );
    if (list.type === "failed") {
      if (list.failure.code !== "NoSuchUpload")
        file.log.warn({ failure: list.failure, uploadId }, "parts could not be listed");
      return;
    }
    if (list.value.parts.length > 0) await deps.clock.wait(200);
  }
  file.log.warn({ uploadId }, "an aborted upload still lists parts; the janitor aborts it again");
}
