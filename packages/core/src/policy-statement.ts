import { isProbed } from "./failure.ts";
import type { FailureKind, Side } from "./failure-kind.ts";
import { failureWords } from "./failure-words.ts";
import { escapeUnseen } from "./object-key.ts";
import { policyLiteral } from "./policy-literal.ts";

/** One statement of a bucket policy (or of a KMS key policy), ready for JSON.stringify. */
export type PolicyStatement = {
  Sid: string;
  Effect: "Allow";
  Principal: { AWS: string };
  Action: string[];
  Resource: string | string[];
  Condition?: Record<string, Record<string, string[]>>;
};

/** What was denied. Give the denied `keys`, or the `prefix` to allow; `principalArn` is the transfer role's. */
export type PolicyRequest = {
  kind: FailureKind;
  side: Side;
  action: string | null;
  bucket: string;
  keys?: readonly string[];
  prefix?: string;
  principalArn: string;
};

const readActions = [
  "s3:GetObject",
  "s3:GetObjectVersion",
  "s3:GetObjectTagging",
  "s3:GetObjectVersionTagging",
  "s3:GetObjectAttributes",
  "s3:GetObjectVersionAttributes",
];
const writeActions = [
  "s3:PutObject",
  "s3:PutObjectTagging",
  "s3:GetObject",
  "s3:AbortMultipartUpload",
  "s3:ListMultipartUploadParts",
];
const mostExactKeys = 20;
// A bucket policy holds 20 KB altogether; ours should leave room for what is there already.
const mostExactCharacters = 8_000;

/**
 * The statement that would remedy a denial: to be pasted into the bucket's policy, for `kms_permission` into the key's.
 * Names up to 20 keys exactly, else their common folder. Null for failures that no policy remedies.
 */
export function policyStatement(request: PolicyRequest): PolicyStatement | null {
  const base = { Effect: "Allow" as const, Principal: { AWS: request.principalArn } };
  switch (request.kind) {
    case "kms_permission": {
      const Action = request.side === "source" ? ["kms:Decrypt"] : ["kms:GenerateDataKey", "kms:Decrypt"];
      return { Sid: "S3MirrorUseKey", ...base, Action, Resource: "*" };
    }
    case "source_permission":
      if (request.action === "s3:ListBucket") return { Sid: "S3MirrorList", ...base, ...listing(request) };
      return {
        Sid: "S3MirrorRead",
        ...base,
        Action: withAction(readActions, request.action),
        Resource: resources(request),
      };
    case "destination_permission":
      if (request.action === "s3:ListBucket") return { Sid: "S3MirrorList", ...base, ...listing(request) };
      return {
        Sid: "S3MirrorWrite",
        ...base,
        Action: withAction(writeActions, request.action),
        Resource: resources(request),
      };
    default:
      return null;
  }
}

/** The longest folder that holds all these keys, ending in `/`; empty where they share none. Never cuts a name in two. */
export function longestCommonPrefix(keys: readonly string[]): string {
  const [first, ...others] = keys;
  if (first === undefined) return "";
  let length = first.lastIndexOf("/") + 1;
  for (const key of others) {
    while (length > 0 && !key.startsWith(first.slice(0, length))) {
      length = length < 2 ? 0 : first.lastIndexOf("/", length - 2) + 1;
    }
  }
  return first.slice(0, length);
}

/**
 * What the mail to a vendor speaks of. `keys` only where object keys may be shown: the first of them are named, and
 * `wholeList` says how to get all.
 */
export type VendorMailRequest = {
  kind: FailureKind;
  vendorName: string;
  reference: string;
  bucket: string;
  files: number;
  /** Whether the names were given, and nobody has ever seen the objects. */
  neverSeen?: boolean;
  statement: PolicyStatement | null;
  keys?: readonly string[];
  wholeList?: string;
  /** Where the page shows it. */
  address?: string | null;
};

const mostKeysInMail = 10;

/** A mail to the vendor, ready to send: what happened, what to do, what to paste. Plain text. */
export function vendorMail(request: VendorMailRequest): { subject: string; body: string } {
  const files = request.files === 1 ? "1 file" : `${request.files.toLocaleString("en")} files`;
  const listed = request.keys?.slice(0, mostKeysInMail) ?? [];
  const paragraphs = [
    `Dear ${request.vendorName},`,
    `we are copying your delivery ${request.reference} and cannot go on with ${files} in your bucket ${request.bucket}.`,
    vendorAsk(request.kind, request.files === 1, request.neverSeen),
    request.statement && JSON.stringify(request.statement, null, 2).split("\n").map(escapeUnseen).join("\n"),
    listed.length > 0 && listKeys(request, listed),
    isProbed(request.kind) &&
      `We look again by ourselves; as soon as it works only ${request.files === 1 ? "this file is" : "these files are"} copied, and you need not send anything else.`,
    request.address && `In S3Mirror: ${request.address}`,
    "Thank you.",
  ];
  return {
    subject: `${request.reference}: ${files} ${request.files === 1 ? "needs" : "need"} your help (${failureWords[request.kind].title.toLowerCase()})`,
    body: `${paragraphs.filter(Boolean).join("\n\n")}\n`,
  };
}

