import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from "@aws-sdk/client-sns";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, onTestFinished, test } from "vitest";
import { startSqs } from "../sqs/server.ts";
import { awsClientConfig } from "../testing/aws-client-config.ts";
import { startStandInChild } from "../testing/stand-in-child.ts";
import { makeTemporaryFolder } from "../testing/temporary-folder.ts";
import { waitUntil } from "../testing/wait-until.ts";
import type { SnsConfig } from "./config.ts";
import { startSns } from "./server.ts";

const where = { port: 0, host: "127.0.0.1", region: "eu-central-1", accountId: "111122223333" };
const topicArn = "arn:aws:sns:eu-central-1:111122223333:events";

async function testFolder(): Promise<string> {
  const folder = await makeTemporaryFolder();
  onTestFinished(folder.remove);
  return folder.path;
}

function configOf(folder: string, subscriptions: SnsConfig["topics"][number]["subscriptions"]): SnsConfig {
  const topics = [{ name: "events", subscriptions }];
  return { ...where, dataDir: join(folder, "sns"), outboxDir: join(folder, "outbox"), topics };
}

function snsAt(url: string): SNSClient {
  const client = new SNSClient(awsClientConfig(url));
  onTestFinished(() => client.destroy());
  return client;
}

async function startTestSns(config: SnsConfig): Promise<SNSClient> {
  const sns = await startSns(config);
  onTestFinished(() => sns.close());
  return snsAt(sns.url);
}

async function startTestSqs(folder: string, port = 0) {
  const queues = [{ name: "alerts" }, { name: "raw" }];
  const sqs = await startSqs({ ...where, port, dataDir: join(folder, "sqs"), queues });
  onTestFinished(() => sqs.close());
  const client = new SQSClient(awsClientConfig(sqs.url));
  onTestFinished(() => client.destroy());
  return {
    url: sqs.url,
    queueUrl: `${sqs.url}/111122223333/alerts`,
    async receive(name: string) {
      const QueueUrl = `${sqs.url}/111122223333/${name}`;
      const input = { QueueUrl, WaitTimeSeconds: 20, MessageAttributeNames: ["All"] };
      return (await client.send(new ReceiveMessageCommand(input))).Messages?.[0];
    },
  };
}

/** An HTTP endpoint that refuses the first `refusals` posts. */
async function startReceiver(refusals = 0) {
  const posts: { type: unknown; body: string }[] = [];
  let refused = 0;
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    refused += 1;
    if (refused > refusals) posts.push({ type: request.headers["x-amz-sns-message-type"], body });
    response.writeHead(refused > refusals ? 200 : 500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, posts };
}

test("a published message reaches the queue in the standard envelope, with subject and attributes", async () => {
  const folder = await testFolder();
  const sqs = await startTestSqs(folder);
  const sns = await startTestSns(configOf(folder, [{ protocol: "sqs", queueUrl: sqs.queueUrl }]));
  const { MessageId } = await sns.send(
    new PublishCommand({
      TopicArn: topicArn,
      Subject: "done & dusted",
      Message: '{"kind":"<transfer>"}',
      MessageAttributes: { kind: { DataType: "String", StringValue: "closed" } },
    }),
  );
  const received = await sqs.receive("alerts");
  expect(JSON.parse(received?.Body ?? "")).toMatchObject({
    Type: "Notification",
    MessageId,
    TopicArn: topicArn,
    Subject: "done & dusted",
    Message: '{"kind":"<transfer>"}',
    MessageAttributes: { kind: { Type: "String", Value: "closed" } },
  });
});

test("raw delivery hands the queue the message itself, with its attributes", async () => {
  const folder = await testFolder();
  const sqs = await startTestSqs(folder);
  const sns = await startTestSns({ ...configOf(folder, []), sqsEndpoint: sqs.url });
  await sns.send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: "sqs",
      Endpoint: "arn:aws:sqs:eu-central-1:111122223333:raw",
      Attributes: { RawMessageDelivery: "true" },
    }),
  );
  const MessageAttributes = { bytes: { DataType: "Binary", BinaryValue: new Uint8Array([1, 2, 3]) } };
  await sns.send(new PublishCommand({ TopicArn: topicArn, Message: "bare", MessageAttributes }));
  const received = await sqs.receive("raw");
  expect(received?.Body).toBe("bare");
  expect(received?.MessageAttributes?.bytes?.BinaryValue).toEqual(new Uint8Array([1, 2, 3]));
});

