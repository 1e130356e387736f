import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { expect, onTestFinished, test } from "vitest";
import { awsClientConfig } from "../testing/aws-client-config.ts";
import { startStandInChild } from "../testing/stand-in-child.ts";
import { makeTemporaryFolder } from "../testing/temporary-folder.ts";
import { waitUntil } from "../testing/wait-until.ts";
import type { SqsConfig } from "./config.ts";
import { startSqs } from "./server.ts";

async function testFolder(): Promise<string> {
  const folder = await makeTemporaryFolder();
  onTestFinished(folder.remove);
  return folder.path;
}

function configOf(dataDir: string): SqsConfig {
  return {
    port: 0,
    host: "127.0.0.1",
    dataDir,
    region: "eu-central-1",
    accountId: "111122223333",
    queues: [
      { name: "copy", visibilityTimeoutSeconds: 30, redrive: { deadLetterQueue: "copy-dead", maxReceiveCount: 2 } },
      { name: "copy-dead" },
      { name: "other" },
    ],
  };
}

function speakTo(url: string) {
  const client = new SQSClient(awsClientConfig(url));
  onTestFinished(() => client.destroy());
  const urlOf = (name: string) => `${url}/111122223333/${name}`;
  return {
    client,
    urlOf,
    send: (name: string, MessageBody: string, MessageGroupId?: string) =>
      client.send(new SendMessageCommand({ QueueUrl: urlOf(name), MessageBody, MessageGroupId })),
    async receive(name: string, more: Partial<ConstructorParameters<typeof ReceiveMessageCommand>[0]> = {}) {
      const input = { QueueUrl: urlOf(name), MaxNumberOfMessages: 10, ...more };
      return (
        (await client.send(new ReceiveMessageCommand({ MessageSystemAttributeNames: ["All"], ...input }))).Messages ??
        []
      );
    },
    async counts(name: string) {
      const { Attributes: shown = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: urlOf(name), AttributeNames: ["All"] }),
      );
      return {
        visible: Number(shown.ApproximateNumberOfMessages),
        inFlight: Number(shown.ApproximateNumberOfMessagesNotVisible),
        delayed: Number(shown.ApproximateNumberOfMessagesDelayed),
      };
    },
    faults: (faults: object) => fetch(`${url}/_local/faults`, { method: "POST", body: JSON.stringify(faults) }),
  };
}

async function startTestSqs() {
  const sqs = await startSqs(configOf(await testFolder()));
  onTestFinished(() => sqs.close());
  return { url: sqs.url, ...speakTo(sqs.url) };
}

test("a sent message is received with its body, counted, and gone after its deletion", async () => {
  const { client, urlOf, send, receive, counts } = await startTestSqs();
  const before = Date.now();
  const { MessageId } = await send("copy", "grüße\n☃", "tr_1");
  expect(await counts("copy")).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
  const [message] = await receive("copy");
  expect(message).toMatchObject({ MessageId, Body: "grüße\n☃" });
  expect(message?.Attributes).toMatchObject({ ApproximateReceiveCount: "1", MessageGroupId: "tr_1" });
  expect(Number(message?.Attributes?.SentTimestamp)).toBeGreaterThanOrEqual(before);
  expect(await counts("copy")).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
  expect(await receive("copy")).toEqual([]);
  await client.send(new DeleteMessageCommand({ QueueUrl: urlOf("copy"), ReceiptHandle: message?.ReceiptHandle }));
  expect(await counts("copy")).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
});

test("queues are found by name, listed by prefix, and made again only with equal attributes", async () => {
  const { client, urlOf } = await startTestSqs();
  expect((await client.send(new GetQueueUrlCommand({ QueueName: "copy" }))).QueueUrl).toBe(urlOf("copy"));
  expect((await client.send(new ListQueuesCommand({ QueueNamePrefix: "copy" }))).QueueUrls).toEqual([
    urlOf("copy"),
    urlOf("copy-dead"),
  ]);
  await expect(client.send(new GetQueueUrlCommand({ QueueName: "nope" }))).rejects.toMatchObject({
    name: "QueueDoesNotExist",
  });
  const create = (Attributes: Record<string, string>) =>
    client.send(new CreateQueueCommand({ QueueName: "made", Attributes }));
  expect((await create({ VisibilityTimeout: "7" })).QueueUrl).toBe(urlOf("made"));
  await create({ VisibilityTimeout: "7" });
  await expect(create({ VisibilityTimeout: "8" })).rejects.toMatchObject({ name: "QueueNameExists" });
});

