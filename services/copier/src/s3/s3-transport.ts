import type { S3Error } from "@s3mirror/core/s3-failure";
import type { CopyRoute } from "@s3mirror/core/transfer-role/route-policy";

/**
 * An object as a request names it. The owner is checked by S3 (ExpectedBucketOwner) when known. The request is sent under
 * a session that may only what the route allows.
 */
export type ObjectAddress = {
  route: CopyRoute;
  bucket: string;
  key: string;
  versionId: string | null;
  ownerAccountId: string | null;
};

/** What of an object's headers a copy has to carry by itself when it is made of parts. Values as S3 sent them. */
export type CarriedHeaders = {
  contentType: string | null;
  contentEncoding: string | null;
  contentDisposition: string | null;
  contentLanguage: string | null;
  cacheControl: string | null;
  expires: string | null;
  websiteRedirectLocation: string | null;
  metadata: Record<string, string>;
};

/** What HEAD with checksums tells. ETags are bare. `encryption` is SSE's name (`AES256`, `aws:kms`, …), `sse-c`, or null. */
export type ObjectHead = {
  etag: string;
  versionId: string | null;
  sizeBytes: number;
  checksums: Record<string, string>;
  checksumType: "FULL_OBJECT" | "COMPOSITE" | null;
  encryption: string | null;
  headers: CarriedHeaders;
  /** Metadata entries that S3 cannot put into headers: they cannot be carried by parts. */
  missingMetadata: number;
  /** Of a HEAD of one part: how many parts the object was made of. */
  partsCount: number | null;
};

export type Tag = { key: string; value: string };

/** The checksum that an upload is made with, always over the full object. */
export type FullObjectAlgorithm = "CRC64NVME" | "CRC32" | "CRC32C";

/** A destination is written only if nothing stands there, or exactly this. */
export type Condition = { type: "absent" } | { type: "is"; etag: string };

export type CopiedPart = { partNumber: number; etag: string; checksum: string | null };
export type ListedPart = CopiedPart & { sizeBytes: number };

export type WrittenObject = {
  etag: string | null;
  versionId: string | null;
  checksums: Record<string, string>;
  encryption: string | null;
  requestId: string | null;
};

/**
 * The S3 calls of a copier. Every method sends one request once and throws what came back; who calls decides what to do
 * about it, after `describe` has said what the error was. The two hot ones come first.
 */
export type S3Transport = S3Requests & {
  /** Makes a session of the route ready, and keeps it until what is returned is called, which may be called twice. */
  hold(route: CopyRoute): () => void;
  describe(error: unknown): S3Error;
};

/** Each request is sent under the session of its addresses' route. */
export type S3Requests = {
  copyPart(input: {
    source: ObjectAddress;
    sourceEtag: string;
    destination: ObjectAddress;
    uploadId: string;
    partNumber: number;
    /** Offsets, both inclusive; null for all of it: S3 takes a range only of sources above 5 MB (API, UploadPartCopy). */
    range: { start: number; end: number } | null;
    /** The upload's checksum, null for none. */
    algorithm: string | null;
  }): Promise<CopiedPart>;
  copyObject(input: {
    source: ObjectAddress;
    sourceEtag: string;
    destination: ObjectAddress;
    condition: Condition;
    tags: "carry" | "none";
    /** The checksum that S3 is to compute from the bytes. */
    algorithm: string;
  }): Promise<WrittenObject>;

  /** With `partNumber` the size is that part's, and `partsCount` is told of an object made of parts. */
  head(input: { object: ObjectAddress; ifMatch: string | null; partNumber?: number }): Promise<ObjectHead>;
  getRange(input: { object: ObjectAddress; start: number; end: number; ifMatch: string | null }): Promise<Uint8Array>;
  getTags(input: { object: ObjectAddress }): Promise<Tag[]>;
  putTags(input: { object: ObjectAddress; tags: Tag[] }): Promise<void>;
  putEmpty(input: {
    destination: ObjectAddress;
    headers: CarriedHeaders;
    tagging: string | null;
    condition: Condition;
  }): Promise<WrittenObject>;
  createUpload(input: {
    destination: ObjectAddress;
    headers: CarriedHeaders;
    /** URL-encoded, at most 2 KB. */
    tagging: string | null;
    algorithm: FullObjectAlgorithm;
  }): Promise<{ uploadId: string; encryption: string | null }>;
  /** Parts after this number, at most 1,000; `next` null at the end; the upload's checksum where it has one. */
  listParts(input: {
    destination: ObjectAddress;
    uploadId: string;
    after: number;
  }): Promise<{ parts: ListedPart[]; next: number | null; algorithm: string | null }>;
  completeUpload(input: {
    destination: ObjectAddress;
    uploadId: string;
    parts: CopiedPart[];
    sizeBytes: number;
    condition: Condition;
    checksum: { algorithm: string; value: string } | null;
  }): Promise<WrittenObject>;
  abortUpload(input: { destination: ObjectAddress; uploadId: string }): Promise<void>;
};
