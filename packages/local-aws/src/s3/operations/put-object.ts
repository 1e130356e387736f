import { authorize, requestedBucket, requestedKey } from "../access.ts";
import { encryptionHeaders, hasOpaqueEtag, readBelongings, withDefaultEncryption } from "../belongings.ts";
import { type Received, receiveContent } from "../body.ts";
import type { Answer, Call } from "../call.ts";
import { checksumHeader, checksumOf, crc64Of } from "../checksum.ts";
import { makeOpaqueEtag, makeVersionId } from "../identity.ts";
import { currentVersion, versionHeader } from "../locate.ts";
import { checkWrite } from "../preconditions.ts";
import { header, type S3Request, wholeNumber } from "../request.ts";
import { S3Error } from "../s3-error.ts";
import type { Bucket, ObjectVersion } from "../state.ts";

const mostVirtualBytes = 10_000 * 5 * 1024 ** 3;

/** PutObject; with `x-local-virtual-size` (and `-seed`) and no body the object's bytes are virtual. */
export async function putObject(call: Call): Promise<Answer> {
  const { world, request } = call;
  const key = requestedKey(call);
  const bucketBefore = requestedBucket(call);
  authorizeWrite(call, bucketBefore, key);
  const belongings = withDefaultEncryption(bucketBefore, readBelongings(request));
  checkWrite(request, key, currentVersion(bucketBefore, key));
  const received = await receiveContent(world.content, request);
  // Reading the body took time: the bucket, its policy and what stands at the key are asked again.
  const bucket = requestedBucket(call);
  authorizeWrite(call, bucket, key);
  checkWrite(request, key, currentVersion(bucket, key));
  const bytes = virtualContent(request, received) ?? realContent(received);
  const opaque = hasOpaqueEtag({ headers: belongings.headers, extents: bytes.extents });
  const version: ObjectVersion = {
    versionId: makeVersionId(bucket),
    at: Date.now(),
    etag: opaque ? makeOpaqueEtag() : received.md5,
    ...bytes,
    ...belongings,
  };
  world.journal.commit({ op: "put-version", bucket: bucket.name, key, version });
  return { status: 200, headers: { etag: `"${version.etag}"`, ...writeHeaders(bucket, version) } };
}

/** s3:PutObject, s3:PutObjectTagging where tags come along, s3:GetObject for If-Match (AWS, "Conditional writes"). */
export function authorizeWrite(call: Call, bucket: Bucket, key: string): void {
  authorize(call, "s3:PutObject", { bucket, key });
  if (header(call.request, "x-amz-tagging")) authorize(call, "s3:PutObjectTagging", { bucket, key });
  if (header(call.request, "if-match") !== undefined) authorize(call, "s3:GetObject", { bucket, key });
}

/** What every answer to a finished write tells: version, encryption, checksum. */
export function writeHeaders(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  const checksum = checksumOf(version);
  return {
    // Under suspended versioning a write tells no id (recorded on AWS: LocalStack's test_put_object_on_suspended_bucket).
    ...(bucket.versioning === "Enabled" && versionHeader(bucket, version)),
    ...encryptionHeaders(version),
    [checksumHeader(checksum.algorithm)]: checksum.value,
    "x-amz-checksum-type": checksum.type,
  };
}

type Bytes = Pick<ObjectVersion, "extents" | "size" | "crc64" | "checksum">;

function realContent({ extents, size, crc64, checksum }: Received): Bytes {
  if (!checksum || checksum.algorithm === "CRC64NVME") return { extents, size, crc64 };
  return { extents, size, crc64, checksum: { ...checksum, type: "FULL_OBJECT" } };
}

function virtualContent(request: S3Request, received: Received): Bytes | null {
  const size = wholeNumber(header(request, "x-local-virtual-size"), "x-local-virtual-size", 0, mostVirtualBytes);
  if (size === undefined) return null;
  if (received.size > 0) throw new S3Error("InvalidRequest", "A virtual object takes no body.");
  const seed = wholeNumber(header(request, "x-local-virtual-seed"), "x-local-virtual-seed", 0, 2 ** 32) ?? 0;
  const extents = size === 0 ? [] : [{ seed, offset: 0, length: size }];
  return { extents, size, crc64: crc64Of({ extents }) };
}
