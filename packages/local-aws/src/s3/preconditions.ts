import { header, type S3Request } from "./request.ts";
import { notImplemented, S3Error } from "./s3-error.ts";
import type { ObjectVersion, UploadRecord } from "./state.ts";

/** Whether an ETag is among those that a header names, quoted or not, or the header is `*`. */
export function matchesEtag(wanted: string, etag: string): boolean {
  return wanted.split(",").some((one) => {
    const bare = one.trim().replace(/^(?:W\/)?"(.*)"$/, "$1");
    return bare === "*" || bare === etag;
  });
}

/** The conditions of GET and HEAD. @throws PreconditionFailed naming the header, NotModified */
export function checkRead(request: S3Request, version: ObjectVersion): void {
  const ifMatch = header(request, "if-match");
  const since = header(request, "if-unmodified-since");
  if (ifMatch !== undefined) {
    if (!matchesEtag(ifMatch, version.etag)) throw failed("If-Match");
  } else if (since !== undefined && seconds(version.at) > seconds(Date.parse(since)))
    throw failed("If-Unmodified-Since");
  const ifNoneMatch = header(request, "if-none-match");
  const modified = header(request, "if-modified-since");
  const same =
    ifNoneMatch !== undefined
      ? matchesEtag(ifNoneMatch, version.etag)
      : modified !== undefined && isPast(modified) && seconds(version.at) <= seconds(Date.parse(modified));
  if (same) throw new S3Error("NotModified", undefined, {}, { etag: `"${version.etag}"` });
}

/** The conditions of a copy on its source. @throws PreconditionFailed naming the header as AWS spells it */
export function checkCopySource(request: S3Request, version: ObjectVersion): void {
  const ifMatch = header(request, "x-amz-copy-source-if-match");
  const since = header(request, "x-amz-copy-source-if-unmodified-since");
  if (ifMatch !== undefined) {
    if (!matchesEtag(ifMatch, version.etag)) throw failed("x-amz-copy-source-If-Match");
  } else if (since !== undefined && seconds(version.at) > seconds(Date.parse(since))) {
    throw failed("x-amz-copy-source-If-Unmodified-Since");
  }
  const ifNoneMatch = header(request, "x-amz-copy-source-if-none-match");
  const modified = header(request, "x-amz-copy-source-if-modified-since");
  if (ifNoneMatch !== undefined) {
    if (matchesEtag(ifNoneMatch, version.etag)) throw failed("x-amz-copy-source-If-None-Match");
  } else if (modified !== undefined && isPast(modified) && seconds(version.at) <= seconds(Date.parse(modified))) {
    throw failed("x-amz-copy-source-If-Modified-Since");
  }
}

/**
 * The conditions of a write on what stands at its key (AWS, "Conditional writes"): If-None-Match takes `*` only, and
 * If-Match everything but `*`; If-Match where nothing stands is NoSuchKey.
 * @throws PreconditionFailed, NoSuchKey, NotImplemented
 */
export function checkWrite(request: S3Request, key: string, current: ObjectVersion | undefined): void {
  const ifNoneMatch = header(request, "if-none-match");
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*") throw notImplemented("If-None-Match other than * on a write");
  if (ifNoneMatch !== undefined && current) throw failed("If-None-Match");
  const ifMatch = header(request, "if-match");
  if (ifMatch === undefined) return;
  if (ifMatch.trim() === "*") throw notImplemented("If-Match: * on a write");
  if (!current) throw new S3Error("NoSuchKey", undefined, { Key: key });
  if (!matchesEtag(ifMatch, current.etag)) throw failed("If-Match");
}

/**
 * A conditional Complete after its key was written or deleted since the upload began, although its condition holds now
 * (recorded on AWS: LocalStack's test_multipart_if_match_with_put, …_with_put_identical, if_none_match_with_delete).
 * @throws ConditionalRequestConflict
 */
export function checkOvertaken(request: S3Request, upload: Pick<UploadRecord, "key" | "overtaken">): void {
  if (!upload.overtaken) return;
  const condition = ["If-None-Match", "If-Match"].find((name) => header(request, name.toLowerCase()) !== undefined);
  if (condition === undefined) return;
  throw new S3Error("ConditionalRequestConflict", undefined, { Condition: condition, Key: upload.key });
}

function failed(condition: string): S3Error {
  return new S3Error("PreconditionFailed", undefined, { Condition: condition });
}

/** A moment in the future is no condition (RFC 9110; recorded on AWS: LocalStack's test_s3_get_object_preconditions). */
function isPast(moment: string): boolean {
  return Date.parse(moment) <= Date.now();
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
