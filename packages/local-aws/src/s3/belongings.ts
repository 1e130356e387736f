import { isVirtual } from "./extents.ts";
import { header, type S3Request } from "./request.ts";
import { notImplemented, S3Error } from "./s3-error.ts";
import type { Belongings, Bucket, ObjectVersion, Tag } from "./state.ts";

const contentHeaders = [
  "content-type",
  "content-encoding",
  "content-disposition",
  "content-language",
  "cache-control",
  "expires",
];
const encryption = "x-amz-server-side-encryption";
const otherHeaders = [
  "x-amz-website-redirect-location",
  encryption,
  `${encryption}-aws-kms-key-id`,
  `${encryption}-bucket-key-enabled`,
];
const storageClasses = [
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "DEEP_ARCHIVE",
  "GLACIER_IR",
];
const mostMetadataBytes = 2_048;

/** What a request gives the object it makes, beside the bytes: PutObject, CreateMultipartUpload, CopyObject. */
export function readBelongings(request: S3Request): Belongings {
  refuseAcl(request);
  const belongings: Belongings = {};
  const headers = { ...pick(request, contentHeaders), ...readOther(request) };
  if (Object.keys(headers).length > 0) belongings.headers = headers;
  const metadata = readMetadata(request);
  if (metadata) belongings.metadata = metadata;
  const tags = readTagHeader(header(request, "x-amz-tagging"));
  if (tags.length > 0) belongings.tags = tags;
  const storageClass = readStorageClass(request);
  if (storageClass) belongings.storageClass = storageClass;
  return belongings;
}

/**
 * What a CopyObject's destination carries, by the two directives (COPY where none is given): content headers, metadata
 * and tags come from the source or from the request; storage class, encryption and redirect always from the request.
 */
export function copyBelongings(request: S3Request, source: ObjectVersion): Belongings {
  const given = readBelongings(request);
  const replaceMetadata = directive(request, "x-amz-metadata-directive") === "REPLACE";
  const replaceTags = directive(request, "x-amz-tagging-directive") === "REPLACE";
  const kept = Object.entries(source.headers ?? {}).filter(([name]) => contentHeaders.includes(name));
  const headers = replaceMetadata ? given.headers : { ...Object.fromEntries(kept), ...readOther(request) };
  const metadata = replaceMetadata ? given.metadata : source.metadata;
  const tags = replaceTags ? given.tags : source.tags;
  return {
    ...(headers && Object.keys(headers).length > 0 && { headers }),
    ...(metadata && { metadata }),
    ...(tags && tags.length > 0 && { tags }),
    ...(given.storageClass !== undefined && { storageClass: given.storageClass }),
  };
}

export function directive(request: S3Request, name: string): "COPY" | "REPLACE" {
  const value = header(request, name) ?? "COPY";
  if (value === "COPY" || value === "REPLACE") return value;
  throw new S3Error("InvalidArgument", `Unknown ${name}`, { ArgumentName: name, ArgumentValue: value });
}

/** The bucket's own encryption, where the request names none (S3, "Default bucket encryption"). */
export function withDefaultEncryption(
  { encryption: own }: Pick<Bucket, "encryption">,
  belongings: Belongings,
): Belongings {
  const named = Object.keys(belongings.headers ?? {}).some((name) => name.startsWith(encryption));
  return named || own === null ? belongings : { ...belongings, headers: { ...belongings.headers, ...own } };
}

/** The headers of GET and HEAD that tell what an object carries. */
export function belongingHeaders(version: ObjectVersion): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": "binary/octet-stream",
    ...encryptionHeaders(version),
    ...version.headers,
  };
  for (const name in version.metadata) headers[`x-amz-meta-${name}`] = version.metadata[name] ?? "";
  if (version.storageClass !== undefined) headers["x-amz-storage-class"] = version.storageClass;
  return headers;
}

/** Virtual bytes say that they lie under KMS: there, as here, the ETag is no MD5. */
export function encryptionHeaders(of: Pick<ObjectVersion, "headers" | "extents">): Record<string, string> {
  const given = Object.entries(of.headers ?? {}).filter(([name]) => name.startsWith(encryption));
  if (given.length > 0) return Object.fromEntries(given);
  return { [encryption]: isVirtual(of.extents) ? "aws:kms" : "AES256" };
}

/** Whether the object's ETag is opaque instead of an MD5. */
export function hasOpaqueEtag(of: Pick<ObjectVersion, "headers" | "extents">): boolean {
  return encryptionHeaders(of)[encryption] === "aws:kms" || isVirtual(of.extents);
}

const unreadableTags =
  "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.";

/** Tags as URL query parameters. @throws InvalidArgument, BadRequest for more than ten, InvalidTag */
function readTagHeader(text: string | undefined): Tag[] {
  if (text === undefined || text === "") return [];
  const tags = text.split("&").map((pair): Tag => {
    const [key = "", value = ""] = pair.split("=", 2).map((piece) => {
      try {
        return decodeURIComponent(piece.replaceAll("+", " "));
      } catch {
        throw new S3Error("InvalidArgument", unreadableTags, { ArgumentName: "x-amz-tagging", ArgumentValue: text });
      }
    });
    return [key, value];
  });
  const isTwice = new Set(tags.map(([key]) => key)).size < tags.length;
  if (isTwice || tags.some(([key, value]) => !legalInTags.test(key) || !legalInTags.test(value))) {
    throw new S3Error("InvalidArgument", unreadableTags, { ArgumentName: "x-amz-tagging", ArgumentValue: text });
  }
  return checkTags(tags);
}

