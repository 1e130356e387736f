import { authorize, requestedBucket } from "../access.ts";
import type { Answer, Call } from "../call.ts";
import { isoTime, owner } from "../identity.ts";
import { compareUtf8 } from "../key-index.ts";
import { wholeNumber } from "../request.ts";
import type { Bucket, ObjectVersion } from "../state.ts";
import { element, xmlDocument } from "../xml.ts";
import { keyEncoder } from "./list-objects.ts";

type Listed = { key: string; version: ObjectVersion; isLatest: boolean };

/** ListObjectVersions: by key, each key's versions and delete markers newest first, at most 1,000 a page. */
export function listObjectVersions(call: Call): Answer {
  const { query } = call.request;
  const bucket = requestedBucket(call);
  const prefix = query.get("prefix") ?? "";
  authorize(call, "s3:ListBucketVersions", { bucket, prefix });
  const encode = keyEncoder(query.get("encoding-type"));
  const [keyMarker, idMarker] = [query.get("key-marker") ?? "", query.get("version-id-marker") ?? ""];
  const most = Math.min(wholeNumber(query.get("max-keys"), "max-keys", 0, 2_147_483_647) ?? 1_000, 1_000);
  const page: Listed[] = [];
  let truncated = false;
  for (const one of after(bucket, prefix, keyMarker, idMarker)) {
    truncated = page.length === most;
    if (truncated) break;
    page.push(one);
  }
  const last = page.at(-1);
  let inner =
    element("Name", bucket.name) + element("Prefix", encode(prefix)) + element("KeyMarker", encode(keyMarker));
  inner += element("VersionIdMarker", idMarker) + element("MaxKeys", most) + element("IsTruncated", truncated);
  inner += element("EncodingType", query.get("encoding-type"));
  if (truncated && last !== undefined) {
    inner += element("NextKeyMarker", encode(last.key)) + element("NextVersionIdMarker", idOf(last.version));
  }
  for (const one of page) inner += show(one, encode(one.key), owner(bucket.owner));
  return { status: 200, body: xmlDocument("ListVersionsResult", inner) };
}

/** What comes after both markers; a key marker alone leaves its whole key behind. */
function* after(bucket: Bucket, prefix: string, keyMarker: string, idMarker: string): Generator<Listed> {
  const from = compareUtf8(keyMarker, prefix) > 0 ? keyMarker : prefix;
  for (const [key, versions] of bucket.objects.from(from)) {
    if (!key.startsWith(prefix)) return;
    const isMarked = key === keyMarker && keyMarker !== "";
    const skip = !isMarked
      ? 0
      : idMarker === ""
        ? versions.length
        : versions.findIndex((one) => idOf(one) === idMarker) + 1;
    for (const [index, version] of versions.entries()) if (index >= skip) yield { key, version, isLatest: index === 0 };
  }
}

function idOf({ versionId }: ObjectVersion): string {
  return versionId ?? "null";
}

function show({ version, isLatest }: Listed, key: string, ownedBy: string): string {
  const names = element("Key", key) + element("VersionId", idOf(version)) + element("IsLatest", isLatest);
  const facts = `${names}${element("LastModified", isoTime(version.at))}${ownedBy}`;
  if (version.deleteMarker) return `<DeleteMarker>${facts}</DeleteMarker>`;
  const what = element("ETag", `"${version.etag}"`) + element("Size", version.size);
  return `<Version>${facts}${what}${element("StorageClass", version.storageClass ?? "STANDARD")}</Version>`;
}