test("attributes show the redrive policy by ARN and can be set within their ranges", async () => {
  const { client, urlOf } = await startTestSqs();
  const QueueUrl = urlOf("copy");
  const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
  expect(Attributes).toMatchObject({
    QueueArn: "arn:aws:sqs:eu-central-1:111122223333:copy",
    VisibilityTimeout: "30",
    MessageRetentionPeriod: "345600",
    RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:eu-central-1:111122223333:copy-dead","maxReceiveCount":2}',
  });
  await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: "1" } }));
  const one = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["VisibilityTimeout"] }));
  expect(one.Attributes).toEqual({ VisibilityTimeout: "1" });
  await expect(
    client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: "43201" } })),
  ).rejects.toMatchObject({ name: "InvalidAttributeValue" });
});

test("a long poll wakes up when a message is sent, and one that ends empty shows no messages", async () => {
  const { send, receive } = await startTestSqs();
  const startedAt = Date.now();
  const waiting = receive("copy", { WaitTimeSeconds: 20 });
  await send("copy", "hello");
  expect(await waiting).toMatchObject([{ Body: "hello" }]);
  expect(Date.now() - startedAt).toBeLessThan(5_000);
  expect(await receive("other", { WaitTimeSeconds: 1 })).toEqual([]);
});

test("a long poll wakes up when a visibility timeout ends", async () => {
  const { send, receive } = await startTestSqs();
  await send("copy", "again");
  const [first] = await receive("copy", { VisibilityTimeout: 1 });
  const [second] = await receive("copy", { WaitTimeSeconds: 20 });
  expect(second?.MessageId).toBe(first?.MessageId);
  expect(second?.Attributes?.ApproximateReceiveCount).toBe("2");
});

test("a caller that hung up during its long poll gets no message", async () => {
  const { client, urlOf, send, counts, url } = await startTestSqs();
  const hangUp = new AbortController();
  const polled = client.send(new ReceiveMessageCommand({ QueueUrl: urlOf("copy"), WaitTimeSeconds: 20 }), {
    abortSignal: hangUp.signal,
  });
  const asked = async () => (await (await fetch(`${url}/_local/stats`)).text()).includes('"ReceiveMessage":1');
  await waitUntil("the poll has arrived", asked);
  hangUp.abort();
  await expect(polled).rejects.toThrow();
  await waitUntil("a sent message stays visible", async () => {
    await send("copy", "for whom");
    return (await counts("copy")).visible > 0;
  });
});

test("an old receipt handle succeeds and deletes nothing; a made-up one is refused", async () => {
  const { client, urlOf, send, receive, counts } = await startTestSqs();
  const QueueUrl = urlOf("copy");
  await send("copy", "m");
  const [first] = await receive("copy", { VisibilityTimeout: 0 });
  const [second] = await receive("copy");
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle }));
  expect((await counts("copy")).inFlight).toBe(1);
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
  await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
  expect((await counts("copy")).inFlight).toBe(0);
  await expect(client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: "made up" }))).rejects.toMatchObject({
    name: "ReceiptHandleIsInvalid",
  });
});

