import { authorize, ownedBucket } from "./access.ts";
import type { Call } from "./call.ts";
import { locate, refuseArchived, versionHeader } from "./locate.ts";
import { checkCopySource } from "./preconditions.ts";
import { header } from "./request.ts";
import { notImplemented, S3Error } from "./s3-error.ts";
import type { Bucket, ObjectVersion } from "./state.ts";
import { takeToken } from "./throttle.ts";

/** CopyObject and UploadPartCopy take at most 5 GiB at once. */
const mostBytesAtOnce = 5 * 1024 ** 3;

export type CopySource = { bucket: Bucket; key: string; version: ObjectVersion };

/**
 * The object that `x-amz-copy-source` names, once the caller may read it and it meets the request's conditions. The
 * first look counts as a read of the source's prefix.
 * @throws AccessDenied, NoSuchKey, NoSuchBucket, PreconditionFailed, InvalidObjectState, InvalidArgument
 */
export function locateCopySource(call: Call): CopySource {
  const { bucket: bucketName, key, versionId } = readCopySource(header(call.request, "x-amz-copy-source") ?? "");
  if (call.record.sourceKey === null) takeToken(call.world.throttle, "read", bucketName, key, Date.now());
  call.record.sourceBucket = bucketName;
  call.record.sourceKey = key;
  const bucket = ownedBucket(call, bucketName, "x-amz-source-expected-bucket-owner");
  const version = locate(call, { bucket, key, versionId }, "s3:GetObject");
  checkCopySource(call.request, version);
  refuseArchived(version);
  return { bucket, key, version };
}

/** Tags travel only where they may be read: asked for only where there are any (S3 API, "CopyObject"). */
export function authorizeTagsOf(call: Call, { bucket, key, version }: CopySource): void {
  if (!version.tags || version.tags.length === 0) return;
  const named = (header(call.request, "x-amz-copy-source") ?? "").includes("?versionId=");
  authorize(call, named ? "s3:GetObjectVersionTagging" : "s3:GetObjectTagging", { bucket, key });
}

export function refuseTooLarge(sizeBytes: number): void {
  if (sizeBytes <= mostBytesAtOnce) return;
  const message = `The specified copy source is larger than the maximum allowable size for a copy source: ${mostBytesAtOnce}`;
  throw new S3Error("InvalidRequest", message);
}

export function sourceVersionHeader({ bucket, version }: CopySource): Record<string, string> {
  const versionId = versionHeader(bucket, version)["x-amz-version-id"];
  return versionId === undefined ? {} : { "x-amz-copy-source-version-id": versionId };
}

/** URL-encoded, a raw `+` being a space; only a raw `?versionId=` names a version. */
function readCopySource(text: string): { bucket: string; key: string; versionId: string | undefined } {
  if (text.startsWith("arn:")) throw notImplemented("access points as copy sources");
  const [path = "", versionId] = text.replace(/^\//, "").split("?versionId=", 2);
  try {
    const decoded = decodeURIComponent(path.replaceAll("+", " "));
    const slash = decoded.indexOf("/");
    if (slash > 0 && slash < decoded.length - 1 && !/[^ -~]/.test(text)) {
      return { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1), versionId };
    }
  } catch {
    // Told below.
  }
  throw new S3Error("InvalidArgument", "Invalid copy source encoding.", {
    ArgumentName: "x-amz-copy-source",
    ArgumentValue: text,
  });
}
