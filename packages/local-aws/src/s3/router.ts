import type { Operation } from "./call.ts";
import { getBucketEncryption, putBucketEncryption } from "./operations/bucket-encryption.ts";
import * as buckets from "./operations/buckets.ts";
import { completeMultipartUpload } from "./operations/complete-upload.ts";
import { copyObject } from "./operations/copy-object.ts";
import { abortMultipartUpload, createMultipartUpload } from "./operations/create-upload.ts";
import { deleteObject, deleteObjects } from "./operations/delete-object.ts";
import { listObjectsV2 } from "./operations/list-objects.ts";
import { listMultipartUploads, listParts } from "./operations/list-uploads.ts";
import { listObjectVersions } from "./operations/list-versions.ts";
import { getObjectAttributes } from "./operations/object-attributes.ts";
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from "./operations/object-tagging.ts";
import { putObject } from "./operations/put-object.ts";
import { getObject, headObject } from "./operations/read-object.ts";
import { answerSts } from "./operations/sts.ts";
import { uploadPart, uploadPartCopy } from "./operations/upload-part.ts";
import { header, type S3Request } from "./request.ts";
import { notImplemented, type S3Error } from "./s3-error.ts";

/**
 * One operation: what runs it, whether S3 counts it as a read or a write, and which query parameters and which of the
 * `x-amz-*`, `if-*` and `x-local-*` headers it understands. Others are refused by name.
 */
export type Route = { op: string; run: Operation; kind: "read" | "write"; knows: ReadonlySet<string> };

const everywhere = [
  "x-id",
  "x-amz-date",
  "x-amz-content-sha256",
  "x-amz-user-agent",
  "x-amz-security-token",
  "x-amz-expected-bucket-owner",
];
const body = [
  "x-amz-sdk-checksum-algorithm",
  "x-amz-trailer",
  "x-amz-decoded-content-length",
  ...["crc32", "crc32c", "crc64nvme", "sha1", "sha256"].map((name) => `x-amz-checksum-${name}`),
];
const encryption = "x-amz-server-side-encryption";
const belongings = [
  "x-amz-meta-",
  "x-amz-acl",
  "x-amz-storage-class",
  "x-amz-tagging",
  "x-amz-website-redirect-location",
  encryption,
  `${encryption}-aws-kms-key-id`,
  `${encryption}-bucket-key-enabled`,
  "x-amz-object-lock-mode",
  "x-amz-object-lock-retain-until-date",
  "x-amz-object-lock-legal-hold",
];
const conditionalWrite = ["if-match", "if-none-match"];
const conditionalRead = ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since"];
const copySource = [
  "x-amz-copy-source",
  ...conditionalRead.map((name) => `x-amz-copy-source-${name}`),
  "x-amz-source-expected-bucket-owner",
];
const page = ["prefix", "encoding-type"];

function route(op: string, kind: "read" | "write", run: Operation, knows: readonly string[] = []): Route {
  return { op, kind, run, knows: new Set([...everywhere, ...knows]) };
}

const service: Record<string, Route> = {
  "GET ": route("ListBuckets", "read", buckets.listBuckets, ["prefix", "max-buckets"]),
  "POST ": route("STS", "write", answerSts),
};

const onBucket: Record<string, Route> = {
  "PUT ": route("CreateBucket", "write", buckets.createBucket, [...body, "x-amz-object-ownership"]),
  "HEAD ": route("HeadBucket", "read", buckets.headBucket),
  "DELETE ": route("DeleteBucket", "write", buckets.deleteBucket),
  "PUT policy": route("PutBucketPolicy", "write", buckets.putBucketPolicy, [...body, "policy"]),
  "GET policy": route("GetBucketPolicy", "read", buckets.getBucketPolicy, ["policy"]),
  "DELETE policy": route("DeleteBucketPolicy", "write", buckets.deleteBucketPolicy, ["policy"]),
  "PUT versioning": route("PutBucketVersioning", "write", buckets.putBucketVersioning, [...body, "versioning"]),
  "GET versioning": route("GetBucketVersioning", "read", buckets.getBucketVersioning, ["versioning"]),
  "PUT encryption": route("PutBucketEncryption", "write", putBucketEncryption, [...body, "encryption"]),
  "GET encryption": route("GetBucketEncryption", "read", getBucketEncryption, ["encryption"]),
  "GET list-type": route("ListObjectsV2", "read", listObjectsV2, [
    ...page,
    "list-type",
    "delimiter",
    "max-keys",
    "continuation-token",
    "start-after",
    "fetch-owner",
  ]),
  "GET versions": route("ListObjectVersions", "read", listObjectVersions, [
    ...page,
    "versions",
    "key-marker",
    "version-id-marker",
    "max-keys",
  ]),
  "GET uploads": route("ListMultipartUploads", "read", listMultipartUploads, [
    ...page,
    "uploads",
    "key-marker",
    "upload-id-marker",
    "max-uploads",
  ]),
  "POST delete": route("DeleteObjects", "write", deleteObjects, [...body, "delete"]),
};