test("visibility: given back at once, at most 12 hours from the receive, by any handle of a message that is there", async () => {
  const { client, urlOf, send, receive, counts } = await startTestSqs();
  const change = (ReceiptHandle: string | undefined, VisibilityTimeout: number) =>
    client.send(new ChangeMessageVisibilityCommand({ QueueUrl: urlOf("other"), ReceiptHandle, VisibilityTimeout }));
  await send("other", "m");
  const [first] = await receive("other");
  await change(first?.ReceiptHandle, 0);
  expect(await counts("other")).toMatchObject({ visible: 1, inFlight: 0 });
  await change(first?.ReceiptHandle, 10);
  expect(await counts("other")).toMatchObject({ visible: 0, inFlight: 1 });
  await change(first?.ReceiptHandle, 0);
  const [second] = await receive("other");
  await change(first?.ReceiptHandle, 0);
  expect(await counts("other")).toMatchObject({ visible: 1, inFlight: 0 });
  await change(second?.ReceiptHandle, 43_000);
  await waitUntil("a second has passed since the receive", async () =>
    change(second?.ReceiptHandle, 43_200).then(
      () => false,
      (error: Error) => /beyond the limit \[43200 seconds\]/.test(error.message),
    ),
  );
});

test("a message received too often moves to the dead-letter queue with its id and first timestamp", async () => {
  const { send, receive, counts } = await startTestSqs();
  const { MessageId } = await send("copy", "poison");
  const [first] = await receive("copy", { VisibilityTimeout: 0 });
  await receive("copy", { VisibilityTimeout: 0 });
  const waiting = receive("copy-dead", { WaitTimeSeconds: 20 });
  expect(await receive("copy")).toEqual([]);
  const [dead] = await waiting;
  expect(dead).toMatchObject({ MessageId, Body: "poison" });
  expect(dead?.Attributes).toMatchObject({
    SentTimestamp: first?.Attributes?.SentTimestamp,
    DeadLetterQueueSourceArn: "arn:aws:sqs:eu-central-1:111122223333:copy",
  });
  expect(await counts("copy")).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
});

test("a redrive moves dead letters back to where they came from, as new messages", async () => {
  const { client, send, receive, counts } = await startTestSqs();
  for (let n = 0; n < 120; n += 1) await send("copy", `poison ${n}`);
  for (let n = 0; n < 36 + 1; n += 1) await receive("copy", { VisibilityTimeout: 0 });
  await waitUntil("all are dead", async () => {
    await receive("copy", { VisibilityTimeout: 0 });
    return (await counts("copy-dead")).visible === 120;
  });
  const SourceArn = "arn:aws:sqs:eu-central-1:111122223333:copy-dead";
  await client.send(new StartMessageMoveTaskCommand({ SourceArn }));
  const lastTask = async () =>
    (await client.send(new ListMessageMoveTasksCommand({ SourceArn }))).Results?.[0] ?? { Status: "none" };
  await waitUntil("the task has ended", async () => (await lastTask()).Status === "COMPLETED");
  expect(await lastTask()).toMatchObject({
    ApproximateNumberOfMessagesMoved: 120,
    ApproximateNumberOfMessagesToMove: 120,
  });
  expect(await counts("copy")).toMatchObject({ visible: 120 });
  const [message] = await receive("copy");
  expect(message?.Attributes?.ApproximateReceiveCount).toBe("1");
});

test("groups take turns: three messages of a quiet group are not behind a thousand of a busy one", async () => {
  const { client, urlOf, send, receive } = await startTestSqs();
  for (let n = 0; n < 20; n += 1) {
    const Entries = Array.from({ length: 10 }, (_, i) => ({ Id: `${i}`, MessageBody: "busy", MessageGroupId: "busy" }));
    await client.send(new SendMessageBatchCommand({ QueueUrl: urlOf("copy"), Entries }));
  }
  for (let n = 0; n < 3; n += 1) await send("copy", "quiet", "quiet");
  const bodies = (await receive("copy")).map(({ Body }) => Body);
  expect(bodies.filter((body) => body === "quiet")).toHaveLength(3);
});

