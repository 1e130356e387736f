import { authorize, requestedBucket, requestedKey } from "../access.ts";
import { encryptionHeaders, hasOpaqueEtag } from "../belongings.ts";
import { receiveContent } from "../body.ts";
import type { Answer, Call } from "../call.ts";
import { announcedChecksum, checksumHeader, crc64Of } from "../checksum.ts";
import { locateCopySource, refuseTooLarge, sourceVersionHeader } from "../copy-source.ts";
import { type Digest, digestExtents } from "../digest.ts";
import { isVirtual, sliceExtents } from "../extents.ts";
import { isoTime, makeOpaqueEtag } from "../identity.ts";
import { paceCopy } from "../pace.ts";
import { header, type S3Request } from "../request.ts";
import { S3Error } from "../s3-error.ts";
import type { ObjectVersion, Part, Upload } from "../state.ts";
import { requestedPartNumber, requestedUpload } from "../uploads.ts";
import { element, xmlDocument } from "../xml.ts";

export async function uploadPart(call: Call): Promise<Answer> {
  const { world, request } = call;
  const partNumber = requestedPartNumber(call);
  refuseOtherAlgorithm(request, openUpload(call));
  const received = await receiveContent(world.content, request);
  const upload = openUpload(call);
  const algorithm = upload.checksum?.algorithm;
  const checksum =
    algorithm && received.checksum?.algorithm !== algorithm
      ? (await digestExtents(world.content, received.extents, algorithm)).checksum
      : (received.checksum?.value ?? null);
  const digest = { md5: received.md5, crc64: received.crc64, checksum };
  const part = keepPart(call, partNumber, { extents: received.extents, size: received.size, digest });
  const headers: Record<string, string> = {
    etag: `"${part.etag}"`,
    ...encryptionHeaders({ headers: upload.headers, extents: part.extents }),
  };
  const shown = algorithm ?? received.checksum?.algorithm;
  if (shown && checksum !== null) headers[checksumHeader(shown)] = checksum;
  return { status: 200, headers };
}

/** UploadPartCopy: the part shares the source's extents. Real bytes are read only for a range's MD5 and CRC. */
export async function uploadPartCopy(call: Call): Promise<Answer> {
  const { world } = call;
  const partNumber = requestedPartNumber(call);
  let plan = prepareCopy(call);
  if (await paceCopy(world, plan.size)) plan = prepareCopy(call);
  const { upload, source, extents, size } = plan;
  const digest = await digestRange(call, plan);
  const part = keepPart(call, partNumber, { extents, size, digest });
  const algorithm = upload.checksum?.algorithm;
  const checksum = algorithm && digest.checksum !== null ? element(`Checksum${algorithm}`, digest.checksum) : "";
  const inner = element("LastModified", isoTime(part.at)) + element("ETag", `"${part.etag}"`) + checksum;
  const headers = { ...encryptionHeaders({ headers: upload.headers, extents }), ...sourceVersionHeader(source) };
  return { status: 200, headers, body: xmlDocument("CopyPartResult", inner) };
}

/** "You can copy a range only if the source object is greater than 5 MB" (API reference, UploadPartCopy). */
const leastRangedBytes = 5 * 1024 ** 2;

type CopyPlan = ReturnType<typeof prepareCopy>;

function prepareCopy(call: Call) {
  const source = locateCopySource(call);
  const upload = openUpload(call);
  const { version } = source;
  const range = header(call.request, "x-amz-copy-source-range");
  const { offset, size } = range === undefined ? { offset: 0, size: version.size } : readCopyRange(range, version.size);
  if (range !== undefined && version.size <= leastRangedBytes) {
    throw new S3Error(
      "InvalidRequest",
      "The specified copy source is not larger than 5 MB: leave out x-amz-copy-source-range to copy the whole of it.",
    );
  }
  refuseTooLarge(size);
  return { upload, source, size, extents: sliceExtents(version.extents, offset, size) };
}

async function digestRange(call: Call, { upload, source, extents, size }: CopyPlan): Promise<Digest> {
  const algorithm = upload.checksum?.algorithm;
  const plain = algorithm === undefined || algorithm === "CRC64NVME";
  const { version } = source;
  if (plain && isVirtual(extents) && extents.every((extent) => "seed" in extent)) {
    const crc64 = crc64Of({ extents });
    return { crc64, md5: null, checksum: algorithm ? crc64 : null };
  }
  if (plain && size === version.size && wholeMd5(version) !== null) {
    const crc64 = crc64Of(version);
    return { crc64, md5: wholeMd5(version), checksum: algorithm ? crc64 : null };
  }
  return digestExtents(call.world.content, extents, algorithm);
}

function wholeMd5(version: ObjectVersion): string | null {
  return version.parts || hasOpaqueEtag(version) ? null : version.etag;
}

function openUpload(call: Call): Upload {
  const bucket = requestedBucket(call);
  authorize(call, "s3:PutObject", { bucket, key: requestedKey(call) });
  return requestedUpload(call, bucket);
}

/** The upload is asked for again: it may have been aborted or completed while bytes were read. */
function keepPart(
  call: Call,
  number: number,
  { extents, size, digest }: { extents: Part["extents"]; size: number; digest: Digest },
): Part {
  const bucket = requestedBucket(call);
  const { uploadId, checksum, headers } = requestedUpload(call, bucket);
  const etag = hasOpaqueEtag({ headers, extents }) || digest.md5 === null ? makeOpaqueEtag() : digest.md5;
  const other = checksum && checksum.algorithm !== "CRC64NVME" && digest.checksum !== null;
  const part: Part = {
    number,
    at: Date.now(),
    size,
    etag,
    extents,
    crc64: digest.crc64,
    ...(other && { checksum: { algorithm: checksum.algorithm, value: digest.checksum ?? "" } }),
  };
  call.world.journal.commit({ op: "put-part", bucket: bucket.name, uploadId, part });
  return part;
}

function refuseOtherAlgorithm(request: S3Request, upload: Upload): void {
  const announced = announcedChecksum(request)?.algorithm;
  const expected = upload.checksum?.algorithm;
  if (!announced || !expected || announced === expected) return;
  throw new S3Error(
    "InvalidRequest",
    `Checksum Type mismatch occurred, expected checksum Type: ${expected.toLowerCase()}, actual checksum Type: ${announced.toLowerCase()}`,
  );
}

function readCopyRange(text: string, sourceSize: number): { offset: number; size: number } {
  const parsed = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(text);
  const [first, last] = [Number(parsed?.[1]), Number(parsed?.[2])];
  const wrong = (message: string): S3Error =>
    new S3Error("InvalidArgument", message, { ArgumentName: "x-amz-copy-source-range", ArgumentValue: text });
  if (!parsed || last < first) {
    throw wrong(
      "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
    );
  }
  if (first >= sourceSize) {
    throw new S3Error("InvalidRequest", "The specified copy range is invalid for the source object size");
  }
  if (last >= sourceSize) throw wrong(`Range specified is not valid for source object of size: ${sourceSize}`);
  return { offset: first, size: last - first + 1 };
}
