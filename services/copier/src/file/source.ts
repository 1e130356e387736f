import type { Failure } from "@s3mirror/core/failure-kind";
import type { S3Failure } from "@s3mirror/core/s3-failure";
import type { ObjectHead } from "../s3/s3-transport.ts";
import { askS3, tryS3 } from "./ask-s3.ts";
import { type CopyDeps, type FileInWork, sourceOf } from "./file-in-work.ts";
import { StopWork } from "./stop-work.ts";

/**
 * HEAD of the source, with its checksums.
 * @param input.ifMatch the ETag it must still have, or null for whatever stands there now
 * @throws StopWork failed: source_changed, source_missing, source_permission, …
 */
export async function headSource(
  deps: CopyDeps,
  file: FileInWork,
  input: { ifMatch: string | null },
): Promise<ObjectHead> {
  const object = sourceOf(file.work);
  const answer = await tryS3(deps, file, { operation: "HeadObject", side: "source" }, () =>
    deps.s3.head({ object, ifMatch: input.ifMatch }),
  );
  if (answer.type === "ok") return answer.value;
  // A HEAD has no body: only a GET tells a denied right from a denied key.
  const failure = answer.failure.kind === "source_permission" ? await readFirstByte(deps, file) : null;
  throw new StopWork({ type: "failed", failure: failure ?? answer.failure });
}

/**
 * Whose side refused a call that reads one bucket and writes another, found out by reading the source's first byte: if
 * that works, the destination is at fault.
 */
export async function findSide(deps: CopyDeps, file: FileInWork, failure: S3Failure): Promise<Failure> {
  if (failure.sideCertain) return failure;
  const denied = failure.kind === "source_permission" || failure.kind === "destination_permission";
  if (!denied && failure.kind !== "kms_permission" && failure.kind !== "configuration") return failure;
  const onSource = await readFirstByte(deps, file);
  if (onSource !== null) return onSource.kind === "unexpected" ? failure : onSource;
  if (!denied) return { ...failure, side: "destination" };
  return { ...failure, kind: "destination_permission", side: "destination", action: failure.action ?? "s3:PutObject" };
}

/** Null where the source can be read. An object of 0 bytes answers 416 to any range: it can be read. */
async function readFirstByte(deps: CopyDeps, file: FileInWork): Promise<S3Failure | null> {
  const object = sourceOf(file.work);
  const answer = await tryS3(deps, file, { operation: "GetObject", side: "source" }, () =>
    deps.s3.getRange({ object, start: 0, end: 0, ifMatch: null }),
  );
  if (answer.type === "ok" || answer.failure.code === "InvalidRange" || answer.failure.code === "HTTP 416") return null;
  return answer.failure;
}

/** The source's bytes of one range, under its pin. */
export async function readSourceRange(deps: CopyDeps, file: FileInWork, etag: string, start: number, end: number) {
  const object = sourceOf(file.work);
  return await askS3(deps, file, { operation: "GetObject", side: "source" }, () =>
    deps.s3.getRange({ object, start, end, ifMatch: etag }),
  );
}
