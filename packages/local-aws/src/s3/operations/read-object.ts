import { requestedBucket, requestedKey } from "../access.ts";
import { belongingHeaders } from "../belongings.ts";
import type { Answer, Call } from "../call.ts";
import { checksumHeader, checksumOf } from "../checksum.ts";
import { readExtents } from "../content.ts";
import { sliceExtents } from "../extents.ts";
import { locate, refuseArchived, versionHeader } from "../locate.ts";
import { checkRead } from "../preconditions.ts";
import { header, type S3Request, wholeNumber } from "../request.ts";
import { S3Error } from "../s3-error.ts";
import type { ObjectVersion } from "../state.ts";

/** GetObject; HeadObject is the same answer without its body, and speaks of archived objects too. */
export function getObject(call: Call): Answer {
  const { version, answer, range } = describe(call);
  refuseArchived(version);
  const length = range ? range.length : version.size;
  const extents = range ? sliceExtents(version.extents, range.offset, length) : version.extents;
  return { ...answer, body: length === 0 ? "" : readExtents(call.world.content, extents) };
}

export function headObject(call: Call): Answer {
  return describe(call).answer;
}

function describe(call: Call): { version: ObjectVersion; answer: Answer; range: Range | null } {
  const { request } = call;
  const bucket = requestedBucket(call);
  const on = { bucket, key: requestedKey(call), versionId: request.query.get("versionId") };
  const version = locate(call, on, "s3:GetObject");
  checkRead(request, version);
  const partNumber = wholeNumber(request.query.get("partNumber"), "partNumber", 1, 10_000);
  if (partNumber !== undefined && header(request, "range") !== undefined) {
    throw new S3Error("InvalidRequest", "Cannot specify both Range header and partNumber query parameter");
  }
  const range = partNumber === undefined ? readRange(request, version.size) : partRange(version, partNumber);
  const headers: Record<string, string | number> = {
    ...belongingHeaders(version),
    ...versionHeader(bucket, version),
    "accept-ranges": "bytes",
    "last-modified": new Date(version.at).toUTCString(),
    etag: `"${version.etag}"`,
    "content-length": range ? range.length : version.size,
  };
  if (version.tags && version.tags.length > 0) headers["x-amz-tagging-count"] = version.tags.length;
  if (range && version.size > 0) {
    headers["content-range"] = `bytes ${range.offset}-${range.offset + range.length - 1}/${version.size}`;
  }
  if (partNumber !== undefined && version.parts) headers["x-amz-mp-parts-count"] = version.parts.length;
  if (header(request, "x-amz-checksum-mode") === "ENABLED") {
    Object.assign(headers, checksumHeaders(version, partNumber, range));
  }
  return { version, range, answer: { status: range ? 206 : 200, headers } };
}

function checksumHeaders(version: ObjectVersion, partNumber: number | undefined, range: Range | null) {
  const checksum = checksumOf(version);
  const ofPart = partNumber === undefined ? undefined : version.parts?.[partNumber - 1]?.checksum;
  if (range && ofPart === undefined && range.length !== version.size) return {};
  return { [checksumHeader(checksum.algorithm)]: ofPart ?? checksum.value, "x-amz-checksum-type": checksum.type };
}

type Range = { offset: number; length: number };

/** One byte range; several, or what is no range, are answered with the whole object, as S3 does. */
function readRange(request: S3Request, size: number): Range | null {
  const text = header(request, "range");
  const parsed = text === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(text.trim());
  if (!parsed || (parsed[1] === "" && parsed[2] === "")) return null;
  const suffix = parsed[1] === "";
  const first = suffix ? Math.max(0, size - Number(parsed[2])) : Number(parsed[1]);
  const last = suffix || parsed[2] === "" ? size - 1 : Math.min(Number(parsed[2]), size - 1);
  if (!suffix && parsed[2] !== "" && Number(parsed[2]) < first) return null;
  if (first >= size || (suffix && Number(parsed[2]) === 0)) {
    const fields = { RangeRequested: text ?? "", ActualObjectSize: size };
    throw new S3Error("InvalidRange", undefined, fields, { "content-range": `bytes */${size}` });
  }
  return { offset: first, length: last - first + 1 };
}

function partRange(version: ObjectVersion, partNumber: number): Range {
  const parts = version.parts ?? [{ size: version.size }];
  const part = parts[partNumber - 1];
  if (!part) {
    throw new S3Error("InvalidPartNumber", undefined, {
      PartNumberRequested: partNumber,
      ActualPartCount: parts.length,
    });
  }
  let offset = 0;
  for (const before of parts.slice(0, partNumber - 1)) offset += before.size;
  return { offset, length: part.size };
}
