import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type Stack, startStack } from "@s3mirror/infra-local/stack";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compareWithRecord, readAskedActions } from "../infra/recorded-actions.ts";
import { root } from "../infra/root.ts";

const GIB = 2 ** 30;
const slowly = { copyBytesPerSecond: 200_000_000 };
const quickly = { copyBytesPerSecond: 20_000_000_000 };
let stack: Stack;
let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let laboratory: S3Client;
let company: S3Client;

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  stack = await startStack({
    homeDir: folder.path,
    port: 0,
    fleet: { min: 0, max: 2 },
    visibilityTimeoutSeconds: 2,
    sessionLeaseSeconds: 3,
    serviceEnvironment: {
      S3MIRROR_SWEEP_QUIET_SECONDS: "2",
      S3MIRROR_PROBE_SCHEDULE_SECONDS: "1",
      S3MIRROR_JANITOR_EVERY_SECONDS: "1",
      S3MIRROR_JANITOR_AGE_SECONDS: "0",
    },
  });
  const { accounts, s3, region } = stack.endpoints;
  const client = ({ accessKeyId, secretAccessKey }: typeof accounts.company) =>
    new S3Client({ region, endpoint: s3, credentials: { accessKeyId, secretAccessKey } });
  laboratory = client(accounts.vendor);
  company = client(accounts.company);
  for (const [owner, Bucket] of [[laboratory, "lab"] as const, [company, "ours"] as const]) {
    await owner.send(new CreateBucketCommand({ Bucket }));
    const VersioningConfiguration = { Status: "Enabled" } as const;
    await owner.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }
}, 120_000);
afterAll(async () => {
  laboratory?.destroy();
  company?.destroy();
  await stack?.close();
  await folder?.remove();
}, 60_000);

test("what services ask of AWS is what is on record, whatever happens to files", async () => {
  await putFiles();
  await allow("run/*", { "s3:GetObject": "run/denied", "s3:GetObjectVersion": "run/denied-version" });
  const batch = await create({ bucket: "lab", prefix: "run/" }, "in/");
  const named = ["run/small", "run/large", "run/tagged", "run/denied-version"];
  const versions = await create({ bucket: "lab", keys: named }, "again/");
  await reaches(batch, "completed_with_failures");
  await reaches(versions, "completed_with_failures");
  await allow("*");
  await reaches(batch, "completed");
  await reaches(versions, "completed");
  await killCopiersMidway();
  await changeTheSourceAndCancel();
  await loseTheLedgersAnswers();
  await putJunkIntoDeadLetters();
  await migrateAgain();
  await call("/v1/health");
  await askForAlerts();
  // The rest is asked while nothing is open.
  await expect.poll(() => compareWithRecord(stack), { timeout: 60_000 }).toEqual({ unrecorded: [], unseen: [] });
}, 300_000);

async function putFiles(): Promise<void> {
  const sizes = { small: 1_000, large: 6 * GIB, denied: 1_000, "denied-version": 1_000 };
  const objects = Object.entries(sizes).map(([name, size], seed) => ({ key: `run/${name}`, size, seed }));
  await local("virtual-objects", {
    bucket: "lab",
    objects: [...objects, { key: "slow/huge", size: 40 * GIB, seed: 9 }],
  });
  const Tagging = { TagSet: [{ Key: "sample", Value: "7" }] };
  await laboratory.send(new PutObjectTaggingCommand({ Bucket: "lab", Key: "run/large", Tagging }));
  await laboratory.send(new PutObjectCommand({ Bucket: "lab", Key: "run/tagged", Body: "ACGT", Tagging: "sample=7" }));
  await laboratory.send(new PutObjectCommand({ Bucket: "lab", Key: "run/many-tags", Body: "ACGT", Tagging: manyTags }));
  await laboratory.send(new PutObjectCommand({ Bucket: "lab", Key: "run/empty", Body: "" }));
  await laboratory.send(new PutObjectCommand({ Bucket: "lab", Key: "run/there", Body: "ACGT" }));
  await putInOnePart("in/there", "ACGT");
}

/** More than the 2 KB that fit into a header. */
const manyTags = Array.from({ length: 10 }, (_, n) => `key-${n}=${"v".repeat(250)}`).join("&");

/** An object of the same bytes that no checksum of S3's tells to be the same. */
async function putInOnePart(Key: string, Body: string): Promise<void> {
  const at = { Bucket: "ours", Key };
  const { UploadId } = await company.send(new CreateMultipartUploadCommand({ ...at, ChecksumAlgorithm: "SHA256" }));
  const upload = { ...at, UploadId };
  const part = await company.send(
    new UploadPartCommand({ ...upload, PartNumber: 1, Body, ChecksumAlgorithm: "SHA256" }),
  );
  const Parts = [{ PartNumber: 1, ETag: part.ETag, ChecksumSHA256: part.ChecksumSHA256 }];
  await company.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
}

async function killCopiersMidway(): Promise<void> {
  await local("latency", slowly);
  const transfer = await create({ bucket: "lab", prefix: "slow/" }, "slow/");
  await uploadIsOpen();
  for (const { role, pid } of await stack.processes()) if (role === "copier") process.kill(pid, "SIGKILL");
  await local("latency", quickly);
  await reaches(transfer, "completed");
}

