import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, onTestFinished, test } from "vitest";
import { company, credentialsOf, local, readPolicy, startTestS3, vendor } from "../testing/test-s3.ts";
import { issueSession, openSession } from "./sessions.ts";

const region = "eu-central-1";

async function startWithSession(policy?: object, accounts = [company, vendor]) {
  const started = await startTestS3({ accounts });
  const sts = new STSClient({ endpoint: started.url, region, credentials: credentialsOf(company), maxAttempts: 1 });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: company.principalArn,
      RoleSessionName: "ses_1",
      ...(policy && { Policy: JSON.stringify({ Version: "2012-10-17", Statement: [policy].flat() }) }),
    }),
  );
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
  const session = new S3Client({ endpoint: started.url, region, credentials, maxAttempts: 1 });
  onTestFinished(() => {
    sts.destroy();
    session.destroy();
  });
  return { ...started, sts, session, expiration: Credentials?.Expiration };
}

test("a session of a role may what is granted to the role, and is seen by its own name", async () => {
  const { lab, session, expiration } = await startWithSession();
  await lab.send(new PutObjectCommand({ Bucket: "lab", Key: "a", Body: "data" }));
  await lab.send(new PutBucketPolicyCommand({ Bucket: "lab", Policy: readPolicy("lab") }));
  await session.send(new GetObjectCommand({ Bucket: "lab", Key: "a" }));
  await session.send(new CreateMultipartUploadCommand({ Bucket: "lake", Key: "b" }));
  const { Uploads } = await session.send(new ListMultipartUploadsCommand({ Bucket: "lake" }));
  expect(Uploads?.[0]?.Initiator?.ID).toBe(
    `arn:aws:sts::${company.accountId}:assumed-role/s3mirror-local-transfer/ses_1`,
  );
  expect(expiration?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
});

test("a session's policy narrows it: an upload may be begun, an object not made", async () => {
  const beginOnly = {
    Effect: "Allow",
    Action: "s3:PutObject",
    Resource: "*",
    Condition: { Bool: { "s3:ObjectCreationOperation": "false" } },
  };
  const { session } = await startWithSession(beginOnly);
  const { UploadId } = await session.send(new CreateMultipartUploadCommand({ Bucket: "lake", Key: "b" }));
  const refused = {
    name: "AccessDenied",
    message: expect.stringContaining("because no session policy allows the s3:PutObject action"),
  };
  await expect(session.send(new PutObjectCommand({ Bucket: "lake", Key: "b", Body: "" }))).rejects.toMatchObject(
    refused,
  );
  const complete = new CompleteMultipartUploadCommand({
    Bucket: "lake",
    Key: "b",
    UploadId,
    MultipartUpload: { Parts: [{ PartNumber: 1, ETag: "x" }] },
  });
  await expect(session.send(complete)).rejects.toMatchObject(refused);
  await expect(session.send(new ListMultipartUploadsCommand({ Bucket: "lake" }))).rejects.toMatchObject({
    name: "AccessDenied",
  });
});

const allow = (Action: string | string[], Resource: string, more: object = {}) => ({
  ...{ Effect: "Allow", Action, Resource },
  ...more,
});

test("a session may what both its role and its policy allow, and a bucket of another account allows too", async () => {
  const Statement = [
    allow("s3:*", "arn:aws:s3:::lake/*", { Condition: { StringEquals: { "s3:ResourceAccount": company.accountId } } }),
    allow("s3:GetObject", "arn:aws:s3:::lab/run/*"),
    allow("kms:Decrypt", "*", { Condition: { StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } } }),
  ];
  const role = { ...company, policy: JSON.stringify({ Version: "2012-10-17", Statement }) };
  const narrowed = [allow("s3:GetObject", "*"), allow("s3:PutObject", "arn:aws:s3:::lake/in/*")];
  const { lab, s3, session } = await startWithSession(narrowed, [role, vendor]);
  for (const Key of ["run/a", "other/a"]) await lab.send(new PutObjectCommand({ Bucket: "lab", Key, Body: "data" }));
  const read = (client: S3Client, Key: string) => client.send(new GetObjectCommand({ Bucket: "lab", Key }));
  await expect(read(session, "run/a")).rejects.toMatchObject({ message: expect.stringContaining("no resource-based") });
  await lab.send(new PutBucketPolicyCommand({ Bucket: "lab", Policy: readPolicy("lab") }));
  await read(session, "run/a");
  const beyondRole = { name: "AccessDenied", message: expect.stringContaining("no identity-based policy allows") };
  await expect(read(session, "other/a")).rejects.toMatchObject(beyondRole);
  await expect(read(s3, "other/a")).rejects.toMatchObject(beyondRole);
  const put = (client: S3Client, Key: string) => client.send(new PutObjectCommand({ Bucket: "lake", Key, Body: "" }));
  await put(session, "in/a");
  await put(s3, "out/a");
  const beyondSession = { name: "AccessDenied", message: expect.stringContaining("no session policy allows") };
  await expect(put(session, "out/a")).rejects.toMatchObject(beyondSession);
});