test("batches: each entry is answered under its id; an empty, too long or ambiguous batch is refused whole", async () => {
  const { client, urlOf, receive } = await startTestSqs();
  const QueueUrl = urlOf("copy");
  const sendBatch = (Entries: { Id: string; MessageBody: string }[]) =>
    client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  const entry = (Id: string, MessageBody = "m") => ({ Id, MessageBody });
  const mixed = await sendBatch([entry("good"), entry("bad", "null \u0000 character")]);
  expect(mixed.Successful?.map(({ Id }) => Id)).toEqual(["good"]);
  expect(mixed.Failed).toMatchObject([{ Id: "bad", Code: "InvalidMessageContents", SenderFault: true }]);
  const refused: [string, { Id: string; MessageBody: string }[]][] = [
    ["EmptyBatchRequest", []],
    ["TooManyEntriesInBatchRequest", Array.from({ length: 11 }, (_, i) => entry(`${i}`))],
    ["BatchEntryIdsNotDistinct", [entry("a"), entry("a")]],
    ["InvalidBatchEntryId", [entry("a b")]],
    ["BatchRequestTooLong", [entry("a", "x".repeat(600_000)), entry("b", "x".repeat(600_000))]],
  ];
  for (const [name, entries] of refused) await expect(sendBatch(entries)).rejects.toMatchObject({ name });
  const [message] = await receive("copy");
  const deleted = await client.send(
    new DeleteMessageBatchCommand({
      QueueUrl,
      Entries: [
        { Id: "yes", ReceiptHandle: message?.ReceiptHandle },
        { Id: "no", ReceiptHandle: "made up" },
      ],
    }),
  );
  expect(deleted.Successful).toEqual([{ Id: "yes" }]);
  expect(deleted.Failed).toMatchObject([{ Id: "no", Code: "ReceiptHandleIsInvalid" }]);
});

test("a message holds at most 1 MiB and only characters that XML knows", async () => {
  const { send } = await startTestSqs();
  await send("copy", "x".repeat(1_048_576));
  await expect(send("copy", "x".repeat(1_048_577))).rejects.toThrow(/shorter than 1048576 bytes/);
  for (const illegal of ["\u0000", "\uffff", "\u001b"]) {
    await expect(send("copy", illegal)).rejects.toMatchObject({ name: "InvalidMessageContents" });
  }
});

test("a purge empties a queue, once a minute", async () => {
  const { client, urlOf, send, counts } = await startTestSqs();
  await send("copy", "m");
  await client.send(new PurgeQueueCommand({ QueueUrl: urlOf("copy") }));
  expect(await counts("copy")).toMatchObject({ visible: 0 });
  await expect(client.send(new PurgeQueueCommand({ QueueUrl: urlOf("copy") }))).rejects.toMatchObject({
    name: "PurgeQueueInProgress",
  });
});

test("faults: duplicates, failed entries, lost answers, an outage, and the loss of all messages", async () => {
  const { client, url, urlOf, send, receive, counts, faults } = await startTestSqs();
  await faults({ duplicateProbability: 1 });
  const { MessageId } = await send("copy", "twice");
  const [first] = await receive("copy");
  await client.send(new DeleteMessageCommand({ QueueUrl: urlOf("copy"), ReceiptHandle: first?.ReceiptHandle }));
  expect(await receive("copy")).toMatchObject([{ MessageId, Body: "twice" }]);
  expect(await receive("copy")).toEqual([]);

  await faults({ failedBatchEntryProbability: 1 });
  const Entries = [{ Id: "a", MessageBody: "m" }];
  const failed = await client.send(new SendMessageBatchCommand({ QueueUrl: urlOf("other"), Entries }));
  expect(failed.Failed).toMatchObject([{ Id: "a", Code: "InternalError", SenderFault: false }]);

  await faults({ dropAnswerProbability: 1 });
  await expect(send("other", "arrives")).rejects.toThrow();
  await faults({ down: true });
  await expect(send("other", "does not")).rejects.toMatchObject({ name: "ServiceUnavailable" });
  await faults({});
  expect((await counts("other")).visible).toBe(1);

  await fetch(`${url}/_local/lose-all`, { method: "POST" });
  expect(await counts("other")).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
});

