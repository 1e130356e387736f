import { authorize, requestedBucket, requestedKey } from "../access.ts";
import { copyBelongings, directive, encryptionHeaders, hasOpaqueEtag, withDefaultEncryption } from "../belongings.ts";
import type { Answer, Call } from "../call.ts";
import { checksumOf, crc64Of, readAlgorithm } from "../checksum.ts";
import {
  authorizeTagsOf,
  type CopySource,
  locateCopySource,
  refuseTooLarge,
  sourceVersionHeader,
} from "../copy-source.ts";
import { digestExtents } from "../digest.ts";
import { isVirtual } from "../extents.ts";
import { isoTime, makeOpaqueEtag, makeVersionId } from "../identity.ts";
import { currentVersion, versionHeader } from "../locate.ts";
import { paceCopy } from "../pace.ts";
import { checkWrite } from "../preconditions.ts";
import { header } from "../request.ts";
import { S3Error } from "../s3-error.ts";
import type { Bucket, Checksum, ObjectVersion } from "../state.ts";
import { element, xmlDocument } from "../xml.ts";
import { authorizeWrite } from "./put-object.ts";

/**
 * CopyObject. The copy shares the source's extents. Its ETag is the MD5 of the bytes even where the source was uploaded
 * in parts; its checksum is the source's, or of the algorithm that the request names.
 */
export async function copyObject(call: Call): Promise<Answer> {
  const { world, request } = call;
  const key = requestedKey(call);
  let plan = prepare(call, key);
  if (await paceCopy(world, plan.source.version.size)) plan = prepare(call, key);
  const digests = known(call, plan) ?? (await compute(call, plan));
  // Nothing is awaited between the last look at the conditions and the commit.
  const bucket = requestedBucket(call);
  checkWrite(request, key, currentVersion(bucket, key));
  const { size, extents } = plan.source.version;
  const version: ObjectVersion = {
    versionId: makeVersionId(bucket),
    at: Date.now(),
    size,
    extents,
    ...digests,
    ...plan.belongings,
  };
  world.journal.commit({ op: "put-version", bucket: bucket.name, key, version });
  const checksum = checksumOf(version);
  const inner = `${element("LastModified", isoTime(version.at))}${element("ETag", `"${version.etag}"`)}${element("ChecksumType", checksum.type)}${element(`Checksum${checksum.algorithm}`, checksum.value)}`;
  const headers = {
    ...versionHeader(bucket, version),
    ...encryptionHeaders(version),
    ...sourceVersionHeader(plan.source),
  };
  return { status: 200, headers, body: xmlDocument("CopyObjectResult", inner) };
}

type Plan = { bucket: Bucket; source: CopySource; belongings: ReturnType<typeof copyBelongings> };

function prepare(call: Call, key: string): Plan {
  const { request } = call;
  const bucket = requestedBucket(call);
  const source = locateCopySource(call);
  authorizeWrite(call, bucket, key);
  if (directive(request, "x-amz-tagging-directive") === "COPY" && source.version.tags?.length) {
    authorizeTagsOf(call, source);
    authorize(call, "s3:PutObjectTagging", { bucket, key });
  }
  refuseTooLarge(source.version.size);
  const belongings = withDefaultEncryption(bucket, copyBelongings(request, source.version));
  refuseSelfCopy(call, source, bucket, key);
  checkWrite(request, key, currentVersion(bucket, key));
  return { bucket, source, belongings };
}

function refuseSelfCopy(call: Call, source: CopySource, bucket: Bucket, key: string): void {
  const { request } = call;
  if (source.bucket !== bucket || source.key !== key || request.query.has("versionId")) return;
  if (header(request, "x-amz-copy-source")?.includes("?versionId=")) return;
  const changing = ["x-amz-storage-class", "x-amz-website-redirect-location", "x-amz-server-side-encryption"];
  if (directive(request, "x-amz-metadata-directive") === "REPLACE") return;
  if (changing.some((name) => header(request, name) !== undefined)) return;
  throw new S3Error(
    "InvalidRequest",
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

type Digests = Pick<ObjectVersion, "etag" | "crc64" | "checksum">;

/** What follows from the source's record without reading a byte; null where bytes must be read. */
function known(call: Call, { source, belongings }: Plan): Digests | null {
  const { version } = source;
  const opaque = hasOpaqueEtag({ headers: belongings.headers, extents: version.extents });
  const md5Known = !isVirtual(version.extents) && !version.parts && !hasOpaqueEtag(version);
  if (!opaque && !md5Known) return null;
  const etag = opaque ? makeOpaqueEtag() : version.etag;
  const algorithm = readAlgorithm(header(call.request, "x-amz-checksum-algorithm")) ?? checksumOf(version).algorithm;
  if (algorithm === "CRC64NVME") return { etag, crc64: crc64Of(version) };
  const { checksum } = version;
  if (checksum?.algorithm !== algorithm || checksum.type !== "FULL_OBJECT") return null;
  return { etag, crc64: crc64Of(version), checksum };
}

async function compute(call: Call, { source, belongings }: Plan): Promise<Digests> {
  const { version } = source;
  const algorithm = readAlgorithm(header(call.request, "x-amz-checksum-algorithm")) ?? checksumOf(version).algorithm;
  const digest = await digestExtents(call.world.content, version.extents, algorithm);
  const opaque = hasOpaqueEtag({ headers: belongings.headers, extents: version.extents });
  const etag = opaque || digest.md5 === null ? makeOpaqueEtag() : digest.md5;
  if (algorithm === "CRC64NVME" || digest.checksum === null) return { etag, crc64: digest.crc64 };
  const checksum: Checksum = { algorithm, type: "FULL_OBJECT", value: digest.checksum };
  return { etag, crc64: digest.crc64, checksum };
}