function listKeys({ files, wholeList }: VendorMailRequest, listed: readonly string[]): string {
  const more = files - listed.length;
  const rest = `  and ${more.toLocaleString("en")} more${wholeList === undefined ? "" : `; all of them: ${wholeList}`}`;
  const title = files === 1 ? "The file:" : "The files:";
  return [title, ...listed.map((key) => `  ${escapeUnseen(key)}`), ...(more > 0 ? [rest] : [])].join("\n");
}

function vendorAsk(kind: FailureKind, isOne: boolean, neverSeen = false): string {
  const one = (ofOne: string, ofSeveral: string) => (isOne ? ofOne : ofSeveral);
  const them = one("it", "them");
  switch (kind) {
    case "source_permission":
      return `We are not allowed to read ${them}. Please add this statement to the bucket's policy, and remove any Deny that names ${them} (a Deny always wins):`;
    case "kms_permission":
      return `${one("It is", "They are")} encrypted with a KMS key that we may not use. If it is a customer managed key, please enable it if it is disabled and add this statement to its key policy. If it is the AWS managed key aws/s3, its policy cannot be changed: please encrypt the ${one("file", "files")} again with a customer managed key or with SSE-S3.`;
    case "source_missing":
      if (neverSeen) {
        return one(
          "There is no object of this name in your bucket. Please compare the name with yours letter by letter, and tell us the right one, or put the file there under this name.",
          "There are no objects of these names in your bucket. Please compare the names with yours letter by letter, and tell us the right ones, or put the files there under these names.",
        );
      }
      return one(
        "It was deleted or renamed after the list was made. Please put it back under the same name, or tell us that it is not coming.",
        "They were deleted or renamed after the list was made. Please put them back under the same names, or tell us that they are not coming.",
      );
    case "archived":
      return `${one("It is", "They are")} archived (Glacier). Please restore ${them}; this takes minutes to 48 hours.`;
    case "source_changed":
      return `${one("It was", "They were")} changed again and again while we copied ${them}. Please finish writing ${them}, then tell us.`;
    case "invalid_key":
      return `${one("Its name has", "Their names have")} a part "." or "..", or a character that Amazon S3 cannot carry in its answers. Please rename ${them}, then tell us: ${one("it is copied under its new name", "they are copied under their new names")}.`;
    case "checksum_mismatch":
      return one(
        "Our copy equals your file, but not the checksum or size that you announced. Please check both, and send whichever is wrong again.",
        "Our copies equal your files, but not the checksums or sizes that you announced. Please check both, and send whichever is wrong again.",
      );
    default:
      return `${failureWords[kind].title}. Please contact us before you change anything.`;
  }
}

function listing(request: PolicyRequest): Pick<PolicyStatement, "Action" | "Resource" | "Condition"> {
  const prefix = request.prefix ?? longestCommonPrefix(request.keys ?? []);
  const Condition = prefix === "" ? undefined : { StringLike: { "s3:prefix": [`${policyLiteral(prefix)}*`] } };
  return { Action: ["s3:ListBucket"], Resource: bucketArn(request), ...(Condition && { Condition }) };
}

function resources(request: PolicyRequest): string | string[] {
  const keys = request.keys ?? [];
  const exact = [...new Set(keys)].map((key) => `${bucketArn(request)}/${policyLiteral(key)}`);
  const fits = exact.length <= mostExactKeys && JSON.stringify(exact).length <= mostExactCharacters;
  if (request.prefix === undefined && exact.length > 0 && fits) return exact;
  return `${bucketArn(request)}/${policyLiteral(request.prefix ?? longestCommonPrefix(keys))}*`;
}

function withAction(usual: readonly string[], action: string | null): string[] {
  return action === null || usual.includes(action) || !action.startsWith("s3:") ? [...usual] : [...usual, action];
}

// The partition (aws, aws-cn, aws-us-gov) is the principal's.
function bucketArn(request: PolicyRequest): string {
  return `arn:${request.principalArn.split(":")[1] ?? "aws"}:s3:::${request.bucket}`;
}
