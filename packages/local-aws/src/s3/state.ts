import { createHash } from "node:crypto";
import type { Extent } from "./extents.ts";
import { createKeyIndex, type KeyIndex } from "./key-index.ts";
import { type Policy, readPolicy } from "./policy.ts";

export type Tag = readonly [key: string, value: string];
export type ChecksumAlgorithm = "CRC32" | "CRC32C" | "CRC64NVME" | "SHA1" | "SHA256";
export type Checksum = { algorithm: ChecksumAlgorithm; value: string; type: "FULL_OBJECT" | "COMPOSITE" };

/** What an object carries beside its bytes. `headers` are the lower-case HTTP headers that GET and HEAD give back. */
export type Belongings = {
  headers?: Record<string, string>;
  metadata?: Record<string, string>;
  tags?: readonly Tag[];
  storageClass?: string;
};

/**
 * One version of an object. `versionId` null is S3's "null" version. `crc64` is known wherever bytes are real; without
 * `checksum` the object's checksum is its full-object CRC64NVME, as S3 computes it by default.
 */
export type ObjectVersion = Belongings & {
  versionId: string | null;
  at: number;
  size: number;
  etag: string;
  extents: readonly Extent[];
  deleteMarker?: true;
  crc64?: string;
  checksum?: Checksum;
  parts?: readonly { size: number; checksum?: string }[];
  /** The multipart upload that made it. */
  uploadId?: string;
};

export type Part = {
  number: number;
  at: number;
  size: number;
  etag: string;
  extents: readonly Extent[];
  crc64: string;
  checksum?: { algorithm: ChecksumAlgorithm; value: string };
};

export type UploadRecord = Belongings & {
  uploadId: string;
  key: string;
  at: number;
  initiator: string;
  checksum?: { algorithm: ChecksumAlgorithm; type: "FULL_OBJECT" | "COMPOSITE" };
  /** The key was written or deleted since the upload began: a conditional Complete is then a conflict. */
  overtaken?: true;
};
export type Upload = UploadRecord & { parts: Map<number, Part> };

/** The headers of an encryption that objects get which ask for none. */
export type Encryption = Record<string, string>;

export type Bucket = {
  name: string;
  owner: string;
  at: number;
  versioning: "Enabled" | "Suspended" | null;
  encryption: Encryption | null;
  policyText: string | null;
  policy: Policy | null;
  /** Versions of a key, newest first; never empty. */
  objects: KeyIndex<ObjectVersion[]>;
  uploads: Map<string, Upload>;
  /** The open uploads of a key. */
  uploadsOf: Map<string, Set<Upload>>;
};

export type State = { buckets: Map<string, Bucket> };

/** Everything that can happen to the state, as the journal keeps it. */
export type Mutation =
  | { op: "create-bucket"; bucket: string; owner: string; at: number }
  | { op: "delete-bucket"; bucket: string }
  | { op: "set-policy"; bucket: string; policy: string | null }
  | { op: "set-versioning"; bucket: string; versioning: "Enabled" | "Suspended" }
  | { op: "set-encryption"; bucket: string; encryption: Encryption | null }
  | { op: "put-version"; bucket: string; key: string; version: ObjectVersion }
  | { op: "remove-version"; bucket: string; key: string; versionId: string | null }
  | { op: "put-virtual"; bucket: string; at: number; objects: readonly [key: string, size: number, seed: number][] }
  | { op: "set-tags"; bucket: string; key: string; versionId: string | null; tags: readonly Tag[] }
  | { op: "create-upload"; bucket: string; upload: UploadRecord }
  | { op: "put-part"; bucket: string; uploadId: string; part: Part }
  | { op: "remove-upload"; bucket: string; uploadId: string }
  | { op: "complete-upload"; bucket: string; uploadId: string; version: ObjectVersion };

