import { authorize, requestedBucket } from "../access.ts";
import type { Answer, Call } from "../call.ts";
import { isoTime, owner } from "../identity.ts";
import { compareUtf8 } from "../key-index.ts";
import { wholeNumber } from "../request.ts";
import { S3Error } from "../s3-error.ts";
import type { Bucket, ObjectVersion } from "../state.ts";
import { element, xmlDocument } from "../xml.ts";

type Page = { contents: [string, ObjectVersion][]; prefixes: string[]; next: Place | null };

/** ListObjectsV2: keys in the order of their UTF-8 bytes, common prefixes counted like keys. */
export function listObjectsV2(call: Call): Answer {
  const { query } = call.request;
  const bucket = requestedBucket(call);
  const prefix = query.get("prefix") ?? "";
  authorize(call, "s3:ListBucket", { bucket, prefix });
  const delimiter = query.get("delimiter");
  const maxKeys = wholeNumber(query.get("max-keys"), "max-keys", 0, 2_147_483_647) ?? 1_000;
  const startAfter = query.get("start-after");
  const token = query.get("continuation-token");
  const encode = keyEncoder(query.get("encoding-type"));
  const most = Math.min(maxKeys, 1_000);
  const start = readPlace(token, startAfter);
  const page = collect(bucket, { prefix, delimiter: delimiter || undefined, start, most });

  let inner = element("Name", bucket.name) + element("Prefix", encode(prefix));
  inner += element("KeyCount", page.contents.length + page.prefixes.length) + element("MaxKeys", most);
  if (delimiter) inner += element("Delimiter", encode(delimiter));
  inner += element("EncodingType", query.get("encoding-type")) + element("IsTruncated", page.next !== null);
  inner += element("ContinuationToken", token);
  if (page.next !== null) inner += element("NextContinuationToken", writePlace(page.next));
  if (startAfter !== undefined) inner += element("StartAfter", encode(startAfter));
  const ownedBy = query.get("fetch-owner") === "true" ? owner(bucket.owner) : "";
  for (const [key, version] of page.contents) inner += contents(encode(key), version, ownedBy);
  for (const common of page.prefixes) inner += `<CommonPrefixes>${element("Prefix", encode(common))}</CommonPrefixes>`;
  return { status: 200, body: xmlDocument("ListBucketResult", inner) };
}

/** `encoding-type=url` as S3 does it: a space is `+`, the slash stays. */
export function keyEncoder(encodingType: string | undefined): (key: string) => string {
  if (encodingType === undefined) return (key) => key;
  if (encodingType !== "url") {
    throw new S3Error("InvalidArgument", "Invalid Encoding Method specified in Request", {
      ArgumentName: "encoding-type",
      ArgumentValue: encodingType,
    });
  }
  return (key) =>
    encodeURIComponent(key)
      .replace(/[!'()]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll("%20", "+")
      .replaceAll("%2F", "/");
}

function contents(key: string, version: ObjectVersion, ownedBy: string): string {
  const checksum = version.checksum ?? { algorithm: "CRC64NVME", type: "FULL_OBJECT" };
  return `<Contents>${element("Key", key)}${element("LastModified", isoTime(version.at))}${element("ETag", `"${version.etag}"`)}${element("ChecksumAlgorithm", checksum.algorithm)}${element("ChecksumType", checksum.type)}${element("Size", version.size)}${ownedBy}${element("StorageClass", version.storageClass ?? "STANDARD")}</Contents>`;
}

type Place = { after: string } | { past: string };

/** Where a page starts: after a key, or past every key of a common prefix. */
function readPlace(token: string | undefined, startAfter: string | undefined): Place | null {
  if (token === undefined) return startAfter === undefined ? null : { after: startAfter };
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (text.startsWith("k")) return { after: text.slice(1) };
  if (text.startsWith("p")) return { past: text.slice(1) };
  throw new S3Error("InvalidArgument", "The continuation token provided is incorrect", {
    ArgumentName: "continuation-token",
  });
}

function writePlace(place: Place): string {
  return Buffer.from("after" in place ? `k${place.after}` : `p${place.past}`, "utf8").toString("base64url");
}

type Wanted = { prefix: string; delimiter: string | undefined; start: Place | null; most: number };

function collect(bucket: Bucket, { prefix, delimiter, start, most }: Wanted): Page {
  const page: Page = { contents: [], prefixes: [], next: null };
  const after = start && "after" in start ? start.after : null;
  let past = start && "past" in start ? start.past : null;
  let from = after !== null && compareUtf8(after, prefix) > 0 ? after : prefix;
  let last = start;
  while (most > 0) {
    if (past !== null) from = `${past}\u{10ffff}`;
    const seen = past;
    for (const [key, versions] of bucket.objects.from(from)) {
      if (!key.startsWith(prefix)) break;
      const version = versions[0];
      if (!version || version.deleteMarker || key === after || (past !== null && key.startsWith(past))) continue;
      if (page.contents.length + page.prefixes.length === most) {
        page.next = last;
        return page;
      }
      const cut = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
      if (cut < 0) {
        page.contents.push([key, version]);
        last = { after: key };
        continue;
      }
      past = key.slice(0, cut + (delimiter?.length ?? 0));
      page.prefixes.push(past);
      last = { past };
      break;
    }
    if (past === seen) break;
  }
  return page;
}
