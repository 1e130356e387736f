import { randomUUID } from "node:crypto";
import { type ZodType, z } from "zod";
import { AwsError, notImplemented } from "../wire/aws-error.ts";
import { XmlMap } from "../wire/query.ts";
import { emailAddress, httpUrl, type SnsConfig } from "./config.ts";
import type { Deliveries } from "./deliveries.ts";
import type { Notification } from "./notification.ts";
import {
  confirmationToken,
  isConfirmed,
  type Subscription,
  shownEndpoint,
  shownProtocol,
  type Topic,
  type Topics,
} from "./topics.ts";

/** `origin`: where it is reached itself. */
export type SnsDeps = { config: SnsConfig; topics: Topics; deliveries: Deliveries; origin: () => string };
export type SnsAction = (deps: SnsDeps, input: unknown) => object;

const keyValues = z.array(z.object({ key: z.string(), value: z.string() })).default([]);
const messageAttributes = z
  .array(
    z.object({
      Name: z.string(),
      Value: z.object({
        DataType: z.string(),
        StringValue: z.string().optional(),
        BinaryValue: z.string().optional(),
      }),
    }),
  )
  .default([]);

const outgoing = z.object({
  Message: z.string().min(1),
  Subject: z.string().optional(),
  MessageStructure: z.string().optional(),
  MessageAttributes: messageAttributes,
  MessageGroupId: z.string().optional(),
});

/** Message plus attributes, by default 256 KiB; the batch as a whole too. Source: Publish API reference. */
const longestMessageBytes = 262_144;

export const snsActions: Record<string, SnsAction> = {
  CreateTopic: action(z.object({ Name: z.string() }), ({ topics }, { Name }) => {
    if (!/^[A-Za-z0-9_-]{1,256}$/.test(Name)) throw invalid("Topic Name");
    return { TopicArn: topics.create(Name).arn };
  }),

  ListTopics: action(z.object({}), ({ topics }) => ({ Topics: topics.all().map(({ arn }) => ({ TopicArn: arn })) })),

  GetTopicAttributes: action(z.object({ TopicArn: z.string() }), (deps, { TopicArn }) => {
    const subscriptions = [...topicOf(deps, TopicArn).subscriptions.values()];
    const confirmed = subscriptions.filter(isConfirmed).length;
    return {
      Attributes: new XmlMap({
        TopicArn,
        Owner: deps.config.accountId,
        DisplayName: "",
        SubscriptionsConfirmed: `${confirmed}`,
        SubscriptionsPending: `${subscriptions.length - confirmed}`,
        SubscriptionsDeleted: "0",
      }),
    };
  }),

  Subscribe: action(
    z.object({ TopicArn: z.string(), Protocol: z.string(), Endpoint: z.string(), Attributes: keyValues }),
    (deps, input) => {
      const topic = topicOf(deps, input.TopicArn);
      const attributes = Object.fromEntries(input.Attributes.map(({ key, value }) => [key, value]));
      const unknown = Object.keys(attributes).find((name) => name !== "RawMessageDelivery");
      if (unknown) throw notImplemented(`the subscription attribute ${unknown}`);
      const target = targetOf(deps, input, attributes.RawMessageDelivery === "true");
      const subscription = deps.topics.subscribe(topic, target);
      if (isConfirmed(subscription)) return { SubscriptionArn: subscription.arn };
      deps.deliveries.add(askToConfirm(deps, topic, subscription), [subscription]);
      return { SubscriptionArn: "pending confirmation" };
    },
  ),

  ConfirmSubscription: action(z.object({ TopicArn: z.string(), Token: z.string() }), (deps, { TopicArn, Token }) => {
    const topic = topicOf(deps, TopicArn);
    const found = [...topic.subscriptions.values()].find((one) => confirmationToken(one) === Token);
    if (!found) throw invalid("Token");
    return { SubscriptionArn: isConfirmed(found) ? found.arn : deps.topics.confirm(topic, found).arn };
  }),

  ListSubscriptionsByTopic: action(z.object({ TopicArn: z.string() }), (deps, { TopicArn }) => ({
    Subscriptions: [...topicOf(deps, TopicArn).subscriptions.values()].map((subscription) => ({
      SubscriptionArn: isConfirmed(subscription) ? subscription.arn : "PendingConfirmation",
      Owner: deps.config.accountId,
      Protocol: shownProtocol(subscription),
      Endpoint: shownEndpoint(deps.config, subscription),
      TopicArn,
    })),
  })),

  Publish: action(
    outgoing.extend({
      TopicArn: z.string().optional(),
      TargetArn: z.string().optional(),
      PhoneNumber: z.string().optional(),
    }),
    (deps, input) => {
      if (input.PhoneNumber !== undefined) throw notImplemented("text messages");
      const topic = topicOf(deps, input.TopicArn ?? input.TargetArn ?? "");
      return { MessageId: publish(deps, topic, input) };
    },
  ),

  PublishBatch: action(
    z.object({
      TopicArn: z.string(),
      PublishBatchRequestEntries: z
        .union([z.array(outgoing.extend({ Id: z.string() })), z.literal("")])
        .default([])
        .transform((entries) => entries || []),
    }),
    (deps, { TopicArn, PublishBatchRequestEntries: entries }) => {
      const topic = topicOf(deps, TopicArn);
      if (entries.length === 0)
        throw new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
      if (entries.length > 10) {
        throw new AwsError("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.");
      }
      if (new Set(entries.map(({ Id }) => Id)).size < entries.length) {
        throw new AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
      }
      if (entries.reduce((sum, entry) => sum + sizeBytes(entry), 0) > longestMessageBytes) {
        throw new AwsError(
          "BatchRequestTooLong",
          "The length of all the batch messages put together is more than the limit.",
        );
      }
      const Successful: object[] = [];
      const Failed: object[] = [];
      for (const entry of entries) {
        try {
          Successful.push({ Id: entry.Id, MessageId: publish(deps, topic, entry) });
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          Failed.push({ Id: entry.Id, Code: error.code, Message: error.message, SenderFault: error.senderFault });
        }
      }
      return { Successful, Failed };
    },
  ),
};