test("a mail becomes one file in the outbox, in order of publication", async () => {
  const folder = await testFolder();
  const sns = await startTestSns(configOf(folder, [{ protocol: "email", address: "ops@example.com" }]));
  await sns.send(new PublishCommand({ TopicArn: topicArn, Subject: "first", Message: "Grüße\nzwei" }));
  const outbox = join(folder, "outbox");
  const mails = async () => (await readdir(outbox).catch(() => [])).filter((name) => name.endsWith(".eml")).sort();
  await waitUntil("the first mail is there", async () => (await mails()).length === 1);
  await sns.send(new PublishCommand({ TopicArn: topicArn, Subject: "second", Message: "m" }));
  await waitUntil("the second mail is there", async () => (await mails()).length === 2);
  const [first = "", second = ""] = await mails();
  const text = await readFile(join(outbox, first), "utf8");
  expect(text).toMatch(/^From: .+\nTo: ops@example.com\nSubject: first\nDate: .+ \+0000\n(.+\n)+\nGrüße\nzwei\n$/);
  expect(await readFile(join(outbox, second), "utf8")).toContain("Subject: second");
});

test("an HTTP endpoint that refuses at first gets the message by a later attempt", async () => {
  const receiver = await startReceiver(2);
  const sns = await startTestSns(configOf(await testFolder(), [{ protocol: "http", url: receiver.url }]));
  await sns.send(new PublishCommand({ TopicArn: topicArn, Message: "knock" }));
  await waitUntil("the third attempt is taken", () => receiver.posts.length === 1);
  expect(receiver.posts[0]?.type).toBe("Notification");
  expect(JSON.parse(receiver.posts[0]?.body ?? "")).toMatchObject({ Message: "knock" });
});

test("topics and subscriptions are made, listed and shown, and the same again after a restart", async () => {
  const config = configOf(await testFolder(), [{ protocol: "email", address: "ops@example.com" }]);
  const sns = await startSns(config);
  const before = snsAt(sns.url);
  const { TopicArn } = await before.send(new CreateTopicCommand({ Name: "made" }));
  const Endpoint = "arn:aws:sqs:eu-central-1:111122223333:alerts";
  await before.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint }));
  const look = async (client: SNSClient) => [
    (await client.send(new ListTopicsCommand({}))).Topics,
    (await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions,
    (await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }))).Subscriptions,
  ];
  const shown = await look(before);
  expect(shown[1]).toMatchObject([{ Protocol: "sqs", Endpoint, TopicArn }]);
  expect(shown[2]).toMatchObject([{ Protocol: "email", Endpoint: "ops@example.com" }]);
  const { Attributes } = await before.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(Attributes).toMatchObject({ TopicArn, SubscriptionsConfirmed: "1" });
  await sns.close();
  const after = await look(await startTestSns(config));
  expect(after.map((list) => JSON.stringify(list?.map(stable).sort()))).toEqual(
    shown.map((list) => JSON.stringify(list?.map(stable).sort())),
  );
});

test("who has not agreed yet is listed without an ARN and gets nothing", async () => {
  const folder = await testFolder();
  const addresses = { pending: "new@example.com", agreed: "ops@example.com" };
  const sns = await startTestSns(
    configOf(folder, [
      { protocol: "email", address: addresses.pending, isPending: true },
      { protocol: "email", address: addresses.agreed },
    ]),
  );
  const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
  expect(Subscriptions).toMatchObject([
    { SubscriptionArn: "PendingConfirmation", Endpoint: addresses.pending },
    { SubscriptionArn: expect.stringMatching(/^arn:/), Endpoint: addresses.agreed },
  ]);
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: topicArn }));
  expect(Attributes).toMatchObject({ SubscriptionsConfirmed: "1", SubscriptionsPending: "1" });
  await sns.send(new PublishCommand({ TopicArn: topicArn, Message: "m" }));
  const mails = async () => await readdir(join(folder, "outbox")).catch(() => []);
  await waitUntil("a mail is there", async () => (await mails()).length > 0);
  const texts = await Promise.all((await mails()).map((name) => readFile(join(folder, "outbox", name), "utf8")));
  expect(texts.filter((text) => text.includes(addresses.pending))).toEqual([]);
  expect(texts.filter((text) => text.includes(addresses.agreed))).toHaveLength(1);
});

