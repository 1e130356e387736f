import { setMaxListeners } from "node:events";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { SnsConfig } from "./config.ts";
import { envelope, type Notification, textFor, typeOf } from "./notification.ts";
import { type Subscription, shownProtocol } from "./topics.ts";

/** `carry` brings one notification to one subscription, or rejects; `close` makes what is under way reject. */
export type Carriers = { carry(published: Notification, subscription: Subscription): Promise<void>; close(): void };

export function makeCarriers(config: Pick<SnsConfig, "region" | "sqsEndpoint" | "outboxDir">): Carriers {
  const clients = new Map<string, SQSClient>();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);

  function sqsAt(endpoint: string): SQSClient {
    let client = clients.get(endpoint);
    if (!client) {
      client = new SQSClient({
        endpoint,
        region: config.region,
        maxAttempts: 1,
        requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
        ...(!process.env.AWS_ACCESS_KEY_ID && {
          credentials: { accessKeyId: "AKIALOCALSNS", secretAccessKey: "local" },
        }),
      });
      clients.set(endpoint, client);
    }
    return client;
  }

  async function toQueue(published: Notification, to: Subscription & { protocol: "sqs" }): Promise<void> {
    const { pathname, origin } = new URL(to.queueUrl);
    const endpoint = config.sqsEndpoint ? new URL(config.sqsEndpoint).origin : origin;
    await sqsAt(endpoint).send(
      new SendMessageCommand({
        QueueUrl: `${endpoint}${pathname}`,
        MessageGroupId: published.group,
        ...(to.rawMessageDelivery
          ? { MessageBody: textFor(published, "sqs"), MessageAttributes: rawAttributes(published) }
          : { MessageBody: envelope(published, "sqs", to.arn) }),
      }),
      { abortSignal: closing.signal },
    );
  }

  async function toHttp(published: Notification, to: Subscription & { protocol: "http" }): Promise<void> {
    // Not AbortSignal.timeout: inside AbortSignal.any nobody keeps it, and on Node 20 it may be collected before it fires.
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new Error(`${to.url} did not answer within 15 s`)), 15_000);
    const response = await fetch(to.url, {
      method: "POST",
      redirect: "error",
      signal: AbortSignal.any([closing.signal, late.signal]),
      headers: {
        "content-type": "text/plain; charset=UTF-8",
        "x-amz-sns-message-type": typeOf(published),
        "x-amz-sns-message-id": published.messageId,
        "x-amz-sns-topic-arn": published.topicArn,
        "x-amz-sns-subscription-arn": to.arn,
      },
      body: envelope(published, shownProtocol(to), to.arn),
    }).finally(() => clearTimeout(timer));
    await response.body?.cancel();
    if (!response.ok) throw new Error(`${to.url} answered ${response.status}`);
  }

  /** Whole or not at all, and under the same name when carried again after a kill: one file per mail. */
  async function toOutbox(published: Notification, to: Subscription & { protocol: "email" }): Promise<void> {
    const time = new Date(published.publishedAt).toISOString().replace(/[-:.]/g, "");
    const path = join(config.outboxDir, `${time}-${published.messageId.slice(0, 8)}-${to.arn.slice(-12)}.eml`);
    await mkdir(config.outboxDir, { recursive: true });
    await writeFile(`${path}.new`, mail(published, to.address));
    await rename(`${path}.new`, path);
  }

  return {
    carry(published, subscription) {
      switch (subscription.protocol) {
        case "sqs":
          return toQueue(published, subscription);
        case "http":
          return toHttp(published, subscription);
        case "email":
          return toOutbox(published, subscription);
      }
    },
    close() {
      closing.abort();
      for (const client of clients.values()) client.destroy();
    },
  };
}

function mail(published: Notification, address: string): string {
  return [
    "From: AWS Notifications <no-reply@sns.amazonaws.com>",
    `To: ${address}`,
    `Subject: ${published.subject ?? "AWS Notification Message"}`,
    `Date: ${new Date(published.publishedAt).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${published.messageId}@sns.amazonaws.com>`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=UTF-8",
    "Content-Transfer-Encoding: 8bit",
    "",
    textFor(published, "email"),
    "",
  ].join("\n");
}

function rawAttributes({ attributes }: Notification) {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { DataType, StringValue, BinaryValue: BinaryValue ? Buffer.from(BinaryValue, "base64") : undefined },
    ]),
  );
}
