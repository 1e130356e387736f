import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { type Stack, startStack } from "@s3mirror/infra-local/stack";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findUnrecorded } from "../infra/recorded-actions.ts";

const GIB = 2 ** 30;
let stack: Stack;
let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let clients: { laboratory: S3Client; company: S3Client };

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
  clients = { laboratory: client(accounts.vendor), company: client(accounts.company) };
  await clients.laboratory.send(new CreateBucketCommand({ Bucket: "lab" }));
  await clients.company.send(new CreateBucketCommand({ Bucket: "ours" }));
}, 120_000);
afterAll(async () => {
  clients?.laboratory.destroy();
  clients?.company.destroy();
  await stack?.close();
  await folder?.remove();
}, 60_000);

test("services ask AWS for nothing that is not on record, whatever happens to files", async () => {
  const { laboratory, company } = clients;
  await allow(["run/*"], ["run/denied"]);
  await putVirtual([
    { key: "run/small", size: 1_000 },
    { key: "run/large", size: 6 * GIB },
    { key: "run/denied", size: 1_000 },
    { key: "slow/huge", size: 40 * GIB },
  ]);
  await laboratory.send(new PutObjectCommand({ Bucket: "lab", Key: "run/empty", Body: "" }));
  await laboratory.send(new PutObjectCommand({ Bucket: "lab", Key: "run/equal", Body: "ACGT" }));
  await company.send(new PutObjectCommand({ Bucket: "ours", Key: "in/equal", Body: "ACGT" }));
  await laboratory.send(new PutObjectCommand({ Bucket: "lab", Key: "run/tagged", Body: "ACGT", Tagging: "a=1" }));

  const batch = await create({ bucket: "lab", prefix: "run/" });
  await reaches(batch, "completed_with_failures");
  await allow(["run/*", "slow/*"]);
  await reaches(batch, "completed");

  const named = await create({ bucket: "lab", keys: ["run/small", "run/large"] }, "again/");
  await reaches(named, "completed");

  await faultLatency({ copyBytesPerSecond: 200_000_000 });
  const slow = await create({ bucket: "lab", prefix: "slow/" }, "slow/");
  await uploadIsOpen();
  for (const { role, pid } of await stack.processes()) if (role === "copier") process.kill(pid, "SIGKILL");
  await faultLatency({ copyBytesPerSecond: 20_000_000_000 });
  await reaches(slow, "completed");

  await faultLatency({ copyBytesPerSecond: 200_000_000 });
  const cancelled = await create({ bucket: "lab", prefix: "slow/" }, "cancelled/");
  await uploadIsOpen();
  await call(`/v1/transfers/${cancelled}/cancel`, { reason: "a test" });
  await reaches(cancelled, "cancelled");

  await company.send(new CreateMultipartUploadCommand({ Bucket: "ours", Key: "in/small" }));
  await expect.poll(async () => openUploads(), { timeout: 30_000 }).toBe(0);
  expect(await findUnrecorded(stack)).toEqual([]);
}, 240_000);

async function call(path: string, body?: object): Promise<{ id: string; state: string }> {
  const answer = await fetch(`${stack.endpoints.api}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${stack.endpoints.adminApiKey}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: string; state: string };
}

async function create(source: { bucket: string; prefix?: string; keys?: string[] }, prefix = "in/"): Promise<string> {
  return (await call("/v1/transfers", { source, destination: { bucket: "ours", prefix } })).id;
}

async function reaches(id: string, state: string): Promise<void> {
  await expect.poll(async () => (await call(`/v1/transfers/${id}`)).state, { timeout: 90_000 }).toBe(state);
}

async function allow(readable: string[], denied: string[] = []): Promise<void> {
  const Principal = { AWS: stack.endpoints.accounts.company.principalArn };
  const objects = (keys: string[]) => keys.map((key) => `arn:aws:s3:::lab/${key}`);
  const Statement = [
    { Effect: "Allow", Principal, Action: "s3:ListBucket", Resource: "arn:aws:s3:::lab" },
    { Effect: "Allow", Principal, Action: "s3:GetObject*", Resource: objects(readable) },
    ...(denied.length > 0 ? [{ Effect: "Deny", Principal, Action: "s3:GetObject", Resource: objects(denied) }] : []),
  ];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await clients.laboratory.send(new PutBucketPolicyCommand({ Bucket: "lab", Policy }));
}

async function openUploads(): Promise<number> {
  return (await clients.company.send(new ListMultipartUploadsCommand({ Bucket: "ours" }))).Uploads?.length ?? 0;
}

async function uploadIsOpen(): Promise<void> {
  await expect.poll(openUploads, { timeout: 60_000 }).toBeGreaterThan(0);
}

const faultLatency = (latency: Record<string, number>) => local("latency", latency);
const putVirtual = (objects: { key: string; size: number }[]) =>
  local("virtual-objects", { bucket: "lab", objects: objects.map((one, seed) => ({ ...one, seed })) });

async function local(path: string, body: object): Promise<void> {
  const answer = await fetch(`${stack.endpoints.s3}/_local/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}
