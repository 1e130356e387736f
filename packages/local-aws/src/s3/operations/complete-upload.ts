import { createHash } from "node:crypto";
import { crc64nvmeFromBase64, crc64nvmeOfNothing, crc64nvmeOfParts, crc64nvmeToBase64 } from "@s3mirror/core/crc64nvme";
import { authorize, requestedBucket, requestedKey } from "../access.ts";
import { encryptionHeaders, hasOpaqueEtag } from "../belongings.ts";
import { receiveText } from "../body.ts";
import type { Answer, Call } from "../call.ts";
import { announcedChecksum, badDigest, checksumAlgorithms, checksumOf, compositeOf } from "../checksum.ts";
import { joinExtents } from "../extents.ts";
import { makeOpaqueEtag, makeVersionId } from "../identity.ts";
import { currentVersion, versionHeader } from "../locate.ts";
import { checkWrite } from "../preconditions.ts";
import { header, type S3Request, wholeNumber } from "../request.ts";
import { S3Error } from "../s3-error.ts";
import type { Checksum, ObjectVersion, Part, Upload } from "../state.ts";
import { requestedUpload } from "../uploads.ts";
import { element, parseXml, xmlDocument, xmlList, xmlText } from "../xml.ts";

const mostXmlBytes = 16 << 20;
const leastPartBytes = 5 * 1024 ** 2;
const mostObjectBytes = 10_000 * 5 * 1024 ** 3;

/**
 * CompleteMultipartUpload. A second Complete of the same upload finds none and is NoSuchUpload: S3 may answer either
 * so or with the first answer again, and a client that stands this stands both.
 */
export async function completeMultipartUpload(call: Call): Promise<Answer> {
  const { world, request } = call;
  const key = requestedKey(call);
  const body = parseXml(await receiveBody(call), "CompleteMultipartUpload");
  const upload = openUpload(call);
  const parts = chooseParts(upload, xmlList(body.Part));
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  refuseWrongSize(request, parts, size);
  const checksum = await digestParts(upload, parts);
  checkChecksum(request, checksum);

  // Nothing is awaited between the last look at the conditions and the commit.
  const bucket = requestedBucket(call);
  requestedUpload(call, bucket);
  checkWrite(request, key, currentVersion(bucket, key));
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
  };
  world.journal.commit({ op: "complete-upload", bucket: bucket.name, uploadId: upload.uploadId, version });
  const shown = checksumOf(version);
  const location = `${world.settings.host}/${bucket.name}/${encodeURIComponent(key)}`;
  const inner = `${element("Location", `http://${location}`)}${element("Bucket", bucket.name)}${element("Key", key)}${element("ETag", `"${version.etag}"`)}${element(`Checksum${shown.algorithm}`, shown.value)}${element("ChecksumType", shown.type)}`;
  const answered = { ...versionHeader(bucket, version), ...encryptionHeaders(version) };
  return { status: 200, headers: answered, body: xmlDocument("CompleteMultipartUploadResult", inner) };
}

async function receiveBody(call: Call): Promise<string> {
  openUpload(call);
  // The checksum headers of this operation speak of the object, not of the body.
  const headers = { ...call.request.headers };
  for (const algorithm of checksumAlgorithms) delete headers[`x-amz-checksum-${algorithm.toLowerCase()}`];
  return receiveText({ ...call.request, headers }, mostXmlBytes);
}

function openUpload(call: Call): Upload {
  const bucket = requestedBucket(call);
  const key = requestedKey(call);
  authorize(call, "s3:PutObject", { bucket, key });
  if (header(call.request, "if-match") !== undefined) authorize(call, "s3:GetObject", { bucket, key });
  return requestedUpload(call, bucket);
}

/** The parts that the client lists, each as it was uploaded. @throws MalformedXML, InvalidPartOrder, InvalidPart, EntityTooSmall */
function chooseParts(upload: Upload, listed: Record<string, unknown>[]): Part[] {
  if (listed.length < 1 || listed.length > 10_000) throw new S3Error("MalformedXML");
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

function agrees(upload: Upload, part: Part, entry: Record<string, unknown>): boolean {
  const algorithm = upload.checksum?.algorithm;
  const given = algorithm && xmlText(entry[`Checksum${algorithm}`]);
  return given === undefined || given === (part.checksum?.value ?? part.crc64);
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
  return { algorithm, type, value: await compositeOf(algorithm, values) };
}

/** @throws BadDigest where the client's checksum of the whole object is another */
function checkChecksum(request: S3Request, checksum: Checksum): void {
  const type = header(request, "x-amz-checksum-type");
  if (type !== undefined && type !== checksum.type) {
    throw new S3Error(
      "InvalidRequest",
      `The upload was created using the ${checksum.type} checksum mode. The complete request must use the same checksum mode.`,
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
