import { setMaxListeners } from "node:events";
import { partRange, planParts } from "@s3mirror/core/part-layout";
import type { S3Failure } from "@s3mirror/core/s3-failure";
import { haltedBy, tryS3 } from "../file/ask-s3.ts";
import { type CopyDeps, destinationOf, type FileInWork, sourceOf } from "../file/file-in-work.ts";
import type { OpenUpload } from "./open-upload.ts";

/**
 * Copies the parts that are missing, side by side through the gate, each pinned to the source's ETag; ranges come from
 * the registered layout alone. After the first failure no further part starts; those in flight finish, for what they
 * copied is a checkpoint.
 * @returns the first failure, or null when every part is there
 */
export async function copyMissingParts(deps: CopyDeps, file: FileInWork, open: OpenUpload): Promise<S3Failure | null> {
  const { upload, done } = open;
  const layout = planParts(upload.sizeBytes, upload.partSizeBytes);
  const missing: number[] = [];
  let copiedBytes = 0;
  for (let number = 1; number <= layout.partCount; number += 1) {
    if (done.has(number)) copiedBytes += partRange(layout, number).sizeBytes;
    else missing.push(number);
  }
  const { progress } = file;
  progress.bytesCopied = copiedBytes;
  progress.requestsReady = missing.length;
  const source = sourceOf(file.work);
  const destination = destinationOf(file.work);
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const halt = () => stop.abort(file.halt.signal.reason);
  if (file.halt.signal.aborted) halt();
  file.halt.signal.addEventListener("abort", halt, { once: true });
  let next = 0;
  let failure: S3Failure | null = null;
  let thrown: unknown = null;

  async function copyOneAfterAnother(): Promise<void> {
    while (!stop.signal.aborted) {
      const partNumber = missing[next];
      if (partNumber === undefined) return;
      next += 1;
      const { start, end, sizeBytes } = partRange(layout, partNumber);
      const range = layout.partCount === 1 ? null : { start, end };
      const answer = await tryS3(deps, file, { operation: "UploadPartCopy", side: "both", signal: stop.signal }, () => {
        progress.copyCalls += 1;
        return deps.s3.copyPart({
          source,
          sourceEtag: upload.sourceEtag,
          destination,
          uploadId: upload.uploadId,
          partNumber,
          range,
          algorithm: open.algorithm,
        });
      });
      progress.requestsReady -= 1;
      if (answer.type === "failed") {
        failure ??= answer.failure;
        stop.abort("a sibling failed");
        return;
      }
      done.set(partNumber, answer.value);
      progress.bytesCopied += sizeBytes;
      progress.attemptBytes += sizeBytes;
    }
  }

  const hands = Array.from({ length: Math.min(missing.length, deps.gate.limit) }, async () => {
    try {
      await copyOneAfterAnother();
    } catch (error) {
      thrown ??= error;
      stop.abort("a sibling failed");
    }
  });
  await Promise.all(hands);
  file.halt.signal.removeEventListener("abort", halt);
  progress.requestsReady = 0;
  if (failure === null && thrown !== null) throw thrown;
  if (failure === null && file.halt.signal.aborted && done.size < layout.partCount) throw haltedBy(file);
  return failure;
}