/** Letters, spaces, digits and `_ . : / = + - @` (S3 User Guide, "Categorizing your objects using tags"). */
const legalInTags = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * S3's limits on an object's tags: 10, keys of 128 characters, values of 256, each key once (recorded on AWS: LocalStack's
 * test_object_tagging_validation, test_object_tagging_exc). @throws BadRequest for more than ten, InvalidTag
 */
export function checkTags(tags: Tag[]): Tag[] {
  if (tags.length > 10) throw new S3Error("BadRequest", "Object tags cannot be greater than 10");
  for (const [key, value] of tags) {
    if (!legalInTags.test(key)) throw new S3Error("InvalidTag", "The TagKey you have provided is invalid");
    if (!legalInTags.test(value)) throw new S3Error("InvalidTag", "The TagValue you have provided is invalid");
    if (key.length < 1 || key.length > 128) throw new S3Error("InvalidTag", "The TagKey you have provided is invalid");
    if (value.length > 256) throw new S3Error("InvalidTag", "The TagValue you have provided is invalid");
    if (key.toLowerCase().startsWith("aws:"))
      throw new S3Error("InvalidTag", "System tags cannot be added/updated by requester");
  }
  if (new Set(tags.map(([key]) => key)).size < tags.length) {
    throw new S3Error("InvalidTag", "Cannot provide multiple Tags with the same key");
  }
  return tags;
}

function pick(request: S3Request, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    let value = header(request, name);
    if (name === "content-encoding") value = value?.replace(/^aws-chunked(?:\s*,\s*|$)/, "");
    if (value !== undefined && value !== "") picked[name] = value;
  }
  return picked;
}

function readOther(request: S3Request): Record<string, string> {
  const headers = pick(request, otherHeaders);
  const algorithm = headers[encryption];
  if (algorithm !== undefined && algorithm !== "AES256" && algorithm !== "aws:kms") {
    throw notImplemented(`the encryption ${algorithm}`);
  }
  return headers;
}

/**
 * Metadata that is not ASCII comes back as an RFC 2047 word, Q-encoded, however it came; a word of ASCII is decoded (recorded on
 * AWS: LocalStack's test_user_metadata_rfc2047_encoded).
 */
function readMetadata(request: S3Request): Record<string, string> | undefined {
  let metadata: Record<string, string> | undefined;
  let size = 0;
  for (const name in request.headers) {
    if (!name.startsWith("x-amz-meta-")) continue;
    const value = header(request, name) ?? "";
    metadata ??= {};
    metadata[name.slice("x-amz-meta-".length)] = showMetadata(value);
    size += name.length - "x-amz-meta-".length + Buffer.byteLength(value, "latin1");
  }
  if (size > mostMetadataBytes) {
    throw new S3Error("MetadataTooLarge", undefined, { Size: size, MaxSizeAllowed: mostMetadataBytes });
  }
  return metadata;
}

/** @param value as HTTP gives it, a character for each byte */
function showMetadata(value: string): string {
  if (isAscii(value)) {
    const text = decodeWord(value);
    if (text === null) return value;
    return isAscii(text) ? text : encodeWord(Buffer.from(text, "utf8"));
  }
  const bytes = Buffer.from(value, "latin1");
  return encodeWord(bytes.toString("utf8").includes("\ufffd") ? Buffer.from(value, "utf8") : bytes);
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e\t]*$/.test(text);
}

function encodeWord(utf8: Buffer): string {
  let encoded = "";
  for (const byte of utf8) {
    const char = String.fromCharCode(byte);
    encoded += /[A-Za-z0-9!*+\-/]/.test(char) ? char : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return `=?UTF-8?Q?${encoded}?=`;
}

/** The text of a value that is one RFC 2047 word in UTF-8, else null. */
function decodeWord(value: string): string | null {
  const [, encoding, text = ""] = /^=\?utf-8\?([bq])\?([^? ]*)\?=$/i.exec(value) ?? [];
  if (encoding === undefined) return null;
  if (encoding.toLowerCase() === "b") return Buffer.from(text, "base64").toString("utf8");
  const bytes = text
    .replaceAll("_", " ")
    .replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

function readStorageClass(request: S3Request): string | undefined {
  const storageClass = header(request, "x-amz-storage-class");
  if (storageClass === undefined || storageClass === "STANDARD") return undefined;
  if (!storageClasses.includes(storageClass)) throw new S3Error("InvalidStorageClass");
  return storageClass;
}

/** As a bucket with ACLs disabled (the default) and without Object Lock answers. */
function refuseAcl(request: S3Request): void {
  const acl = header(request, "x-amz-acl");
  if (acl !== undefined && acl !== "bucket-owner-full-control") throw new S3Error("AccessControlListNotSupported");
  for (const name of ["mode", "retain-until-date", "legal-hold"]) {
    if (header(request, `x-amz-object-lock-${name}`) !== undefined) {
      throw new S3Error("InvalidRequest", "Bucket is missing Object Lock Configuration");
    }
  }
}
