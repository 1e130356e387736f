import type { Failure, FailureKind, Side } from "./failure-kind.ts";
import { technicalText } from "./technical-text.ts";

/** What the adapter reads off a thrown error. `status` null where there was no answer; `condition` is AWS's `<Condition>`. */
export type S3Error = {
  name: string;
  status: number | null;
  condition?: string | null;
  message?: string;
  networkCode?: string | null;
  requestId?: string | null;
};

export type S3Operation =
  | "HeadObject"
  | "GetObject"
  | "GetObjectTagging"
  | "PutObjectTagging"
  | "CopyObject"
  | "UploadPartCopy"
  | "CreateMultipartUpload"
  | "CompleteMultipartUpload"
  | "AbortMultipartUpload"
  | "ListParts"
  | "ListObjectsV2"
  | "HeadBucket"
  | "PutObject";

/** `both` for CopyObject and UploadPartCopy, which read one bucket and write another. */
export type S3Call = { operation: S3Operation; side: Side | "both" };

/** A failure, and whether its side is known; if not, it says `source` and the caller may find out by a probe. */
export type S3Failure = Failure & { sideCertain: boolean };

/**
 * What a failed S3 call means. Judged by name first (an error inside a 200 arrives as status 503 whatever its name), then
 * by status; never by free text, for a key may contain "403". The one exception: which right was denied on a two-sided
 * call stands only in AWS's fixed opening words, before any key.
 */
export function classifyS3Error(error: S3Error, call: S3Call): S3Failure {
  const action = deniedAction(error.message ?? "") ?? null;
  const seen = judge(error, call, action);
  return {
    kind: seen.kind,
    code: codeOf(error),
    requestId: error.requestId ?? null,
    action: seen.action ?? null,
    side: seen.side ?? (call.side === "both" ? "source" : call.side),
    message: technicalText(error.message ?? error.name, 1_000),
    sideCertain: seen.side !== undefined || call.side !== "both",
  };
}

type Judgement = { kind: FailureKind; side?: Side; action?: string | null };

function judge(error: S3Error, call: S3Call, action: string | null): Judgement {
  if (error.name === "PreconditionFailed" || error.status === 412) return judgeCondition(error, call);
  if (kmsTrouble.has(error.name)) return { kind: "transient" };
  if (error.name.startsWith("KMS.") && !isThrottling(error.name)) return judgeKms(call, action);
  if (isThrottling(error.name)) return { kind: "throttled" };
  const byName = namedKinds.get(error.name);
  if (byName !== undefined) return byName(call, action);
  return judgeStatus(error, call, action);
}

// Only the copy's own conditions speak of the source; UploadPartCopy has no others.
function judgeCondition(error: S3Error, call: S3Call): Judgement {
  const onCopySource = error.condition?.toLowerCase().startsWith("x-amz-copy-source-") ?? false;
  if (onCopySource || call.operation === "UploadPartCopy" || call.side === "source") {
    return { kind: "source_changed", side: "source" };
  }
  return { kind: "destination_exists", side: "destination" };
}

type Judge = (call: S3Call, action: string | null) => Judgement;
const always =
  (kind: FailureKind, side?: Side): Judge =>
  () => ({ kind, side });

const judgeDenied: Judge = (call, action) => {
  if (action?.startsWith("kms:")) return judgeKms(call, action);
  const side = call.side === "both" ? sideOfAction(action) : call.side;
  return {
    kind: side === "destination" ? "destination_permission" : "source_permission",
    side,
    action: action ?? usualAction[call.operation],
  };
};

const judgeMissing: Judge = (call) => {
  if (call.operation === "HeadBucket") return { kind: "configuration" };
  // What we wrote is not there: look before calling it anything.
  if (call.side === "destination") return { kind: "unknown_outcome" };
  return { kind: "source_missing", side: "source" };
};

// An answer that did not arrive: harmless unless the request may have made the destination object.
const judgeLost: Judge = (call) =>
  createsObject(call.operation) ? { kind: "unknown_outcome", side: "destination" } : { kind: "transient" };

const judgeConflict: Judge = (call) => ({
  kind: call.operation === "CompleteMultipartUpload" ? "unknown_outcome" : "transient",
});

