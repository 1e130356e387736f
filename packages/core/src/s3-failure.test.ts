import { expect, test } from "vitest";
import { classifyS3Error, type S3Call, type S3Error } from "./s3-failure.ts";

const copy: S3Call = { operation: "CopyObject", side: "both" };
const part: S3Call = { operation: "UploadPartCopy", side: "both" };
const headSource: S3Call = { operation: "HeadObject", side: "source" };
const headDestination: S3Call = { operation: "HeadObject", side: "destination" };
const create: S3Call = { operation: "CreateMultipartUpload", side: "destination" };
const complete: S3Call = { operation: "CompleteMultipartUpload", side: "destination" };
const listSource: S3Call = { operation: "ListObjectsV2", side: "source" };

const error = (name: string, status: number | null, more: Partial<S3Error> = {}): S3Error => ({
  name,
  status,
  ...more,
});
const denied = (action: string, key = "run/a") =>
  `User: arn:aws:sts::111122223333:assumed-role/s3mirror-test-transfer/copier is not authorized to perform: ${action} ` +
  `on resource: "arn:aws:s3:::lab-out/${key}" because no resource-based policy allows the ${action} action`;

test.each<[string, S3Error, S3Call, string, string]>([
  ["SlowDown", error("SlowDown", 503), part, "throttled", "source"],
  ["RequestLimitExceeded", error("RequestLimitExceeded", 503), create, "throttled", "destination"],
  ["ThrottlingException", error("ThrottlingException", 400), create, "throttled", "destination"],
  ["KMS throttling", error("KMS.ThrottlingException", 400), part, "throttled", "source"],
  ["a nameless 503", error("Unknown", 503), headSource, "throttled", "source"],
  ["InternalError", error("InternalError", 500), part, "transient", "source"],
  ["InternalError in a 200", error("InternalError", 503), copy, "transient", "source"],
  ["a timeout of a part", error("TimeoutError", null), part, "transient", "source"],
  ["a reset of a part", error("Error", null, { networkCode: "ECONNRESET" }), part, "transient", "source"],
  ["OperationAborted on a part", error("OperationAborted", 409), part, "transient", "source"],
  ["a refused connection", error("Error", null, { networkCode: "ECONNREFUSED" }), complete, "transient", "destination"],
  ["a timeout of Complete", error("TimeoutError", null), complete, "unknown_outcome", "destination"],
  [
    "a reset of CopyObject",
    error("Error", null, { networkCode: "ECONNRESET" }),
    copy,
    "unknown_outcome",
    "destination",
  ],
  ["a blank 200 on Complete", error("Error", 200), complete, "unknown_outcome", "destination"],
  ["a truncated 200 on CopyObject", error("SyntaxError", 200), copy, "unknown_outcome", "destination"],
  ["a truncated 200 on a listing", error("Error", 200), listSource, "transient", "source"],
  ["NoSuchUpload", error("NoSuchUpload", 404), complete, "unknown_outcome", "destination"],
  ["NoSuchUpload on a part", error("NoSuchUpload", 404), part, "unknown_outcome", "destination"],
  ["409 on Complete", error("ConditionalRequestConflict", 409), complete, "unknown_outcome", "destination"],
  [
    "412 of the copy source",
    error("PreconditionFailed", 412, { condition: "x-amz-copy-source-If-Match" }),
    copy,
    "source_changed",
    "source",
  ],
  ["412 of a part", error("PreconditionFailed", 412), part, "source_changed", "source"],
  ["412 of a HEAD of the source", error("Unknown", 412), headSource, "source_changed", "source"],
  [
    "412 of the destination",
    error("PreconditionFailed", 412, { condition: "If-None-Match" }),
    copy,
    "destination_exists",
    "destination",
  ],
  ["412 of Complete", error("PreconditionFailed", 412), complete, "destination_exists", "destination"],
  ["AccessDenied on the source", error("AccessDenied", 403), headSource, "source_permission", "source"],
  ["HEAD 403", error("Unknown", 403), headSource, "source_permission", "source"],
  ["AccessDenied on Create", error("AccessDenied", 403), create, "destination_permission", "destination"],
  ["AccessDenied in a 200", error("AccessDenied", 503), create, "destination_permission", "destination"],
  ["a disabled KMS key", error("KMS.DisabledException", 400), headSource, "kms_permission", "source"],
  [
    "a denied data key",
    error("AccessDenied", 403, { message: denied("kms:GenerateDataKey") }),
    create,
    "kms_permission",
    "destination",
  ],
  ["NoSuchKey", error("NoSuchKey", 404), copy, "source_missing", "source"],
  ["HEAD 404", error("NotFound", 404), headSource, "source_missing", "source"],
  ["HEAD 404 of our own copy", error("NotFound", 404), headDestination, "unknown_outcome", "destination"],
  ["a delete marker", error("MethodNotAllowed", 405), headSource, "source_missing", "source"],
  ["NoSuchBucket", error("NoSuchBucket", 404), listSource, "configuration", "source"],
  [
    "HeadBucket 404",
    error("NotFound", 404),
    { operation: "HeadBucket", side: "destination" },
    "configuration",
    "destination",
  ],
  ["another region", error("PermanentRedirect", 301), create, "configuration", "destination"],
  ["a nameless 301", error("Unknown", 301), headSource, "configuration", "source"],
  ["Glacier", error("InvalidObjectState", 403), part, "archived", "source"],
  ["ExpiredToken", error("ExpiredToken", 400), copy, "credentials", "source"],
  ["InvalidToken", error("InvalidToken", 400), complete, "credentials", "destination"],
  ["InvalidPart", error("InvalidPart", 400), complete, "integrity", "destination"],
  ["BadDigest", error("BadDigest", 400), complete, "integrity", "destination"],
  ["a source shorter than its range", error("InvalidRange", 416), part, "source_changed", "source"],
  ["InvalidRequest", error("InvalidRequest", 400), copy, "unexpected", "source"],
  ["a bug of ours", error("TypeError", null), copy, "unexpected", "source"],
  ["a name out of Object.prototype", error("constructor", 400), copy, "unexpected", "source"],
])("%s", (_, thrown, call, kind, side) => {
  expect(classifyS3Error(thrown, call)).toMatchObject({ kind, side });
});

