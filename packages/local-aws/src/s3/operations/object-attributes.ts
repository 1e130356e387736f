import { authorize, requestedBucket, requestedKey } from "../access.ts";
import type { Answer, Call } from "../call.ts";
import { checksumOf } from "../checksum.ts";
import { locate, versionHeader } from "../locate.ts";
import { header, wholeNumber } from "../request.ts";
import { S3Error } from "../s3-error.ts";
import type { ObjectVersion } from "../state.ts";
import { element, xmlDocument } from "../xml.ts";

const known = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

export function getObjectAttributes(call: Call): Answer {
  const { request } = call;
  const bucket = requestedBucket(call);
  const key = requestedKey(call);
  const versionId = request.query.get("versionId");
  authorize(call, versionId === undefined ? "s3:GetObjectAttributes" : "s3:GetObjectVersionAttributes", {
    bucket,
    key,
  });
  const version = locate(call, { bucket, key, versionId }, "s3:GetObject");
  const wanted = (header(request, "x-amz-object-attributes") ?? "").split(",").map((name) => name.trim());
  if (wanted.some((name) => !known.includes(name)))
    throw new S3Error("InvalidArgument", "Invalid attribute name specified.");

  let inner = "";
  if (wanted.includes("ETag")) inner += element("ETag", version.etag);
  if (wanted.includes("Checksum")) {
    const { algorithm, value, type } = checksumOf(version);
    inner += `<Checksum>${element(`Checksum${algorithm}`, value)}${element("ChecksumType", type)}</Checksum>`;
  }
  if (wanted.includes("ObjectParts") && version.parts) inner += objectParts(call, version, version.parts);
  if (wanted.includes("StorageClass")) inner += element("StorageClass", version.storageClass ?? "STANDARD");
  if (wanted.includes("ObjectSize")) inner += element("ObjectSize", version.size);
  const headers = { ...versionHeader(bucket, version), "last-modified": new Date(version.at).toUTCString() };
  return { status: 200, headers, body: xmlDocument("GetObjectAttributesResponse", inner) };
}

/** Single parts are listed only where the upload asked for a checksum, as on S3. */
function objectParts(call: Call, version: ObjectVersion, parts: NonNullable<ObjectVersion["parts"]>): string {
  const marker =
    wholeNumber(header(call.request, "x-amz-part-number-marker"), "x-amz-part-number-marker", 0, 10_000) ?? 0;
  const most = Math.min(
    wholeNumber(header(call.request, "x-amz-max-parts"), "x-amz-max-parts", 1, 2_147_483_647) ?? 1_000,
    1_000,
  );
  const count = element("PartsCount", parts.length);
  if (parts[0]?.checksum === undefined) return `<ObjectParts>${count}</ObjectParts>`;
  const { algorithm } = checksumOf(version);
  const page = parts.slice(marker, marker + most);
  const next = marker + page.length;
  let inner = element("PartNumberMarker", marker) + element("NextPartNumberMarker", next) + element("MaxParts", most);
  inner += element("IsTruncated", next < parts.length) + count;
  for (const [index, part] of page.entries()) {
    const facts = element("PartNumber", marker + index + 1) + element("Size", part.size);
    inner += `<Part>${facts}${element(`Checksum${algorithm}`, part.checksum)}</Part>`;
  }
  return `<ObjectParts>${inner}</ObjectParts>`;
}
