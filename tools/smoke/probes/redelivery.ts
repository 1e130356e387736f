import { randomUUID } from "node:crypto";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from "@aws-sdk/client-sqs";
import { didNotHold, held, type Probe, type SmokeContext } from "../probe.ts";
import { until } from "../until.ts";

const hiddenSeconds = 4;
const longestPollSeconds = 20;
const receives = 2;

/** On queues of its own: a message in the stage's would meet its copiers. */
export const redelivery: Probe = {
  name: "redelivery",
  claim:
    "SQS hides a received message for its visibility timeout, delivers it again with a higher receive count, moves it to the dead-letter queue after the receives allowed and back when asked, and ends a long poll when a message comes",
  uses: () => ({ queueRequests: 200 }),
  async run(context) {
    const dead = await makeQueue(context, "dead", {});
    const redrive = { deadLetterTargetArn: dead.arn, maxReceiveCount: receives };
    const queue = await makeQueue(context, "work", {
      VisibilityTimeout: `${hiddenSeconds}`,
      RedrivePolicy: JSON.stringify(redrive),
    });
    const { nowMs } = context;

    const polled = nowMs();
    const waiting = receive(context, queue.url, longestPollSeconds);
    await context.wait(1_000, context.signal);
    await send(context, queue.url);
    const first = await waiting;
    const received = nowMs();
    if (first === null || received - polled >= longestPollSeconds * 1_000)
      return didNotHold(`a long poll ended after ${received - polled} ms with ${first === null ? "nothing" : "it"}`);

    const early = await receive(context, queue.url, 1);
    if (early !== null && nowMs() - received < hiddenSeconds * 1_000)
      return didNotHold(`the message came again ${nowMs() - received} ms after it was received`);
    const again = early ?? (await receiveSoon(context, queue.url));
    const hiddenMs = nowMs() - received;
    if (again === null || again.MessageId !== first.MessageId) return didNotHold("the message did not come again");
    if (countOf(again) !== 2) return didNotHold(`the second time its receive count is ${countOf(again)}`);

    const moved = await until(context, context.patience.transferMs, async () => {
      const third = await receive(context, queue.url, 1);
      return third ?? (await receive(context, dead.url, 1));
    });
    if (moved === null || moved.MessageId !== first.MessageId) return didNotHold("it reached no dead-letter queue");
    if (moved.queue !== dead.url) return didNotHold(`it was delivered ${countOf(moved)} times of ${receives}`);
    await context.clients.sqs.send(
      new DeleteMessageCommand({ QueueUrl: dead.url, ReceiptHandle: moved.ReceiptHandle }),
      { abortSignal: context.signal },
    );

    await send(context, dead.url);
    const back = new StartMessageMoveTaskCommand({ SourceArn: dead.arn, DestinationArn: queue.arn });
    await context.clients.sqs.send(back, { abortSignal: context.signal });
    const returned = await receiveSoon(context, queue.url);
    if (returned === null) return didNotHold("a move task brought nothing back");
    return held(
      `long poll answered ${Math.round(received - polled)} ms after it began; hidden for ${Math.round(hiddenMs)} ms of ${hiddenSeconds} s; receive counts 1, 2, then dead-lettered; a move task brought one back`,
    );
  },
};

async function makeQueue(context: SmokeContext, kind: string, attributes: Record<string, string>) {
  const { clients, deployed, signal } = context;
  const name = `s3mirror-smoke-${randomUUID()}-${kind}`;
  const made = new CreateQueueCommand({ QueueName: name, Attributes: attributes });
  const { QueueUrl: url = "" } = await clients.sqs.send(made, { abortSignal: signal });
  context.onCleanup(`the queue ${url}`, () => clients.sqs.send(new DeleteQueueCommand({ QueueUrl: url })));
  const ask = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] });
  const { Attributes } = await clients.sqs.send(ask, { abortSignal: signal });
  return { url, arn: Attributes?.QueueArn ?? `arn:aws:sqs:${deployed.region}::${name}` };
}

function send({ clients, signal }: SmokeContext, url: string) {
  return clients.sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "smoke" }), { abortSignal: signal });
}

async function receive({ clients, signal }: SmokeContext, url: string, seconds: number) {
  const ask = new ReceiveMessageCommand({
    QueueUrl: url,
    WaitTimeSeconds: seconds,
    MessageSystemAttributeNames: ["ApproximateReceiveCount"],
  });
  const { Messages = [] } = await clients.sqs.send(ask, { abortSignal: signal });
  return Messages[0] === undefined ? null : { ...Messages[0], queue: url };
}

function receiveSoon(context: SmokeContext, url: string) {
  return until(context, context.patience.transferMs, () => receive(context, url, 5));
}

function countOf({ Attributes }: { Attributes?: Partial<Record<string, string>> | undefined }): number {
  return Number(Attributes?.ApproximateReceiveCount);
}
