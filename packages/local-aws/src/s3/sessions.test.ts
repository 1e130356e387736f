import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, onTestFinished, test } from "vitest";
import { company, credentialsOf, local, readPolicy, startTestS3, vendor } from "../testing/test-s3.ts";
import { issueSession, openSession } from "./sessions.ts";

const region = "eu-central-1";

async function startWithSession(policy?: object) {
  const started = await startTestS3();
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