test("what a bucket of its account grants to a role stays within the session, what it grants to the session does not", async () => {
  const { s3, session } = await startWithSession(allow("s3:GetObject", "arn:aws:s3:::lake/in/*"));
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "out/a", Body: "data" }));
  const read = () => session.send(new GetObjectCommand({ Bucket: "lake", Key: "out/a" }));
  const grantTo = (AWS: string) =>
    s3.send(
      new PutBucketPolicyCommand({
        Bucket: "lake",
        Policy: JSON.stringify({ Statement: allow("s3:GetObject", "arn:aws:s3:::lake/*", { Principal: { AWS } }) }),
      }),
    );
  await grantTo(company.principalArn);
  await expect(read()).rejects.toMatchObject({ message: expect.stringContaining("no session policy allows") });
  await grantTo(`arn:aws:sts::${company.accountId}:assumed-role/s3mirror-local-transfer/ses_1`);
  await read();
});

test("a session that may list below a prefix learns that an object is missing only where a question without one passes", async () => {
  const list = (operator: string) => [
    allow("s3:GetObject", "arn:aws:s3:::lake/in/*"),
    allow("s3:ListBucket", "arn:aws:s3:::lake", { Condition: { [operator]: { "s3:prefix": ["in/*"] } } }),
  ];
  const strict = await startWithSession(list("StringLike"));
  const missing = new HeadObjectCommand({ Bucket: "lake", Key: "in/none" });
  await expect(strict.session.send(missing)).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  const { session } = await startWithSession(list("StringLikeIfExists"));
  await expect(session.send(missing)).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  await session.send(new ListObjectsV2Command({ Bucket: "lake", Prefix: "in/7/" }));
  await expect(session.send(new ListObjectsV2Command({ Bucket: "lake", Prefix: "i" }))).rejects.toMatchObject({
    name: "AccessDenied",
  });
});

const whole = { Version: "2012-10-17", Statement: [allow("s3:GetObject", "*")] };
const inStatement = (change: object) => ({ ...whole, Statement: [{ ...whole.Statement[0], ...change }] });