test("a caller without a signature is refused, and an action that is missing says so by name", async () => {
  const { url } = await startTestSqs();
  const call = (headers: Record<string, string>) => fetch(url, { method: "POST", headers, body: "{}" });
  const refused = await call({ "x-amz-target": "AmazonSQS.ListQueues" });
  expect(refused.status).toBe(403);
  expect(await refused.json()).toMatchObject({ __type: expect.stringContaining("MissingAuthenticationToken") });
  const authorization = `AWS4-HMAC-SHA256 Credential=A/20260101/r/sqs/aws4_request, SignedHeaders=host, Signature=${"0".repeat(64)}`;
  const missing = await call({ "x-amz-target": "AmazonSQS.AddPermission", authorization });
  expect(missing.status).toBe(501);
  expect(await missing.text()).toContain("AddPermission");
});

test("kill -9 loses nothing that was answered: messages, counts, flights, handles, attributes", async () => {
  const config = configOf(await testFolder());
  const first = await startStandInChild("sqs/main.ts", config);
  const before = speakTo(first.url);
  for (let n = 0; n < 5; n += 1) await before.send("copy", `m${n}`, "tr_1");
  const [deleted, inFlight, expired] = await before.receive("copy", { MaxNumberOfMessages: 3 });
  await before.client.send(
    new DeleteMessageCommand({ QueueUrl: before.urlOf("copy"), ReceiptHandle: deleted?.ReceiptHandle }),
  );
  await before.client.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl: before.urlOf("copy"),
      ReceiptHandle: expired?.ReceiptHandle,
      VisibilityTimeout: 0,
    }),
  );
  const Attributes = { ReceiveMessageWaitTimeSeconds: "3" };
  await before.client.send(new SetQueueAttributesCommand({ QueueUrl: before.urlOf("copy"), Attributes }));
  first.child.kill("SIGKILL");
  await first.exited;

  const second = await startStandInChild("sqs/main.ts", config);
  const after = speakTo(second.url);
  expect(await after.counts("copy")).toEqual({ visible: 3, inFlight: 1, delayed: 0 });
  await after.client.send(
    new DeleteMessageCommand({ QueueUrl: after.urlOf("copy"), ReceiptHandle: inFlight?.ReceiptHandle }),
  );
  const left = await after.receive("copy");
  expect(
    left.map(({ Body, Attributes: a }) => `${Body} ${a?.ApproximateReceiveCount} ${a?.MessageGroupId}`).sort(),
  ).toEqual(["m2 2 tr_1", "m3 1 tr_1", "m4 1 tr_1"]);
  expect(await after.counts("copy")).toEqual({ visible: 0, inFlight: 3, delayed: 0 });
  second.child.kill("SIGTERM");
  expect(await second.exited).toBe(0);
});

test("kill -9 in the middle of a flood of sends: every message that was acknowledged is there afterwards", async () => {
  const config = configOf(await testFolder());
  const first = await startStandInChild("sqs/main.ts", config);
  const { client, urlOf } = speakTo(first.url);
  const acknowledged = new Set<string>();
  const flood = async (): Promise<void> => {
    for (;;) {
      const Entries = Array.from({ length: 10 }, (_, i) => ({ Id: `${i}`, MessageBody: "x".repeat(500) }));
      const sent = await client
        .send(new SendMessageBatchCommand({ QueueUrl: urlOf("other"), Entries }))
        .catch(() => null);
      if (!sent) return;
      for (const { MessageId = "" } of sent.Successful ?? []) acknowledged.add(MessageId);
    }
  };
  const floods = [flood(), flood(), flood(), flood()];
  await waitUntil("a thousand are acknowledged", () => acknowledged.size >= 1_000);
  first.child.kill("SIGKILL");
  await Promise.all(floods);
  await first.exited;

  const second = await startStandInChild("sqs/main.ts", config);
  const after = speakTo(second.url);
  const found = new Set<string | undefined>();
  for (;;) {
    const messages = await after.receive("other");
    if (messages.length === 0) break;
    for (const { MessageId } of messages) found.add(MessageId);
  }
  expect([...acknowledged].filter((id) => !found.has(id))).toEqual([]);
  second.child.kill("SIGTERM");
  expect(await second.exited).toBe(0);
});

test("the process ends with its supervisor's end of stdin", async () => {
  const sqs = await startStandInChild("sqs/main.ts", configOf(await testFolder()));
  sqs.child.stdin?.end();
  expect(await sqs.exited).toBe(0);
});