async function changeTheSourceAndCancel(): Promise<void> {
  await local("latency", slowly);
  const transfer = await create({ bucket: "lab", prefix: "slow/" }, "cancelled/");
  await uploadIsOpen();
  await local("virtual-objects", { bucket: "lab", objects: [{ key: "slow/huge", size: 40 * GIB, seed: 10 }] });
  await expect.poll(() => isAsked("copier", "s3:AbortMultipartUpload"), { timeout: 30_000 }).toBe(true);
  await company.send(new CreateMultipartUploadCommand({ Bucket: "ours", Key: "in/small" }));
  await expect.poll(openUploads, { timeout: 30_000 }).not.toContain("in/small");
  await call(`/v1/transfers/${transfer}/cancel`, { reason: "a test" });
  await reaches(transfer, "cancelled");
}

/** A transaction whose answer is lost is rolled back, and begun again. */
async function loseTheLedgersAnswers(): Promise<void> {
  await local("faults", { dropAnswerProbability: 0.5 }, stack.endpoints.rdsData);
  const isRolledBack = async (): Promise<boolean> => {
    await call("/v1/fleet/resume", { reason: "a test" }).catch(() => "a ledger in such trouble may not answer in time");
    return await isAsked("coordinator", "rds-data:RollbackTransaction");
  };
  await expect.poll(isRolledBack, { timeout: 60_000 }).toBe(true);
  await local("faults", { dropAnswerProbability: 0 }, stack.endpoints.rdsData);
}

async function isAsked(service: string, action: string): Promise<boolean> {
  return (await readAskedActions(stack)).some((asked) => asked.service === service && asked.action === action);
}

async function putJunkIntoDeadLetters(): Promise<void> {
  const { accounts, sqs: endpoint, region } = stack.endpoints;
  const sqs = new SQSClient({ region, endpoint, credentials: accounts.company });
  const QueueUrl = stack.environments.coordinator.S3MIRROR_COPY_DLQ_URL;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "junk" }));
  sqs.destroy();
}

/** Somebody who was named and has not agreed is asked again. */
async function askForAlerts(): Promise<void> {
  const { accounts, sns: endpoint, region } = stack.endpoints;
  const sns = new SNSClient({ region, endpoint, credentials: accounts.company });
  const TopicArn = stack.environments.coordinator.S3MIRROR_ALERTS_TOPIC_ARN;
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint: "new@example.org" }));
  sns.destroy();
  const { items } = (await call("/v1/alert-recipients")) as unknown as { items: { id: string; confirmed: boolean }[] };
  await call(`/v1/alert-recipients/${items.find(({ confirmed }) => !confirmed)?.id}/send-again`, { reason: "a test" });
}

/** As the deploy does before services roll. */
async function migrateAgain(): Promise<void> {
  const { coordinator, copier } = stack.environments;
  const env = {
    ...coordinator,
    AWS_SDK_UA_APP_ID: "s3mirror-migration",
    AWS_ENDPOINT_URL_SECRETS_MANAGER: stack.endpoints.rdsData,
    S3MIRROR_LEDGER_SECRET_ARN: coordinator.S3MIRROR_LEDGER_SECRET_ARN?.replace(/-coordinator$/, ""),
    S3MIRROR_COORDINATOR_SECRET_ARN: coordinator.S3MIRROR_LEDGER_SECRET_ARN,
    S3MIRROR_COPIER_SECRET_ARN: copier.S3MIRROR_LEDGER_SECRET_ARN,
  };
  const migrate = ["--import", "tsx", "services/coordinator/src/migrate.ts"];
  await promisify(execFile)(process.execPath, migrate, { cwd: root, env });
}

async function call(path: string, body?: object): Promise<{ id: string; state: string }> {
  const answer = await fetch(`${stack.endpoints.api}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${stack.endpoints.adminApiKey}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: string; state: string };
}

async function create(source: { bucket: string; prefix?: string; keys?: string[] }, prefix: string): Promise<string> {
  const options = { tags: "required" };
  return (await call("/v1/transfers", { source, destination: { bucket: "ours", prefix }, options })).id;
}

async function reaches(id: string, state: string): Promise<void> {
  await expect.poll(async () => (await call(`/v1/transfers/${id}`)).state, { timeout: 90_000 }).toBe(state);
}

async function allow(readable: string, denied: Record<string, string> = {}): Promise<void> {
  const Principal = { AWS: stack.endpoints.accounts.company.principalArn };
  const object = (key: string) => `arn:aws:s3:::lab/${key}`;
  const Statement = [
    { Effect: "Allow", Principal, Action: "s3:ListBucket", Resource: "arn:aws:s3:::lab" },
    { Effect: "Allow", Principal, Action: "s3:GetObject*", Resource: object(readable) },
    ...Object.entries(denied).map(([Action, key]) => ({ Effect: "Deny", Principal, Action, Resource: object(key) })),
  ];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await laboratory.send(new PutBucketPolicyCommand({ Bucket: "lab", Policy }));
}

async function openUploads(): Promise<(string | undefined)[]> {
  const { Uploads = [] } = await company.send(new ListMultipartUploadsCommand({ Bucket: "ours" }));
  return Uploads.map(({ Key }) => Key);
}

async function uploadIsOpen(): Promise<void> {
  await expect.poll(openUploads, { timeout: 60_000 }).not.toEqual([]);
}

/** The stand-ins' own doors. */
async function local(path: string, body: object, standIn = stack.endpoints.s3): Promise<void> {
  const answer = await fetch(`${standIn}/_local/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}