test.each<[string, string | object, string, string]>([
  ["no JSON", "{", "MalformedPolicyDocument", "This policy contains invalid Json"],
  ["no object", "[]", "MalformedPolicyDocument", "Syntax errors in policy."],
  ["an unknown element", { ...whole, Owner: "x" }, "MalformedPolicyDocument", "Syntax errors in policy."],
  [
    "an unknown one in a statement",
    inStatement({ Bucket: "x" }),
    "MalformedPolicyDocument",
    "Syntax errors in policy.",
  ],
  ["no statement", { ...whole, Statement: [] }, "MalformedPolicyDocument", "Syntax errors in policy."],
  ["no such effect", inStatement({ Effect: "Permit" }), "MalformedPolicyDocument", "Syntax errors in policy."],
  ["no such version", { ...whole, Version: "2013-01-01" }, "MalformedPolicyDocument", "Syntax errors in policy."],
  ["a principal", inStatement({ Principal: "*" }), "MalformedPolicyDocument", "should not specify a principal"],
  ["an action of nobody", inStatement({ Action: "GetObject" }), "MalformedPolicyDocument", "prefaced by a vendor"],
  ["a resource that is none", inStatement({ Resource: "lake/*" }), "MalformedPolicyDocument", "ARN format"],
  [
    "one Sid twice",
    { ...whole, Statement: [1, 2].map(() => ({ ...whole.Statement[0], Sid: "A" })) },
    "MalformedPolicyDocument",
    "must be unique",
  ],
  ["2,049 characters", JSON.stringify(whole).padEnd(2_049), "ValidationError", "Policy"],
  ["a character beyond U+00FF", inStatement({ Resource: "arn:aws:s3:::lake/\u65e5*" }), "ValidationError", "Policy"],
  ["the older language", { ...whole, Version: "2008-10-17" }, "NotImplemented", "2008-10-17"],
  [
    "a variable that is not known here",
    inStatement({ Resource: `arn:aws:s3:::lake/\${aws:userid}` }),
    "NotImplemented",
    "aws:userid",
  ],
])("a policy with %s is refused, as AWS does or by name", async (_, policy, name, message) => {
  const { sts } = await startWithSession();
  const Policy = typeof policy === "string" ? policy : JSON.stringify(policy);
  const assume = { RoleArn: company.principalArn, RoleSessionName: "ses_1", Policy };
  await expect(sts.send(new AssumeRoleCommand(assume))).rejects.toMatchObject({
    // What the model calls MalformedPolicyDocumentException travels by this code.
    name: expect.stringMatching(new RegExp(`^${name}(Exception)?$`)),
    message: expect.stringContaining(message),
  });
});

test("a policy of 2,048 characters, and characters as JSON escapes, are taken", async () => {
  const { sts } = await startWithSession();
  const escaped = JSON.stringify(inStatement({ Resource: "arn:aws:s3:::lake/X*" })).replace("X", "\\u65e5");
  for (const Policy of [JSON.stringify(whole).padEnd(2_048), escaped]) {
    await sts.send(new AssumeRoleCommand({ RoleArn: company.principalArn, RoleSessionName: "ses_1", Policy }));
  }
});

test("a role is assumed by its own account only", async () => {
  const { url, sts } = await startWithSession();
  const foreign = new STSClient({ endpoint: url, region, credentials: credentialsOf(vendor), maxAttempts: 1 });
  onTestFinished(() => foreign.destroy());
  const assume = { RoleArn: company.principalArn, RoleSessionName: "ses_1" };
  await expect(foreign.send(new AssumeRoleCommand(assume))).rejects.toMatchObject({
    name: "AccessDenied",
    message: `User: ${vendor.principalArn} is not authorized to perform: sts:AssumeRole on resource: ${company.principalArn}`,
  });
  await expect(sts.send(new AssumeRoleCommand({ ...assume, DurationSeconds: 60 }))).rejects.toMatchObject({
    name: "ValidationError",
  });
  expect(await local(url, "GET", "stats")).toMatchObject({ operations: { STS: { 200: 1, 400: 1, 403: 1 } } });
});

test("a token is good until its time, for its own key, as it was sealed", () => {
  const accounts = new Map([[company.accessKeyId, company]]);
  const session = { principalArn: "arn:aws:sts::111111111111:assumed-role/r/s", expiresAtMs: 1_000, policy: null };
  const { sessionToken: token, accessKeyId } = issueSession(company, session);
  expect(openSession(accounts, { token, accessKeyId }, 999)).toMatchObject({ principalArn: session.principalArn });
  const open = (presented: { token: string; accessKeyId: string }, nowMs: number) => () =>
    openSession(accounts, presented, nowMs);
  expect(open({ token, accessKeyId }, 1_000)).toThrow("The provided token has expired.");
  expect(open({ token, accessKeyId: "ASIAOTHER" }, 1)).toThrow("Access Key Id");
  expect(open({ token: `x${token}`, accessKeyId }, 1)).toThrow("malformed or otherwise invalid");
});
