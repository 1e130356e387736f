import { join } from "node:path";
import { PurgeQueueCommand, SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { startEcs } from "@s3mirror/local-aws/ecs/server";
import { startSqs } from "@s3mirror/local-aws/sqs/server";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { afterEach, expect, test } from "vitest";
import { declareQueues } from "./queues.ts";
import { startScaling } from "./scaling.ts";
import { ecsNames } from "./service-environment.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

test("the fleet grows with the queue up to its maximum, and falls to its minimum when nothing is left", async () => {
  const folder = await makeTemporaryFolder();
  cleanups.push(folder.remove);
  const place = { port: 0, host: "127.0.0.1", region: "eu-central-1", accountId: "111122223333" };
  const sqs = await startSqs({ ...place, dataDir: join(folder.path, "sqs"), queues: [] });
  cleanups.push(sqs.close);
  const copier = {
    name: ecsNames.copierService,
    command: process.execPath,
    args: ["-e", "process.stdin.resume().on('end', () => process.exit()); setInterval(() => {}, 1000)"],
    env: {},
    desiredCount: 0,
    minCount: 0,
    maxCount: 3,
    stopTimeoutSeconds: 5,
  };
  const ecs = await startEcs({
    ...place,
    dataDir: join(folder.path, "ecs"),
    cluster: ecsNames.cluster,
    services: [copier],
  });
  cleanups.push(ecs.close);
  const clients = {
    region: place.region,
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
    endpoints: { s3: "", sns: "", rdsData: "", sqs: sqs.url, ecs: ecs.url },
  };
  const queues = await declareQueues(clients, { visibilityTimeoutSeconds: 10 });
  const scaling = startScaling(clients, {
    queueUrl: queues.copy,
    min: 0,
    max: 3,
    everySeconds: 0.05,
    scaleInAfterSeconds: 0.5,
  });
  cleanups.push(scaling.stop);
  const running = async () => (await (await fetch(`${ecs.url}/_local/tasks`)).json()) as { pid: number }[];
  expect(await running()).toEqual([]);

  const client = new SQSClient({ ...clients, endpoint: sqs.url });
  const Entries = Array.from({ length: 10 }, (_, index) => ({ Id: `${index}`, MessageBody: "{}" }));
  for (let batch = 0; batch < 5; batch += 1) {
    await client.send(new SendMessageBatchCommand({ QueueUrl: queues.copy, Entries }));
  }
  await waitUntil("three copiers run", async () => (await running()).length === 3);
  // Declared again as at every start: what the queue holds stays.
  await declareQueues(clients, { visibilityTimeoutSeconds: 2 });
  expect(await running()).toHaveLength(3);

  await client.send(new PurgeQueueCommand({ QueueUrl: queues.copy }));
  client.destroy();
  await waitUntil("none runs", async () => (await running()).length === 0);
});
