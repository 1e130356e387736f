import { escapeUnseen } from "./object-key.ts";
import { type PolicyStatement, policyStatement } from "./policy-statement.ts";

/** A bucket of a vendor that we read: everything under `prefixes`. `kmsKeyArn` where the stage's settings name its key. */
export type VendorBucket = {
  bucket: string;
  accountId: string | null;
  prefixes: readonly string[];
  kmsKeyArn: string | null;
};

/** What the vendor sets for one bucket: a bucket policy, and a statement for the key's policy where a key is known. */
export type VendorBucketPolicy = VendorBucket & {
  bucketPolicy: { Version: "2012-10-17"; Statement: PolicyStatement[] };
  kmsKeyStatement: PolicyStatement | null;
};

/**
 * What a bucket's owner must grant so that this environment's transfer role can list, read and prove what lies under the
 * prefixes: two statements, each Sid once in a policy as IAM asks. Attributes and versions are in it although not every
 * copy asks for them, so that the vendor grants once.
 */
export function vendorBucketPolicy(bucket: VendorBucket, principalArn: string): VendorBucketPolicy {
  const request = { kind: "source_permission", side: "source", bucket: bucket.bucket, principalArn } as const;
  const prefixes = outermost(bucket.prefixes);
  const of = (action: string | null) =>
    merge(prefixes.flatMap((prefix) => policyStatement({ ...request, action, prefix }) ?? []));
  return {
    ...bucket,
    prefixes,
    bucketPolicy: { Version: "2012-10-17", Statement: [of("s3:ListBucket"), of(null)].flat() },
    kmsKeyStatement:
      bucket.kmsKeyArn === null
        ? null
        : policyStatement({ ...request, kind: "kms_permission", action: "kms:Decrypt", prefix: "" }),
  };
}

/** The same in words, ready to be sent to the vendor. Plain text. */
export function vendorPolicyText(
  vendorName: string,
  buckets: readonly VendorBucketPolicy[],
  principalArn: string,
): string {
  const paragraphs = [
    `${escapeUnseen(vendorName)}: what to set so that we can copy your data.`,
    `We read as one role, ${principalArn}. It keeps its name: what you grant it now stays granted.`,
    ...buckets.flatMap((one) => [
      `Bucket ${one.bucket}${one.accountId === null ? "" : ` of account ${one.accountId}`}, ${one.prefixes.map(tellPrefix).join(" and ")}.`,
      "Add these statements to the bucket's policy, and remove any Deny against them (a Deny always wins):",
      written(one.bucketPolicy),
      one.kmsKeyStatement === null
        ? "If its objects are encrypted with a KMS key of yours, tell us the key's ARN: its policy needs a statement too."
        : `Its objects are encrypted with ${one.kmsKeyArn}. Add this statement to the key's policy:`,
      one.kmsKeyStatement && written(one.kmsKeyStatement),
    ]),
    buckets.length === 0 && "No route of yours is switched on: there is nothing to set yet.",
  ];
  return `${paragraphs.filter(Boolean).join("\n\n")}\n`;
}

function tellPrefix(prefix: string): string {
  return prefix === "" ? "all of it" : `everything under ${escapeUnseen(prefix)}`;
}

function written(value: unknown): string {
  return JSON.stringify(value, null, 2).split("\n").map(escapeUnseen).join("\n");
}

/** Without those that lie below another one. */
function outermost(prefixes: readonly string[]): string[] {
  const each = [...new Set(prefixes)].sort();
  return each.filter((one) => !each.some((other) => other !== one && one.startsWith(other)));
}

function merge(statements: PolicyStatement[]): PolicyStatement[] {
  const [first, ...others] = statements;
  if (first === undefined) return [];
  if (others.length === 0) return [first];
  const Resource = [...new Set(statements.flatMap((statement) => statement.Resource))];
  const patterns = statements.flatMap((statement) => statement.Condition?.StringLike?.["s3:prefix"] ?? []);
  return [{ ...first, Resource, ...(patterns.length > 0 && { Condition: { StringLike: { "s3:prefix": patterns } } }) }];
}