const namedKinds = new Map<string, Judge>([
  ["InternalError", always("transient")],
  ["InternalServerError", always("transient")],
  ["IncompleteBody", always("transient")],
  ["ServiceUnavailable", always("throttled")],
  ["TimeoutError", judgeLost],
  ["RequestTimeout", judgeLost],
  ["RequestTimeoutException", judgeLost],
  ["OperationAborted", judgeConflict],
  ["ConditionalRequestConflict", judgeConflict],
  ["NoSuchUpload", always("unknown_outcome", "destination")],
  ["ExpiredToken", always("credentials")],
  ["ExpiredTokenException", always("credentials")],
  ["InvalidToken", always("credentials")],
  ["TokenRefreshRequired", always("credentials")],
  ["InvalidAccessKeyId", always("credentials")],
  ["SignatureDoesNotMatch", always("credentials")],
  ["UnrecognizedClientException", always("credentials")],
  ["RequestTimeTooSkewed", always("credentials")],
  ["CredentialsProviderError", always("credentials")],
  ["SessionPolicyRefused", always("route_fence")],
  ["AccessDenied", judgeDenied],
  ["AccessDeniedException", judgeDenied],
  ["Forbidden", judgeDenied],
  ["AllAccessDisabled", judgeDenied],
  ["NoSuchKey", judgeMissing],
  ["NoSuchVersion", judgeMissing],
  ["NotFound", judgeMissing],
  ["NoSuchBucket", always("configuration")],
  ["PermanentRedirect", always("configuration")],
  ["TemporaryRedirect", always("configuration")],
  ["AuthorizationHeaderMalformed", always("configuration")],
  ["InvalidBucketName", always("configuration")],
  ["InvalidBucketOwnerAWSAccountID", always("configuration")],
  ["InvalidObjectState", always("archived", "source")],
  ["ObjectNotInActiveTierError", always("archived", "source")],
  ["InvalidPart", always("integrity", "destination")],
  ["InvalidPartOrder", always("integrity", "destination")],
  ["EntityTooSmall", always("integrity", "destination")],
  ["BadDigest", always("integrity", "destination")],
  ["XAmzContentChecksumMismatch", always("integrity", "destination")],
]);

const kmsTrouble = new Set(["KMS.InternalException", "KMS.KMSInternalException", "KMS.DependencyTimeoutException"]);

// These never reached a server, so nothing can have happened.
const neverSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ENETUNREACH", "EHOSTUNREACH"]);

function judgeStatus(error: S3Error, call: S3Call, action: string | null): Judgement {
  const { status } = error;
  if (error.networkCode) return neverSent.has(error.networkCode) ? { kind: "transient" } : judgeLost(call, action);
  if (status === null) return { kind: "unexpected" };
  // A 2xx that is thrown could not be read: blank or truncated XML.
  if (status >= 200 && status < 300)
    return reads(call.operation) ? { kind: "transient" } : { kind: "unknown_outcome", side: "destination" };
  if (status === 301 || status === 307) return { kind: "configuration" };
  if (status === 401 || status === 403) return judgeDenied(call, action);
  if (status === 404) return judgeMissing(call, action);
  if (status === 405 && call.side === "source") return { kind: "source_missing" };
  if (status === 408 || status === 504) return judgeLost(call, action);
  if (status === 409) return judgeConflict(call, action);
  if (status === 416 && call.side !== "destination") return { kind: "source_changed", side: "source" };
  if (status === 429 || status === 503) return { kind: "throttled" };
  if (status === 500 || status === 502) return { kind: "transient" };
  return { kind: "unexpected" };
}

// CopyObject decrypts at the source and makes a data key at the destination; a part of an encrypted upload may need
// kms:Decrypt on both sides, so there it proves neither.
function judgeKms(call: S3Call, action: string | null): Judgement {
  if (call.side !== "both") return { kind: "kms_permission", side: call.side, action };
  if (action?.startsWith("kms:GenerateDataKey")) return { kind: "kms_permission", side: "destination", action };
  const decryptsSource = action === "kms:Decrypt" && call.operation === "CopyObject";
  return { kind: "kms_permission", side: decryptsSource ? "source" : undefined, action };
}

function isThrottling(name: string): boolean {
  return (
    /^(SlowDown|RequestLimitExceeded|BandwidthLimitExceeded|TooManyRequests(Exception)?)$/.test(name) ||
    /^(KMS\.)?(Request)?Thrott/.test(name)
  );
}

/** `s3:X` or `kms:X` where AWS's text opens with "User: <arn> is not authorized to perform: "; an ARN holds no space. */
function deniedAction(message: string): string | undefined {
  return /^User: \S+ is not authorized to perform: ((?:s3|kms):[A-Za-z]+)(?= |$)/.exec(message)?.[1];
}

function sideOfAction(action: string | null): Side | undefined {
  if (action === null) return undefined;
  return /^s3:(Get|List)/.test(action) && action !== "s3:ListMultipartUploadParts" ? "source" : "destination";
}

const usualAction: Record<S3Operation, string | null> = {
  HeadObject: "s3:GetObject",
  GetObject: "s3:GetObject",
  GetObjectTagging: "s3:GetObjectTagging",
  PutObjectTagging: "s3:PutObjectTagging",
  CopyObject: null,
  UploadPartCopy: null,
  CreateMultipartUpload: "s3:PutObject",
  CompleteMultipartUpload: "s3:PutObject",
  AbortMultipartUpload: "s3:AbortMultipartUpload",
  ListParts: "s3:ListMultipartUploadParts",
  ListObjectsV2: "s3:ListBucket",
  HeadBucket: "s3:ListBucket",
  PutObject: "s3:PutObject",
};

function createsObject(operation: S3Operation): boolean {
  return operation === "CopyObject" || operation === "CompleteMultipartUpload" || operation === "PutObject";
}

function reads(operation: S3Operation): boolean {
  return /^(Head|Get|List)/.test(operation);
}

function codeOf(error: S3Error): string {
  const nameless =
    error.name === "" || error.name === "Unknown" || error.name === "Error" || error.name === "UnknownError";
  const code = nameless
    ? (error.networkCode ?? (error.status === null ? "Unknown" : `HTTP ${error.status}`))
    : error.name;
  return code.slice(0, 200).replace(/[^ -~]/g, "?");
}