function action<I>(schema: ZodType<I>, run: (deps: SnsDeps, input: I) => object): SnsAction {
  return (deps, input) => {
    const parsed = schema.safeParse(input);
    if (!parsed.success) throw invalid(parsed.error.issues[0]?.path.join(".") || "input");
    return run(deps, parsed.data);
  };
}

function invalid(name: string, reason = name): AwsError {
  return new AwsError("InvalidParameter", `Invalid parameter: ${reason}`);
}

function topicOf({ topics }: SnsDeps, arn: string): Topic {
  const topic = topics.byArn(arn);
  if (!topic) throw new AwsError("NotFound", "Topic does not exist", { status: 404 });
  return topic;
}

function targetOf(
  { config }: SnsDeps,
  { Protocol, Endpoint }: { Protocol: string; Endpoint: string },
  rawMessageDelivery: boolean,
) {
  switch (Protocol) {
    case "sqs": {
      const [, region, accountId, name] = /^arn:aws:sqs:([^:]+):(\d{12}):([A-Za-z0-9_-]+)$/.exec(Endpoint) ?? [];
      if (!name) throw invalid("Endpoint", "SQS endpoint ARN");
      const origin = new URL(config.sqsEndpoint ?? `https://sqs.${region}.amazonaws.com`).origin;
      return { protocol: "sqs" as const, queueUrl: `${origin}/${accountId}/${name}`, rawMessageDelivery };
    }
    case "email":
      if (!emailAddress.safeParse(Endpoint).success) throw invalid("Endpoint", "Email address");
      return { protocol: "email" as const, address: Endpoint };
    case "http":
    case "https":
      if (!httpUrl.safeParse(Endpoint).success || !Endpoint.startsWith(`${Protocol}:`)) throw invalid("Endpoint");
      return { protocol: "http" as const, url: Endpoint };
    default:
      throw notImplemented(`the protocol ${Protocol}`);
  }
}

/** The mail or request by which somebody is asked whether they want what is published. */
function askToConfirm({ origin }: SnsDeps, topic: Topic, subscription: Subscription): Notification {
  const token = confirmationToken(subscription);
  const asked = new URLSearchParams({ Action: "ConfirmSubscription", TopicArn: topic.arn, Token: token });
  const subscribeUrl = `${origin()}/?${asked}`;
  return {
    messageId: randomUUID(),
    topicArn: topic.arn,
    subject: "AWS Notification - Subscription Confirmation",
    message: `Somebody subscribed you to ${topic.arn}.\nWhoever wants that opens this link:\n${subscribeUrl}\n`,
    attributes: {},
    confirmation: { token, subscribeUrl },
    publishedAt: Date.now(),
  };
}

function sizeBytes({ Message, MessageAttributes }: z.infer<typeof outgoing>): number {
  return MessageAttributes.reduce(
    (sum, { Name, Value }) =>
      sum +
      Buffer.byteLength(Name) +
      Buffer.byteLength(Value.DataType) +
      Buffer.byteLength(Value.StringValue ?? Value.BinaryValue ?? ""),
    Buffer.byteLength(Message),
  );
}

/** Durable when it returns. A subject is ASCII, one line, under 100 characters. Source: Publish API reference. */
function publish({ deliveries }: SnsDeps, topic: Topic, input: z.infer<typeof outgoing>): string {
  if (sizeBytes(input) > longestMessageBytes) throw invalid("Message", "Message too long");
  if (input.Subject !== undefined && !/^[\x21-\x7e][\x20-\x7e]{0,98}$/.test(input.Subject)) throw invalid("Subject");
  const published: Notification = {
    messageId: randomUUID(),
    topicArn: topic.arn,
    subject: input.Subject,
    message: input.Message,
    attributes: Object.fromEntries(input.MessageAttributes.map(({ Name, Value }) => [Name, Value])),
    group: input.MessageGroupId,
    publishedAt: Date.now(),
  };
  if (input.MessageStructure === "json") {
    const perProtocol = z.looseObject({ default: z.string() }).safeParse(parseJson(input.Message));
    if (!perProtocol.success) throw invalid("Message", "Message Structure - No default entry in JSON message body");
    const texts = Object.entries(perProtocol.data).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    );
    published.perProtocol = Object.fromEntries(texts);
    published.message = perProtocol.data.default;
  }
  deliveries.add(published, [...topic.subscriptions.values()].filter(isConfirmed));
  return published.messageId;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
