import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { openS3 as openCoordinatorS3 } from "@s3mirror/coordinator/open-s3";
import { openS3 as openCopierS3 } from "@s3mirror/copier/s3/s3-sdk";
import { classifyS3Error } from "@s3mirror/core/s3-failure";
import { assumeTransferRole } from "@s3mirror/core/transfer-role/credentials";
import { company, credentialsOf, local, startTestS3, vendor } from "@s3mirror/local-aws/testing/test-s3";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { expect, onTestFinished, test } from "vitest";

const region = "eu-central-1";
const roleArn = company.principalArn;
const sessionArn = `arn:aws:sts::${company.accountId}:assumed-role/s3mirror-local-transfer/ses_1`;
const expired = { id: "expired", match: { op: "GetObject" }, do: { error: { status: 400, code: "ExpiredToken" } } };

async function start(account = company) {
  const { url, s3 } = await startTestS3();
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "a", Body: "data" }));
  const sts = new STSClient({ endpoint: url, region, credentials: credentialsOf(account), maxAttempts: 1 });
  onTestFinished(() => sts.destroy());
  const sessions = async (): Promise<number> => {
    const { operations } = (await local(url, "GET", "stats")) as { operations: Record<string, Record<string, number>> };
    return operations.STS?.["200"] ?? 0;
  };
  return { url, sts, sessions };
}

function copierS3(url: string, transferRole: ReturnType<typeof assumeTransferRole>) {
  const opened = openCopierS3({
    connections: 8,
    transferRole,
    client: { endpoint: url, region, forcePathStyle: true },
  });
  onTestFinished(opened.close);
  return opened.s3;
}

const object = { bucket: "lake", key: "a", versionId: null, ownerAccountId: null };

test("a copier acts as the transfer role, under the name of its own session", async () => {
  const { url, sts } = await start();
  const s3 = copierS3(url, assumeTransferRole({ sts, nowMs: Date.now }, { roleArn, sessionName: "ses_1" }));
  expect(await s3.head({ object, ifMatch: null })).toMatchObject({ sizeBytes: 4 });
  await expect(s3.head({ object: { ...object, bucket: "lab" }, ifMatch: null })).rejects.toMatchObject({
    name: "Unknown",
  });
  const reading = s3.getRange({ object: { ...object, bucket: "lab" }, start: 0, end: 0, ifMatch: null });
  await expect(reading).rejects.toThrow(`User: ${sessionArn} is not authorized`);
});

test("credentials that S3 refuses are fetched anew, and the request succeeds", async () => {
  const { url, sts, sessions } = await start();
  const s3 = copierS3(url, assumeTransferRole({ sts, nowMs: Date.now }, { roleArn, sessionName: "ses_1" }));
  await s3.head({ object, ifMatch: null });
  await local(url, "POST", "faults", [{ ...expired, times: 1 }]);
  expect(await s3.getRange({ object, start: 0, end: 3, ifMatch: null })).toHaveLength(4);
  expect(await sessions()).toBe(2);
});

test("what S3 goes on refusing is a failure of credentials, and nobody's bucket is blamed", async () => {
  const { url, sts } = await start();
  const s3 = copierS3(url, assumeTransferRole({ sts, nowMs: Date.now }, { roleArn, sessionName: "ses_1" }));
  await local(url, "POST", "faults", [expired]);
  const error = await s3.getRange({ object, start: 0, end: 3, ifMatch: null }).catch((thrown: unknown) => thrown);
  expect(classifyS3Error(s3.describe(error), { operation: "GetObject", side: "source" }).kind).toBe("credentials");
});

test("a role that may not be assumed is a failure of credentials, and nobody's bucket is blamed", async () => {
  const { url, sts } = await start(vendor);
  const s3 = copierS3(url, assumeTransferRole({ sts, nowMs: Date.now }, { roleArn, sessionName: "ses_1" }));
  const error = await s3.head({ object, ifMatch: null }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ message: expect.stringContaining(`No credentials of ${roleArn}: AccessDenied`) });
  expect(classifyS3Error(s3.describe(error), { operation: "HeadObject", side: "source" }).kind).toBe("credentials");
});

test("they are renewed long before they end, and outlive a silence of STS", async () => {
  const { url, sts, sessions } = await start();
  let nowMs = Date.now();
  const role = assumeTransferRole({ sts, nowMs: () => nowMs }, { roleArn, sessionName: "ses_1" });
  const first = await role.provide();
  nowMs = first.expiration.getTime() - 16 * 60_000;
  expect(await role.provide()).toBe(first);
  expect(await sessions()).toBe(1);

  await local(url, "POST", "faults", [{ id: "down", match: { op: "STS" }, do: { reset: true } }]);
  nowMs = first.expiration.getTime() - 2 * 60_000;
  expect(await role.provide()).toBe(first);
  nowMs = first.expiration.getTime() - 30_000;
  await expect(role.provide()).rejects.toMatchObject({ name: "CredentialsProviderError" });

  await local(url, "DELETE", "faults");
  expect(await role.provide()).not.toBe(first);
  nowMs = first.expiration.getTime() - 14 * 60_000;
  await role.provide();
  await waitUntil("they were renewed beside the work", async () => (await sessions()) === 3);
});

test("a coordinator may look and begin an upload, and can make no object", async () => {
  const { url, sts } = await start();
  const s3 = openCoordinatorS3({ sts, nowMs: Date.now }, { roleArn, client: { endpoint: url, region } });
  onTestFinished(() => s3.destroy());
  await s3.send(new HeadBucketCommand({ Bucket: "lake" }));
  await s3.send(new GetObjectCommand({ Bucket: "lake", Key: "a", Range: "bytes=0-0" }));
  await s3.send(new CreateMultipartUploadCommand({ Bucket: "lake", Key: "b" }));
  await expect(s3.send(new PutObjectCommand({ Bucket: "lake", Key: "b", Body: "" }))).rejects.toMatchObject({
    name: "AccessDenied",
    message: expect.stringContaining("session policy"),
  });
});
