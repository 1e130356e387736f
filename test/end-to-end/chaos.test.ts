import { randomInt } from "node:crypto";
import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type Stack, startStack } from "@s3mirror/infra-local/stack";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { describeStack } from "./describe-stack.ts";
import { killBySeed } from "./seeded-kills.ts";

const FILES = 2_000;
const KILLS = 14;
/** A kill comes after a file was copied since the last, or after this: nothing moves for as long as the house recovers. */
const MOST_WAIT_MS = 15_000;
/** A slow machine may take its time, but something moves: the longest wait is a dead relay's lease of 30 s. */
const STANDSTILL_MS = 120_000;
const transferView = z.looseObject({ state: z.string(), counts: z.looseObject({ copied: z.number() }) });
/** S3 or SQS may have been the last to be killed: it is asked until it is back. */
const ATTEMPTS = 12;
/** Decides who dies when; a failure names it. */
const SEED = Number(process.env.S3MIRROR_CHAOS_SEED ?? randomInt(1_000_000));
let stack: Stack;
let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  stack = await startStack({
    homeDir: folder.path,
    port: 0,
    services: { coordinators: 2, copier: true },
    fleet: { min: 2, max: 2 },
    visibilityTimeoutSeconds: 2,
    sessionLeaseSeconds: 6,
    storage: { latency: { requestMs: 15 } },
    serviceEnvironment: {
      S3MIRROR_SWEEP_QUIET_SECONDS: "4",
      S3MIRROR_JANITOR_EVERY_SECONDS: "2",
      S3MIRROR_JANITOR_AGE_SECONDS: "0",
    },
  });
}, 120_000);
afterAll(async () => {
  await stack?.close();
  await folder?.remove();
  await rm(folder.path, { recursive: true, force: true });
}, 60_000);

async function call(path: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${stack.endpoints.adminApiKey}`, "content-type": "application/json" };
  for (let round = 0; ; round += 1) {
    try {
      const answer = await fetch(`${stack.endpoints.api}${path}`, {
        ...init,
        headers,
        signal: AbortSignal.timeout(10_000),
      });
      if (answer.status >= 500) throw new Error(`${path}: ${answer.status}`);
      return (await answer.json()) as Record<string, unknown>;
    } catch (error) {
      // The coordinator was just killed; it comes back on its port.
      if (round > 60) throw error;
      await sleep(500);
    }
  }
}

test("kill -9 of anything, over and over, while two coordinators move 2,000 files: all arrive, nothing is left over", async () => {
  const { s3, accounts, region } = stack.endpoints;
  const client = (account: { accessKeyId: string; secretAccessKey: string }) =>
    new S3Client({
      region,
      endpoint: s3,
      credentials: { accessKeyId: account.accessKeyId, secretAccessKey: account.secretAccessKey },
      maxAttempts: ATTEMPTS,
    });
  const [laboratory, company] = [client(accounts.vendor), client(accounts.company)];
  await laboratory.send(new CreateBucketCommand({ Bucket: "chaos-lab" }));
  await company.send(new CreateBucketCommand({ Bucket: "chaos-ours" }));
  const Principal = { AWS: accounts.company.principalArn };
  const Statement = [
    {
      Effect: "Allow",
      Principal,
      Action: ["s3:ListBucket", "s3:GetObject*"],
      Resource: ["arn:aws:s3:::chaos-lab", "arn:aws:s3:::chaos-lab/*"],
    },
  ];
  await laboratory.send(
    new PutBucketPolicyCommand({ Bucket: "chaos-lab", Policy: JSON.stringify({ Version: "2012-10-17", Statement }) }),
  );
  const objects = Array.from({ length: FILES }, (_, n) => ({
    key: `run/${String(n).padStart(5, "0")}`,
    size: n % 100 === 0 ? 2_000_000_000 : 1_000 + n,
    seed: n,
  }));
  await fetch(`${s3}/_local/virtual-objects`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ bucket: "chaos-lab", objects }),
  });

  const created = await call("/v1/transfers", {
    method: "POST",
    body: JSON.stringify({
      source: { bucket: "chaos-lab", prefix: "run/" },
      destination: { bucket: "chaos-ours", prefix: "in/" },
    }),
  });
  const read = async () => transferView.parse(await call(`/v1/transfers/${created.id}`));
  const copied = async () => (await read()).counts.copied;
  const moved = async () => {
    const [before, deadline] = [await copied(), Date.now() + MOST_WAIT_MS];
    while ((await copied()) === before && Date.now() < deadline) await sleep(200);
  };
  const killed = await killBySeed(stack, { seed: SEED, kills: KILLS, moved });
  let transfer = await read();
  let movedAt = Date.now();
  while (!transfer.state.startsWith("completed") && Date.now() - movedAt < STANDSTILL_MS) {
    await sleep(1_000);
    const before = transfer.counts.copied;
    transfer = await read();
    if (transfer.counts.copied !== before) movedAt = Date.now();
  }
  const counts = { total: FILES, copied: FILES, deadLettered: 0 };
  if (transfer.state !== "completed") {
    const { state, pausedBy, counts: counted } = transfer;
    throw new Error(
      `${state} (S3MIRROR_CHAOS_SEED=${SEED} plays it again) after killing ${killed.join(", ")}\n` +
        `${JSON.stringify({ pausedBy, counts: counted })}\n${await describeStack(stack)}`,
    );
  }
  expect(transfer, `S3MIRROR_CHAOS_SEED=${SEED}, after killing ${killed.join(", ")}`).toMatchObject({ counts });

  let arrived = 0;
  for (let StartAfter: string | undefined; ; ) {
    const page = await company.send(new ListObjectsV2Command({ Bucket: "chaos-ours", Prefix: "in/", StartAfter }));
    arrived += page.Contents?.length ?? 0;
    if (page.IsTruncated !== true) break;
    StartAfter = page.Contents?.at(-1)?.Key;
  }
  expect(arrived).toBe(FILES);
  await expect
    .poll(
      async () => (await company.send(new ListMultipartUploadsCommand({ Bucket: "chaos-ours" }))).Uploads?.length ?? 0,
      { timeout: 30_000 },
    )
    .toBe(0);
  const sqs = new SQSClient({
    region,
    endpoint: stack.endpoints.sqs,
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    maxAttempts: ATTEMPTS,
  });
  for (const name of ["S3MIRROR_NEEDS_ACTION_QUEUE_URL", "S3MIRROR_COPY_DLQ_URL"]) {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: stack.environments.coordinator[name],
        AttributeNames: ["ApproximateNumberOfMessages"],
      }),
    );
    expect(Attributes?.ApproximateNumberOfMessages).toBe("0");
  }
}, 900_000);