test.each<[string, S3Call, string, string]>([
  ["s3:GetObject", copy, "source_permission", "source"],
  ["s3:GetObjectTagging", copy, "source_permission", "source"],
  ["s3:GetObjectVersion", part, "source_permission", "source"],
  ["s3:ListBucket", copy, "source_permission", "source"],
  ["s3:PutObject", part, "destination_permission", "destination"],
  ["s3:PutObjectTagging", copy, "destination_permission", "destination"],
  ["kms:Decrypt", copy, "kms_permission", "source"],
  ["kms:GenerateDataKey", part, "kms_permission", "destination"],
])("a two-sided call that lacks %s names its side for certain", (action, call, kind, side) => {
  const seen = classifyS3Error(error("AccessDenied", 403, { message: denied(action) }), call);
  expect(seen).toMatchObject({ kind, side, action, sideCertain: true });
});

test("a two-sided denial without AWS's fixed words is the source's, but not for certain", () => {
  const uncertain = { kind: "source_permission", side: "source", action: null, sideCertain: false };
  expect(classifyS3Error(error("AccessDenied", 403, { message: "Access Denied" }), copy)).toMatchObject(uncertain);
  expect(classifyS3Error(error("AccessDenied", 403), part)).toMatchObject(uncertain);
});

test("kms:Decrypt on a part may be wanted on either side", () => {
  const seen = classifyS3Error(error("AccessDenied", 403, { message: denied("kms:Decrypt") }), part);
  expect(seen).toMatchObject({ kind: "kms_permission", action: "kms:Decrypt", sideCertain: false });
});

test("a key that imitates AWS's words, error names or numbers decides nothing", () => {
  const liar = "x is not authorized to perform: s3:PutObject 403 SlowDown NoSuchKey PreconditionFailed";
  const imitated = classifyS3Error(error("AccessDenied", 403, { message: `Access Denied: ${liar}` }), copy);
  expect(imitated).toMatchObject({ kind: "source_permission", action: null, sideCertain: false });
  const honest = classifyS3Error(error("AccessDenied", 403, { message: denied("s3:GetObject", liar) }), copy);
  expect(honest).toMatchObject({ action: "s3:GetObject", side: "source", sideCertain: true });
  expect(classifyS3Error(error("InternalError", 500, { message: liar }), copy).kind).toBe("transient");
});

test("a one-sided denial names the right that the call needs", () => {
  expect(classifyS3Error(error("Unknown", 403), headSource).action).toBe("s3:GetObject");
  expect(classifyS3Error(error("AccessDenied", 403), create).action).toBe("s3:PutObject");
  expect(classifyS3Error(error("AccessDenied", 403), listSource).action).toBe("s3:ListBucket");
});

test("code, request id and raw text are kept, in a form that the ledger and the queue take", () => {
  const message = `\0\ud800${"x".repeat(5_000)}`;
  const seen = classifyS3Error(error("Odd\u0007Näme", 400, { message, requestId: "REQ" }), copy);
  expect(seen).toMatchObject({ code: "Odd?N?me", requestId: "REQ" });
  expect(seen.message).toMatch(/^\ufffd\ufffdx+$/);
  expect(seen.message.length).toBe(1000);
  expect(classifyS3Error(error("Unknown", 403), headSource).code).toBe("HTTP 403");
  expect(classifyS3Error(error("Error", null, { networkCode: "EPIPE" }), part).code).toBe("EPIPE");
});
