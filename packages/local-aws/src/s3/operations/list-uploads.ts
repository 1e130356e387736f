import { authorize, requestedBucket, requestedKey } from "../access.ts";
import type { Answer, Call } from "../call.ts";
import { initiator, isoTime, owner } from "../identity.ts";
import { compareUtf8 } from "../key-index.ts";
import { wholeNumber } from "../request.ts";
import type { Upload } from "../state.ts";
import { requestedUpload } from "../uploads.ts";
import { element, xmlDocument } from "../xml.ts";
import { keyEncoder } from "./list-objects.ts";

/** ListParts, by part number, at most 1,000 a page. */
export function listParts(call: Call): Answer {
  const { query } = call.request;
  const bucket = requestedBucket(call);
  const key = requestedKey(call);
  authorize(call, "s3:ListMultipartUploadParts", { bucket, key });
  const upload = requestedUpload(call, bucket);
  const marker = wholeNumber(query.get("part-number-marker") || undefined, "part-number-marker", 0, 2_147_483_647) ?? 0;
  const most = Math.min(wholeNumber(query.get("max-parts"), "max-parts", 0, 2_147_483_647) ?? 1_000, 1_000);
  const numbers = [...upload.parts.keys()].filter((number) => number > marker).sort((a, b) => a - b);
  const page = numbers.slice(0, most);

  let inner = element("Bucket", bucket.name) + element("Key", key) + element("UploadId", upload.uploadId);
  inner +=
    initiator(upload.initiator) + owner(bucket.owner) + element("StorageClass", upload.storageClass ?? "STANDARD");
  inner += element("PartNumberMarker", marker) + element("NextPartNumberMarker", page.at(-1) ?? 0);
  inner += element("MaxParts", most) + element("IsTruncated", numbers.length > page.length);
  inner += element("ChecksumAlgorithm", upload.checksum?.algorithm) + element("ChecksumType", upload.checksum?.type);
  for (const number of page) inner += partElement(upload, number);
  return { status: 200, body: xmlDocument("ListPartsResult", inner) };
}

function partElement(upload: Upload, number: number): string {
  const part = upload.parts.get(number);
  if (!part) return "";
  const algorithm = upload.checksum?.algorithm;
  const checksum = algorithm ? element(`Checksum${algorithm}`, part.checksum?.value ?? part.crc64) : "";
  const times = element("PartNumber", number) + element("LastModified", isoTime(part.at));
  return `<Part>${times}${element("ETag", `"${part.etag}"`)}${element("Size", part.size)}${checksum}</Part>`;
}

/** ListMultipartUploads: by key, then by upload id. */
export function listMultipartUploads(call: Call): Answer {
  const { query } = call.request;
  const bucket = requestedBucket(call);
  authorize(call, "s3:ListBucketMultipartUploads", { bucket });
  const prefix = query.get("prefix") ?? "";
  const keyMarker = query.get("key-marker") ?? "";
  const idMarker = keyMarker === "" ? "" : (query.get("upload-id-marker") ?? "");
  const most = Math.min(wholeNumber(query.get("max-uploads"), "max-uploads", 0, 2_147_483_647) ?? 1_000, 1_000);
  const encode = keyEncoder(query.get("encoding-type"));
  const uploads = [...bucket.uploads.values()]
    .filter((upload) => upload.key.startsWith(prefix) && isAfter(upload, keyMarker, idMarker))
    .sort((a, b) => compareUtf8(a.key, b.key) || compareUtf8(a.uploadId, b.uploadId));
  const page = uploads.slice(0, most);
  const last = page.at(-1);
  const truncated = last !== undefined && uploads.length > page.length;

  let inner =
    element("Bucket", bucket.name) + element("KeyMarker", encode(keyMarker)) + element("UploadIdMarker", idMarker);
  if (truncated) inner += element("NextKeyMarker", encode(last.key)) + element("NextUploadIdMarker", last.uploadId);
  inner += element("Prefix", encode(prefix)) + element("EncodingType", query.get("encoding-type"));
  inner += element("MaxUploads", most) + element("IsTruncated", truncated);
  for (const upload of page) {
    const names = element("Key", encode(upload.key)) + element("UploadId", upload.uploadId);
    const who = initiator(upload.initiator) + owner(bucket.owner);
    const what = element("StorageClass", upload.storageClass ?? "STANDARD") + element("Initiated", isoTime(upload.at));
    const how =
      element("ChecksumAlgorithm", upload.checksum?.algorithm) + element("ChecksumType", upload.checksum?.type);
    inner += `<Upload>${names}${who}${what}${how}</Upload>`;
  }
  return { status: 200, body: xmlDocument("ListMultipartUploadsResult", inner) };
}

function isAfter(upload: Upload, keyMarker: string, idMarker: string): boolean {
  const order = compareUtf8(upload.key, keyMarker);
  return order > 0 || (order === 0 && idMarker !== "" && compareUtf8(upload.uploadId, idMarker) > 0);
}
