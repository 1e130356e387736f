import type { Call } from "./call.ts";
import { askPolicy, grantsToSession } from "./policy.ts";
import { header } from "./request.ts";
import { S3Error } from "./s3-error.ts";
import type { Bucket } from "./state.ts";

/** The bucket that a request names. @throws NoSuchBucket, InvalidBucketOwnerAWSAccountID, AccessDenied where its owner is another */
export function requestedBucket(call: Call): Bucket {
  return ownedBucket(call, call.request.bucket ?? "", "x-amz-expected-bucket-owner");
}

export function ownedBucket(call: Call, name: string, ownerHeader: string): Bucket {
  const expected = header(call.request, ownerHeader);
  // Recorded on AWS: LocalStack's test_get_bucket_policy_invalid_account_id.
  if (expected !== undefined && !/^\d{12}$/.test(expected)) throw new S3Error("InvalidBucketOwnerAWSAccountID");
  const bucket = call.world.state.buckets.get(name);
  if (!bucket) throw new S3Error("NoSuchBucket", undefined, { BucketName: name });
  if (expected !== undefined && expected !== bucket.owner) throw new S3Error("AccessDenied");
  return bucket;
}

/** The key that a request names; the router sends only requests with a key to operations on objects. */
export function requestedKey(call: Call): string {
  if (call.request.key === null) throw new S3Error("InvalidRequest");
  return call.request.key;
}

type On = { bucket: Bucket; key?: string | undefined; prefix?: string | undefined };

/**
 * Lets an action pass or refuses it as AWS words it (IAM, "Access denied error messages"). The owner's account may do all
 * that no statement denies, another account only what a statement of the bucket's allows; and each no more than its own
 * policy and its session's let it, where there are any.
 * @throws AccessDenied
 */
export function authorize(call: Call, action: string, on: On): void {
  call.record.action ??= action;
  note(call, action, on);
  const decision = decide(call, action, on);
  if (decision === "allowed") return;
  call.record.action = action;
  throw refusal(call, action, on, decision);
}

/** What was asked for, of objects in general: a log of every key would have no end. */
function note({ account, request, world }: Call, action: string, { bucket, key }: On): void {
  world.actionLog.note(header(request, "user-agent"), {
    action,
    resource: arn(bucket, key === undefined ? undefined : "*"),
    principal: account.principalArn.replace(/(:assumed-role\/[^/]+)\/.*$/, "$1"),
    resourceAccount: bucket.owner,
  });
}

type Decision = "allowed" | "denied" | "silent" | "not its own" | "narrowed";

function decide(call: Call, action: string, { bucket, key, prefix }: On): Decision {
  const question = {
    account: call.account,
    action,
    resource: arn(bucket, key),
    prefix,
    resourceAccount: bucket.owner,
    createsObject: action === "s3:PutObject" ? creating.has(call.record.op) : undefined,
  };
  const { ownPolicy, sessionPolicy } = call.account;
  const atBucket = askPolicy(bucket.policy, question);
  if (atBucket === "denied") return "denied";
  const owns = call.account.accountId === bucket.owner;
  const own = ownPolicy === undefined ? "allowed" : askPolicy(ownPolicy, question);
  const session = sessionPolicy === undefined ? "allowed" : askPolicy(sessionPolicy, question);
  const isDenied = own === "denied" || session === "denied";
  // What a bucket of the same account grants to the session itself is added after the session was narrowed.
  if (owns && !isDenied && grantsToSession(bucket.policy, question)) return "allowed";
  // A session may do no more than its policy says, whoever else would allow it (IAM, "Session policies").
  if (session !== "allowed") return "narrowed";
  // In one account either side may allow it, across accounts both must (IAM, "Policy evaluation logic").
  if (own !== "allowed" && !(owns && own === "silent" && atBucket === "allowed")) return "not its own";
  return owns ? "allowed" : atBucket;
}

/** Those that make an object; S3 tells policies so (`s3:ObjectCreationOperation`), beginning an upload is not one. */
const creating = new Set(["PutObject", "CopyObject", "CompleteMultipartUpload"]);

const reasons = {
  denied: () => "with an explicit deny in a resource-based policy",
  silent: (action: string) => `because no resource-based policy allows the ${action} action`,
  "not its own": (action: string) => `because no identity-based policy allows the ${action} action`,
  narrowed: (action: string) => `because no session policy allows the ${action} action`,
};

function refusal(call: Call, action: string, on: On, decision: keyof typeof reasons): S3Error {
  const why = reasons[decision](action);
  const who = `User: ${call.account.principalArn} is not authorized to perform: ${action}`;
  return new S3Error("AccessDenied", `${who} on resource: "${arn(on.bucket, on.key)}" ${why}`);
}

/** What a missing key answers: 404 to who may list the bucket, else 403, so that names cannot be guessed. */
export function missingKey(call: Call, bucket: Bucket, key: string, headers: Record<string, string> = {}): S3Error {
  const decision = decide(call, "s3:ListBucket", { bucket });
  if (decision === "allowed") return new S3Error("NoSuchKey", undefined, { Key: key }, headers);
  call.record.action = "s3:ListBucket";
  return refusal(call, "s3:ListBucket", { bucket }, decision);
}

function arn(bucket: Bucket, key: string | undefined): string {
  return key === undefined ? `arn:aws:s3:::${bucket.name}` : `arn:aws:s3:::${bucket.name}/${key}`;
}