const read = ["versionId", "partNumber", "x-amz-checksum-mode", ...conditionalRead];

const onObject: Record<string, Route> = {
  "GET ": route("GetObject", "read", getObject, read),
  "HEAD ": route("HeadObject", "read", headObject, read),
  "PUT ": route("PutObject", "write", putObject, [
    ...body,
    ...belongings,
    ...conditionalWrite,
    "x-local-virtual-size",
    "x-local-virtual-seed",
  ]),
  "PUT copy": route("CopyObject", "write", copyObject, [
    ...copySource,
    ...belongings,
    ...conditionalWrite,
    "x-amz-metadata-directive",
    "x-amz-tagging-directive",
    "x-amz-object-annotation-directive",
    "x-amz-checksum-algorithm",
  ]),
  "DELETE ": route("DeleteObject", "write", deleteObject, ["versionId", "if-match"]),
  "GET tagging": route("GetObjectTagging", "read", getObjectTagging, ["tagging", "versionId"]),
  "PUT tagging": route("PutObjectTagging", "write", putObjectTagging, [...body, "tagging", "versionId"]),
  "DELETE tagging": route("DeleteObjectTagging", "write", deleteObjectTagging, ["tagging", "versionId"]),
  "GET attributes": route("GetObjectAttributes", "read", getObjectAttributes, [
    "attributes",
    "versionId",
    "x-amz-object-attributes",
    "x-amz-max-parts",
    "x-amz-part-number-marker",
  ]),
  "POST uploads": route("CreateMultipartUpload", "write", createMultipartUpload, [
    "uploads",
    ...belongings,
    "x-amz-checksum-algorithm",
    "x-amz-checksum-type",
  ]),
  "PUT uploadId": route("UploadPart", "write", uploadPart, [...body, "uploadId", "partNumber"]),
  "PUT uploadId copy": route("UploadPartCopy", "write", uploadPartCopy, [
    ...copySource,
    "uploadId",
    "partNumber",
    "x-amz-copy-source-range",
  ]),
  "GET uploadId": route("ListParts", "read", listParts, ["uploadId", "part-number-marker", "max-parts"]),
  "POST uploadId": route("CompleteMultipartUpload", "write", completeMultipartUpload, [
    ...body,
    ...conditionalWrite,
    "uploadId",
    "x-amz-mp-object-size",
    "x-amz-checksum-type",
  ]),
  "DELETE uploadId": route("AbortMultipartUpload", "write", abortMultipartUpload, ["uploadId"]),
};

/** Which operation a request asks for. @throws NotImplemented, naming it as AWS does */
export function findRoute(request: S3Request): Route {
  const routes = request.bucket === null ? service : request.key === null ? onBucket : onObject;
  const copy = request.method === "PUT" && request.key !== null && header(request, "x-amz-copy-source") !== undefined;
  const sub = subresource(request, routes);
  const name = `${request.method} ${sub}`;
  const found = routes[copy ? `${name} copy`.replace("  ", " ") : name];
  if (!found) throw unknownOperation(request, sub);
  return found;
}

/** @throws NotImplemented for the first parameter or header that the operation does not understand */
export function refuseUnknown({ op, knows }: Route, request: S3Request): void {
  for (const name of request.query.keys()) {
    if (!knows.has(name)) throw notImplemented(`the parameter ${name} of ${op}`);
  }
  for (const name in request.headers) {
    const first = name.charCodeAt(0);
    if (first !== 120 && first !== 105) continue;
    if (!/^(?:x-amz-|x-local-|if-)/.test(name) || knows.has(name)) continue;
    if (name.startsWith("x-amz-meta-") && knows.has("x-amz-meta-")) continue;
    throw notImplemented(`the header ${name} of ${op}`);
  }
}

// Parameters that only modify an operation, whichever it is.
const modifiers = /^(?:x-id|versionId|partNumber|prefix|delimiter|marker|max-.*|encoding-type|response-.*|X-Amz-.*)$/;

/** The parameter that chooses the operation: one that a route is named after, else any that is more than a modifier. */
function subresource({ method, query }: S3Request, routes: Record<string, Route>): string {
  if (query.size === 0) return "";
  const names = [...query.keys()];
  return names.find((name) => routes[`${method} ${name}`]) ?? names.find((name) => !modifiers.test(name)) ?? "";
}

function unknownOperation({ method, bucket, key }: S3Request, sub: string): S3Error {
  const on = bucket === null ? "the service" : key === null ? "a bucket" : "an object";
  const asked = `${method}${sub === "" ? "" : ` ?${sub}`} on ${on}`;
  const name = operationName(method, key === null ? "Bucket" : "Object", sub);
  return notImplemented(name === null ? asked : `${asked} (${name})`);
}

function operationName(method: string, noun: "Bucket" | "Object", sub: string): string | null {
  if (noun === "Bucket" && method === "GET" && sub === "") return "ListObjects";
  const verb = { GET: "Get", PUT: "Put", DELETE: "Delete" }[method];
  if (verb === undefined || sub === "") return null;
  const what = sub.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return `${verb}${noun}${what}`;
}
