import { SNSClient } from "@aws-sdk/client-sns";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { describeQueues, describeSubscriptions } from "@s3mirror/coordinator/fleet/look-around";
import { startSns } from "@s3mirror/local-aws/sns/server";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestCoordinator, type TestCoordinator } from "./open-coordinator.ts";

let t: TestCoordinator;
beforeAll(async () => {
  t = await openTestCoordinator();
});
afterAll(() => t.close());

test("a message in a dead-letter queue is seen there", async () => {
  const { config, sqs } = t.deps;
  await sqs.send(new SendMessageCommand({ QueueUrl: config.S3MIRROR_COPY_DLQ_URL, MessageBody: "{}" }));
  expect(await describeQueues(t.deps)).toEqual([
    { queue: "copy", visible: 0, inFlight: 0 },
    { queue: "copy_dead_letters", visible: 1, inFlight: 0 },
    { queue: "needs_action", visible: 0, inFlight: 0 },
  ]);
});

test("who has not agreed to hear alerts is told apart from who has", async () => {
  const folder = await makeTemporaryFolder();
  const service = await startSns({
    port: 0,
    host: "127.0.0.1",
    region: "eu-central-1",
    accountId: "111111111111",
    dataDir: `${folder.path}/sns`,
    outboxDir: `${folder.path}/outbox`,
    topics: [
      {
        name: "alerts",
        subscriptions: [
          { protocol: "email", address: "ops@example.org" },
          { protocol: "email", address: "new@example.org", isPending: true },
        ],
      },
    ],
  });
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const sns = new SNSClient({ region: "eu-central-1", credentials, endpoint: service.url });
  try {
    expect(await describeSubscriptions({ ...t.deps, sns })).toEqual([
      { protocol: "email", endpoint: "ops@example.org", confirmed: true },
      { protocol: "email", endpoint: "new@example.org", confirmed: false },
    ]);
  } finally {
    sns.destroy();
    await service.close();
    await folder.remove();
  }
});