/** Applies one mutation; the same mutations in the same order always give the same state. */
export function apply(state: State, mutation: Mutation): void {
  if (mutation.op === "create-bucket") {
    const { bucket: name, owner, at } = mutation;
    const empty = { versioning: null, encryption: null, policyText: null, policy: null };
    state.buckets.set(name, {
      name,
      owner,
      at,
      ...empty,
      objects: createKeyIndex(),
      uploads: new Map(),
      uploadsOf: new Map(),
    });
    return;
  }
  const bucket = state.buckets.get(mutation.bucket);
  if (!bucket) throw new Error(`${mutation.op} in the bucket ${mutation.bucket}, which is not there`);
  switch (mutation.op) {
    case "delete-bucket":
      state.buckets.delete(mutation.bucket);
      return;
    case "set-policy":
      bucket.policyText = mutation.policy;
      bucket.policy = mutation.policy === null ? null : readPolicy(mutation.policy, bucket.name);
      return;
    case "set-versioning":
      bucket.versioning = mutation.versioning;
      return;
    case "set-encryption":
      bucket.encryption = mutation.encryption;
      return;
    case "put-version":
      putVersion(bucket, mutation.key, mutation.version);
      return;
    case "remove-version":
      removeVersion(bucket, mutation.key, mutation.versionId);
      return;
    case "put-virtual":
      for (const [key, size, seed] of mutation.objects) {
        putVersion(bucket, key, virtualVersion(bucket, key, size, seed, mutation.at));
      }
      return;
    case "set-tags": {
      const version = bucket.objects.get(mutation.key)?.find((each) => each.versionId === mutation.versionId);
      if (version) version.tags = mutation.tags;
      return;
    }
    case "create-upload":
      openUpload(bucket, { ...mutation.upload, parts: new Map() });
      return;
    case "put-part":
      bucket.uploads.get(mutation.uploadId)?.parts.set(mutation.part.number, mutation.part);
      return;
    case "remove-upload":
      closeUpload(bucket, mutation.uploadId);
      return;
    case "complete-upload": {
      const upload = bucket.uploads.get(mutation.uploadId);
      if (!upload) throw new Error(`completed the upload ${mutation.uploadId}, which is not there`);
      closeUpload(bucket, mutation.uploadId);
      putVersion(bucket, upload.key, mutation.version);
      return;
    }
  }
}

/** The mutations that make this state out of nothing. */
export function* describe(state: State): Generator<Mutation> {
  for (const bucket of state.buckets.values()) {
    const { name } = bucket;
    yield { op: "create-bucket", bucket: name, owner: bucket.owner, at: bucket.at };
    if (bucket.policyText !== null) yield { op: "set-policy", bucket: name, policy: bucket.policyText };
    if (bucket.versioning) yield { op: "set-versioning", bucket: name, versioning: bucket.versioning };
    if (bucket.encryption) yield { op: "set-encryption", bucket: name, encryption: bucket.encryption };
    for (const [key, versions] of bucket.objects.from("")) {
      for (const version of versions.toReversed()) yield { op: "put-version", bucket: name, key, version };
    }
    for (const { parts, ...upload } of bucket.uploads.values()) {
      yield { op: "create-upload", bucket: name, upload };
      for (const part of parts.values()) yield { op: "put-part", bucket: name, uploadId: upload.uploadId, part };
    }
  }
}

/** The content files that some object or part still names. */
export function liveContent(state: State): Set<string> {
  const live = new Set<string>();
  const note = (extents: readonly Extent[]): void => {
    for (const extent of extents) if ("content" in extent) live.add(extent.content);
  };
  for (const bucket of state.buckets.values()) {
    for (const [, versions] of bucket.objects.from("")) for (const version of versions) note(version.extents);
    for (const upload of bucket.uploads.values()) for (const part of upload.parts.values()) note(part.extents);
  }
  return live;
}

function openUpload(bucket: Bucket, upload: Upload): void {
  bucket.uploads.set(upload.uploadId, upload);
  const others = bucket.uploadsOf.get(upload.key);
  if (others) others.add(upload);
  else bucket.uploadsOf.set(upload.key, new Set([upload]));
}

function closeUpload(bucket: Bucket, uploadId: string): void {
  const upload = bucket.uploads.get(uploadId);
  if (!upload) return;
  bucket.uploads.delete(uploadId);
  const others = bucket.uploadsOf.get(upload.key);
  others?.delete(upload);
  if (others?.size === 0) bucket.uploadsOf.delete(upload.key);
}

function overtakeUploads(bucket: Bucket, key: string): void {
  for (const upload of bucket.uploadsOf.get(key) ?? []) upload.overtaken = true;
}

function putVersion(bucket: Bucket, key: string, version: ObjectVersion): void {
  overtakeUploads(bucket, key);
  const versions = bucket.objects.get(key);
  if (!versions || (versions.length === 1 && versions[0]?.versionId === version.versionId)) {
    bucket.objects.set(key, [version]);
    return;
  }
  const others = versions.filter((each) => each.versionId !== version.versionId);
  bucket.objects.set(key, [version, ...others]);
}

function removeVersion(bucket: Bucket, key: string, versionId: string | null): void {
  overtakeUploads(bucket, key);
  const others = bucket.objects.get(key)?.filter((each) => each.versionId !== versionId) ?? [];
  if (others.length === 0) bucket.objects.delete(key);
  else bucket.objects.set(key, others);
}

function virtualVersion(bucket: Bucket, key: string, size: number, seed: number, at: number): ObjectVersion {
  const id = createHash("md5").update(`${at} ${seed} ${size} ${key}`).digest("hex");
  const versionId = bucket.versioning === "Enabled" ? id : null;
  return { versionId, at, size, etag: id, extents: size === 0 ? [] : [{ seed, offset: 0, length: size }] };
}
