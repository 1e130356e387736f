import { createHash } from "node:crypto";
import { crc64nvmeFromBase64, crc64nvmeOfNothing, crc64nvmeOfParts, crc64nvmeToBase64 } from "@s3mirror/core/crc64nvme";
import { authorize, requestedBucket, requestedKey } from "../access.ts";
import { encryptionHeaders, hasOpaqueEtag } from "../belongings.ts";
import { receiveText } from "../body.ts";
import type { Answer, Call } from "../call.ts";
import { announcedChecksum, badDigest, checksumAlgorithms, checksumOf, compositeOf } from "../checksum.ts";
import { crc32OfParts } from "../crc32-of-parts.ts";
import { joinExtents } from "../extents.ts";
import { makeOpaqueEtag, makeVersionId } from "../identity.ts";
import { currentVersion, versionHeader } from "../locate.ts";
import { checkOvertaken, checkWrite } from "../preconditions.ts";
import { header, type S3Request, wholeNumber } from "../request.ts";
import { S3Error } from "../s3-error.ts";
import type { Bucket, Checksum, ObjectVersion, Part, Upload } from "../state.ts";
import { requestedUpload } from "../uploads.ts";
import { element, parseXml, xmlDocument, xmlList, xmlText } from "../xml.ts";

const mostXmlBytes = 16 << 20;
const leastPartBytes = 5 * 1024 ** 2;
const mostObjectBytes = 10_000 * 5 * 1024 ** 3;

/**
 * CompleteMultipartUpload. A second Complete of the same upload is answered as the first for as long as what it made
 * stands, whatever its conditions (recorded on AWS: moto's test_idempotent_multipart_upload).
 */
export async function completeMultipartUpload(call: Call): Promise<Answer> {
  const { world, request } = call;
  const key = requestedKey(call);
  const body = parseXml(await receiveBody(call), "CompleteMultipartUpload");
  const made = findMade(call);
  if (made) return answerMade(call, made);
  const upload = openUpload(call);
  const parts = chooseParts(upload, xmlList(body.Part));
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  refuseWrongSize(request, parts, size);
  const checksum = await digestParts(upload, parts);
  checkChecksum(request, upload, checksum);

  // Nothing is awaited between the last look at the conditions and the commit.
  const bucket = requestedBucket(call);
  const { overtaken } = requestedUpload(call, bucket);
  checkWrite(request, key, currentVersion(bucket, key));
  checkOvertaken(request, { key, overtaken });
  const { headers, metadata, tags, storageClass } = upload;
  const extents = joinExtents(parts.map((part) => part.extents));
  const version: ObjectVersion = {
    versionId: makeVersionId(bucket),
    at: Date.now(),
    size,
    etag: hasOpaqueEtag({ headers, extents }) ? `${makeOpaqueEtag()}-${parts.length}` : multipartEtag(parts),
    extents,
    crc64: combinedCrc(parts),
    ...(checksum.algorithm !== "CRC64NVME" && { checksum }),
    parts: parts.map((part) => ({
      size: part.size,
      ...(upload.checksum && { checksum: part.checksum?.value ?? part.crc64 }),
    })),
    ...(headers && { headers }),
    ...(metadata && { metadata }),
    ...(tags && { tags }),
    ...(storageClass !== undefined && { storageClass }),
    uploadId: upload.uploadId,
  };
  world.journal.commit({ op: "complete-upload", bucket: bucket.name, uploadId: upload.uploadId, version });
  return answerMade(call, version);
}

/** What this upload was completed to, where that still stands at its key. */
function findMade(call: Call): ObjectVersion | undefined {
  const bucket = requestedBucket(call);
  const uploadId = call.request.query.get("uploadId") ?? "";
  if (bucket.uploads.has(uploadId)) return undefined;
  const made = bucket.objects.get(requestedKey(call))?.find((version) => version.uploadId === uploadId);
  if (made) authorizeComplete(call, bucket);
  return made;
}

function answerMade(call: Call, version: ObjectVersion): Answer {
  const bucket = requestedBucket(call);
  const key = requestedKey(call);
  const shown = checksumOf(version);
  const location = `${call.world.settings.host}/${bucket.name}/${encodeURIComponent(key)}`;
  const inner = `${element("Location", `http://${location}`)}${element("Bucket", bucket.name)}${element("Key", key)}${element("ETag", `"${version.etag}"`)}${element(`Checksum${shown.algorithm}`, shown.value)}${element("ChecksumType", shown.type)}`;
  const answered = { ...versionHeader(bucket, version), ...encryptionHeaders(version) };
  return { status: 200, headers: answered, body: xmlDocument("CompleteMultipartUploadResult", inner) };
}

async function receiveBody(call: Call): Promise<string> {
  if (!findMade(call)) openUpload(call);
  // The checksum headers of this operation speak of the object, not of the body.
  const headers = { ...call.request.headers };
  for (const algorithm of checksumAlgorithms) delete headers[`x-amz-checksum-${algorithm.toLowerCase()}`];
  return receiveText({ ...call.request, headers }, mostXmlBytes);
}

function openUpload(call: Call): Upload {
  const bucket = requestedBucket(call);
  authorizeComplete(call, bucket);
  return requestedUpload(call, bucket);
}

function authorizeComplete(call: Call, bucket: Bucket): void {
  const key = requestedKey(call);
  authorize(call, "s3:PutObject", { bucket, key });
  if (header(call.request, "if-match") !== undefined) authorize(call, "s3:GetObject", { bucket, key });
}

