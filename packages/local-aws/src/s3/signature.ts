import { createHash, createHmac } from "node:crypto";
import type { Account } from "./config.ts";
import { header, type S3Request } from "./request.ts";
import { notImplemented, S3Error } from "./s3-error.ts";
import { type Caller, callerOf, openSession, refuseExpired } from "./sessions.ts";

const maxSkewMs = 15 * 60_000;
const keptSessions = 1_000;

export type Signatures = {
  accounts: ReadonlyMap<string, Account>;
  /** The accounts' own principals. */
  callers: ReadonlyMap<string, Caller>;
  region: string;
  signingKeys: Map<string, Buffer>;
  /** By token: opened once, presented with every request. */
  sessions: Map<string, Caller & { expiresAtMs: number }>;
};

export function createSignatures(accounts: readonly Account[], region: string): Signatures {
  return {
    accounts: new Map(accounts.map((account) => [account.accessKeyId, account])),
    callers: new Map(accounts.map((account) => [account.accessKeyId, callerOf(account)])),
    region,
    signingKeys: new Map(),
    sessions: new Map(),
  };
}

/**
 * Who signed this request to S3 or to STS, by Signature Version 4 in the Authorization header (AWS, "Authenticating
 * requests: using the Authorization header"). The payload's hash is part of what is verified; the body is compared with
 * it where it is read.
 * @throws S3Error as S3 answers
 */
export function authenticate(signatures: Signatures, request: S3Request, nowMs: number): Caller {
  if (request.query.has("X-Amz-Signature")) throw notImplemented("presigned URLs");
  const authorization = header(request, "authorization");
  if (authorization === undefined) throw new S3Error("AccessDenied");
  const parsed =
    /^AWS4-HMAC-SHA256 Credential=([^,/]+)\/(\d{8})\/([^,/]+)\/(s3|sts)\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  if (!parsed || (parsed[4] === "sts") !== (request.form !== null)) throw new S3Error("AuthorizationHeaderMalformed");
  const [, accessKeyId = "", day = "", region = "", service = "", signedHeaders = "", signature = ""] = parsed;
  const account = findCaller(signatures, request, accessKeyId, nowMs);
  if (region !== signatures.region) {
    throw new S3Error(
      "AuthorizationHeaderMalformed",
      `The authorization header is malformed; the region '${region}' is wrong; expecting '${signatures.region}'`,
      { Region: signatures.region },
    );
  }
  const date = header(request, "x-amz-date") ?? "";
  refuseSkew(date, day, nowMs);
  const payloadHash =
    request.form === null
      ? header(request, "x-amz-content-sha256")
      : createHash("sha256").update(request.form).digest("hex");
  if (payloadHash === undefined) {
    throw new S3Error("InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
  }
  const names = signedHeaders.split(";");
  refuseUnsigned(request, names);

  const canonicalRequest = `${request.method}\n${canonicalPath(request)}\n${canonicalQuery(request)}\n${canonicalHeaders(request, names)}\n${signedHeaders}\n${payloadHash}`;
  const key = signingKey(signatures, account, `${day}/${region}/${service}/aws4_request`);
  // Some clients sign the UTF-8 of what they send as Latin-1, others exactly what they send.
  for (const encoding of ["utf8", "latin1"] as const) {
    const stringToSign = `AWS4-HMAC-SHA256\n${date}\n${day}/${region}/${service}/aws4_request\n${createHash("sha256").update(canonicalRequest, encoding).digest("hex")}`;
    if (createHmac("sha256", key).update(stringToSign).digest("hex") === signature) return account;
  }
  throw new S3Error("SignatureDoesNotMatch", undefined, {
    AWSAccessKeyId: accessKeyId,
    SignatureProvided: signature,
    CanonicalRequest: canonicalRequest,
  });
}

/** The account of a key, or the session of a token; a token tells of itself until when it is good. */
function findCaller(signatures: Signatures, request: S3Request, accessKeyId: string, nowMs: number): Caller {
  const token = header(request, "x-amz-security-token");
  if (token === undefined) {
    const account = signatures.callers.get(accessKeyId);
    if (!account) throw new S3Error("InvalidAccessKeyId", undefined, { AWSAccessKeyId: accessKeyId });
    return account;
  }
  const known = signatures.sessions.get(token);
  if (known?.accessKeyId === accessKeyId) {
    refuseExpired(known.expiresAtMs, nowMs);
    return known;
  }
  const opened = openSession(signatures.accounts, { token, accessKeyId }, nowMs);
  if (signatures.sessions.size >= keptSessions) signatures.sessions.clear();
  signatures.sessions.set(token, opened);
  return opened;
}

function refuseSkew(date: string, day: string, nowMs: number): void {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date);
  if (!parts || !date.startsWith(day)) {
    throw new S3Error("AccessDenied", "AWS authentication requires a valid Date or x-amz-date header");
  }
  const [, y, mo, d, h, mi, s] = parts.map(Number);
  const at = Date.UTC(y ?? 0, (mo ?? 1) - 1, d, h, mi, s);
  if (Math.abs(nowMs - at) > maxSkewMs) {
    throw new S3Error("RequestTimeTooSkewed", undefined, {
      RequestTime: date,
      ServerTime: new Date(nowMs).toISOString(),
      MaxAllowedSkewMilliseconds: maxSkewMs,
    });
  }
}

function refuseUnsigned(request: S3Request, names: readonly string[]): void {
  if (!names.includes("host"))
    throw new S3Error("AccessDenied", "There were headers present in the request which were not signed");
  for (const name in request.headers) {
    if (name.startsWith("x-amz-") && !names.includes(name)) {
      throw new S3Error("AccessDenied", "There were headers present in the request which were not signed", {
        HeadersNotSigned: name,
      });
    }
  }
}

function canonicalPath(request: S3Request): string {
  if (!/[^A-Za-z0-9\-._~/]/.test(request.rawPath)) return request.rawPath;
  const path = `/${request.bucket ?? ""}`;
  return request.key === null
    ? `${encodeRfc3986(path)}${request.rawPath.endsWith("/") ? "/" : ""}`
    : encodeRfc3986(`${path}/${request.key}`);
}

function canonicalQuery(request: S3Request): string {
  if (request.query.size === 0) return "";
  const pairs = [...request.query].map(
    ([name, value]) => [encodeRfc3986(name, true), encodeRfc3986(value, true)] as const,
  );
  pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.map(([name, value]) => `${name}=${value}`).join("&");
}

function canonicalHeaders(request: S3Request, names: readonly string[]): string {
  let lines = "";
  for (const name of names) {
    const value = (header(request, name) ?? "").trim();
    lines += `${name}:${value.includes("  ") ? value.replace(/ +/g, " ") : value}\n`;
  }
  return lines;
}

function encodeRfc3986(text: string, slashToo = false): string {
  const encoded = encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return slashToo ? encoded : encoded.replaceAll("%2F", "/");
}

function signingKey({ signingKeys }: Signatures, account: Account, scope: string): Buffer {
  const name = `${account.accessKeyId}/${scope}`;
  const known = signingKeys.get(name);
  if (known) return known;
  let key: Buffer | string = `AWS4${account.secretAccessKey}`;
  for (const step of scope.split("/")) key = createHmac("sha256", key).update(step).digest();
  if (typeof key === "string") throw new Error("no signing key");
  signingKeys.set(name, key);
  return key;
}