test("who is subscribed by mail is sent a link, hears nothing before it is opened, and everything after, a restart between", async () => {
  const folder = await testFolder();
  const config = configOf(folder, []);
  const first = await startSns(config);
  const sns = snsAt(first.url);
  const subscribe = (client: SNSClient) =>
    client.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: "email", Endpoint: "new@example.com" }));
  const shown = async (client: SNSClient) =>
    (await client.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }))).Subscriptions?.[0]
      ?.SubscriptionArn;
  const mails = async () => {
    const names = await readdir(join(folder, "outbox")).catch(() => []);
    return await Promise.all(names.sort().map((name) => readFile(join(folder, "outbox", name), "utf8")));
  };
  expect((await subscribe(sns)).SubscriptionArn).toBe("pending confirmation");
  expect((await subscribe(sns)).SubscriptionArn).toBe("pending confirmation");
  await waitUntil("both links came", async () => (await mails()).length === 2);
  await sns.send(new PublishCommand({ TopicArn: topicArn, Message: "too early" }));
  expect(await shown(sns)).toBe("PendingConfirmation");
  await first.close();

  const second = await startSns(config);
  onTestFinished(() => second.close());
  const later = snsAt(second.url);
  expect(await shown(later)).toBe("PendingConfirmation");
  const link = /^http.+ConfirmSubscription.+$/m.exec((await mails()).at(-1) ?? "")?.[0] ?? "";
  const { search } = new URL(link);
  expect((await fetch(`${second.url}/${search.replace(/Token=../, "Token=xx")}`)).status).toBe(400);
  expect(await shown(later)).toBe("PendingConfirmation");
  expect((await fetch(`${second.url}/${search}`)).status).toBe(200);
  expect(await shown(later)).toMatch(/^arn:aws:sns:/);
  expect((await subscribe(later)).SubscriptionArn).toMatch(/^arn:aws:sns:/);
  await later.send(new PublishCommand({ TopicArn: topicArn, Message: "now" }));
  await waitUntil("the message came", async () => (await mails()).length === 3);
  expect((await mails()).filter((mail) => mail.includes("too early"))).toEqual([]);
});

test("an HTTP endpoint is asked first, and answers by what it was asked with", async () => {
  const receiver = await startReceiver();
  const sns = await startTestSns(configOf(await testFolder(), []));
  await sns.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: "http", Endpoint: receiver.url }));
  await waitUntil("it was asked", () => receiver.posts.length === 1);
  expect(receiver.posts[0]?.type).toBe("SubscriptionConfirmation");
  const { Token, SubscribeURL } = JSON.parse(receiver.posts[0]?.body ?? "");
  expect(SubscribeURL).toContain(Token);
  const { SubscriptionArn } = await sns.send(new ConfirmSubscriptionCommand({ TopicArn: topicArn, Token }));
  expect(SubscriptionArn).toMatch(/^arn:/);
  await sns.send(new PublishCommand({ TopicArn: topicArn, Message: "now" }));
  await waitUntil("it hears", () => receiver.posts.length === 2);
  expect(receiver.posts[1]?.type).toBe("Notification");
});

function stable(item: object): string {
  return JSON.stringify(item);
}

test("batches answer entry by entry; what SNS refuses is refused by its name", async () => {
  const sns = await startTestSns(configOf(await testFolder(), []));
  const batch = (entries: { Id: string; Message: string; Subject?: string }[]) =>
    sns.send(new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: entries }));
  const mixed = await batch([
    { Id: "good", Message: "m" },
    { Id: "bad", Message: "m", Subject: "two\nlines" },
  ]);
  expect(mixed.Successful).toMatchObject([{ Id: "good" }]);
  expect(mixed.Failed).toMatchObject([{ Id: "bad", Code: "InvalidParameter", SenderFault: true }]);
  await expect(batch([])).rejects.toMatchObject({ name: "EmptyBatchRequestException" });
  const twins = [
    { Id: "a", Message: "m" },
    { Id: "a", Message: "m" },
  ];
  await expect(batch(twins)).rejects.toMatchObject({ name: "BatchEntryIdsNotDistinctException" });
  const nowhere = new PublishCommand({ TopicArn: `${topicArn}x`, Message: "m" });
  await expect(sns.send(nowhere)).rejects.toMatchObject({ name: "NotFoundException" });
  const long = new PublishCommand({ TopicArn: topicArn, Message: "x".repeat(262_145) });
  await expect(sns.send(long)).rejects.toMatchObject({ name: "InvalidParameterException" });
});

test("a message published while its queue was down arrives after kill -9 and a new start", async () => {
  const folder = await testFolder();
  const queueUrl = "http://127.0.0.1:1/111122223333/alerts";
  const config = configOf(folder, [{ protocol: "sqs", queueUrl }]);
  const first = await startStandInChild("sns/main.ts", config);
  await snsAt(first.url).send(new PublishCommand({ TopicArn: topicArn, Message: "patience" }));
  first.child.kill("SIGKILL");
  await first.exited;
  const sqs = await startTestSqs(folder);
  const second = await startStandInChild("sns/main.ts", { ...config, sqsEndpoint: sqs.url });
  const received = await sqs.receive("alerts");
  expect(JSON.parse(received?.Body ?? "")).toMatchObject({ Message: "patience" });
  await waitUntil("nothing is left to deliver", async () => {
    return (await (await fetch(`${second.url}/_local/stats`)).text()) === '{"undelivered":0}';
  });
  second.child.kill("SIGTERM");
  expect(await second.exited).toBe(0);
});