/** The parts that the client lists, each as it was uploaded. @throws MalformedXML, InvalidRequest, InvalidPartOrder, InvalidPart, EntityTooSmall */
function chooseParts(upload: Upload, listed: Record<string, unknown>[]): Part[] {
  if (listed.length < 1) throw new S3Error("InvalidRequest", "You must specify at least one part");
  if (listed.length > 10_000) throw new S3Error("MalformedXML");
  refuseUnproven(upload, listed);
  let before = 0;
  const parts = listed.map((entry) => {
    const number = Number(xmlText(entry.PartNumber));
    const etag = xmlText(entry.ETag)
      ?.trim()
      .replace(/^"(.*)"$/, "$1");
    if (!Number.isInteger(number) || etag === undefined) throw new S3Error("MalformedXML");
    if (number <= before) throw new S3Error("InvalidPartOrder", undefined, { UploadId: upload.uploadId });
    before = number;
    const part = upload.parts.get(number);
    if (!part || part.etag !== etag || !agrees(upload, part, entry)) {
      throw new S3Error("InvalidPart", undefined, { UploadId: upload.uploadId, PartNumber: number, ETag: etag });
    }
    return part;
  });
  for (const part of parts.slice(0, -1)) {
    if (part.size >= leastPartBytes) continue;
    const fields = {
      ProposedSize: part.size,
      MinSizeAllowed: leastPartBytes,
      PartNumber: part.number,
      ETag: part.etag,
    };
    throw new S3Error("EntityTooSmall", undefined, fields);
  }
  return parts;
}

/** A COMPOSITE upload is completed only with each part's checksum (recorded on AWS: LocalStack's …_parts_checksum_composite). */
function refuseUnproven({ checksum }: Upload, listed: readonly Record<string, unknown>[]): void {
  if (checksum?.type !== "COMPOSITE") return;
  const without = listed.findIndex((entry) => xmlText(entry[`Checksum${checksum.algorithm}`]) === undefined);
  if (without < 0) return;
  const name = checksum.algorithm.toLowerCase();
  throw new S3Error(
    "InvalidRequest",
    `The upload was created using a ${name} checksum. The complete request must include the checksum for each part. It was missing for part ${without + 1} in the request.`,
  );
}

/** A checksum of a part agrees only with that part's own; one that the upload does not have never does. */
function agrees(upload: Upload, part: Part, entry: Record<string, unknown>): boolean {
  const known = upload.checksum?.algorithm;
  return checksumAlgorithms.every((algorithm) => {
    const given = xmlText(entry[`Checksum${algorithm}`]);
    return given === undefined || (algorithm === known && given === (part.checksum?.value ?? part.crc64));
  });
}

function refuseWrongSize(request: S3Request, parts: readonly Part[], size: number): void {
  const expected = wholeNumber(header(request, "x-amz-mp-object-size"), "x-amz-mp-object-size", 0, mostObjectBytes);
  if (expected !== undefined && expected !== size) {
    throw new S3Error(
      "InvalidRequest",
      `The provided 'x-amz-mp-object-size' header value ${expected} does not match what was computed: ${size}`,
    );
  }
  if (size > mostObjectBytes)
    throw new S3Error("EntityTooLarge", undefined, { ProposedSize: size, Parts: parts.length });
}

async function digestParts(upload: Upload, parts: readonly Part[]): Promise<Checksum> {
  const { algorithm, type } = upload.checksum ?? { algorithm: "CRC64NVME", type: "FULL_OBJECT" };
  if (algorithm === "CRC64NVME") return { algorithm, type: "FULL_OBJECT", value: combinedCrc(parts) };
  const values = parts.map((part) => part.checksum?.value ?? "");
  if (type === "FULL_OBJECT" && (algorithm === "CRC32" || algorithm === "CRC32C")) {
    const known = parts.map((part, index) => ({ value: values[index] ?? "", size: part.size }));
    return { algorithm, type, value: crc32OfParts(algorithm, known) };
  }
  return { algorithm, type, value: await compositeOf(algorithm, values) };
}

/** @throws BadDigest where the client's checksum of the whole object is another */
function checkChecksum(request: S3Request, upload: Upload, checksum: Checksum): void {
  const type = header(request, "x-amz-checksum-type");
  if (type !== undefined && type !== upload.checksum?.type) {
    throw new S3Error(
      "InvalidRequest",
      `The upload was created using the ${upload.checksum?.type ?? "null"} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  const announced = announcedChecksum(request);
  if (!announced?.value) return;
  if (announced.algorithm !== checksum.algorithm) {
    throw new S3Error(
      "InvalidRequest",
      `The upload was created using a checksum of type ${checksum.algorithm}, not ${announced.algorithm}.`,
    );
  }
  const same = announced.value === checksum.value || announced.value === checksum.value.replace(/-\d+$/, "");
  if (!same) throw badDigest(announced.algorithm);
}

function combinedCrc(parts: readonly Part[]): string {
  const known = parts.map((part) => ({
    crc: crc64nvmeFromBase64(part.crc64) ?? crc64nvmeOfNothing,
    sizeBytes: part.size,
  }));
  return crc64nvmeToBase64(crc64nvmeOfParts(known));
}

function multipartEtag(parts: readonly Part[]): string {
  const md5 = createHash("md5");
  for (const part of parts) md5.update(part.etag, "hex");
  return `${md5.digest("hex")}-${parts.length}`;
}
