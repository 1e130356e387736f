import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { readJsonFile, writeJsonFile } from "../journal/json-file.ts";
import { type SnsConfig, subscriptionConfig } from "./config.ts";

/** Where a subscription leads, with its ARN: the same subscription has the same ARN after every restart. */
export type Subscription = z.infer<typeof subscriptionConfig> & { arn: string };
/** Whether its owner agreed to it; a queue's always has. */
export function isConfirmed(subscription: Subscription): boolean {
  return subscription.protocol === "sqs" || subscription.isPending !== true;
}

export type Topic = { arn: string; name: string; subscriptions: Map<string, Subscription> };

export type Topics = {
  all(): Topic[];
  byArn(arn: string): Topic | undefined;
  create(name: string): Topic;
  /** Makes it, or gives the one that is there. Whoever is not a queue has to agree first. */
  subscribe(topic: Topic, target: z.infer<typeof subscriptionConfig>): Subscription;
  /** Its owner agrees to it. */
  confirm(topic: Topic, subscription: Subscription): Subscription;
};

const made = z.array(z.object({ name: z.string(), subscriptions: z.array(subscriptionConfig) }));

/** Topics of the config, and those made through the API, which lie in `topics.json`. */
export function openTopics(config: SnsConfig): Topics {
  const path = join(config.dataDir, "topics.json");
  const saved = readJsonFile(path, made) ?? [];
  const topics = new Map<string, Topic>();

  function create(name: string): Topic {
    const arn = `arn:aws:sns:${config.region}:${config.accountId}:${name}`;
    const topic = topics.get(arn) ?? { arn, name, subscriptions: new Map() };
    topics.set(arn, topic);
    return topic;
  }

  function subscribe(topic: Topic, target: z.infer<typeof subscriptionConfig>): Subscription {
    const arn = `${topic.arn}:${subscriptionId(target)}`;
    const subscription = { ...target, arn };
    topic.subscriptions.set(arn, subscription);
    return subscription;
  }

  for (const { name, subscriptions } of [...saved, ...config.topics]) {
    const topic = create(name);
    for (const target of subscriptions) {
      const known = topic.subscriptions.get(`${topic.arn}:${subscriptionId(target)}`);
      // Who agreed once has agreed, whatever was declared.
      if (known === undefined || target.protocol === "sqs" || !isConfirmed(known)) subscribe(topic, target);
    }
  }

  function remember(name: string, target?: z.infer<typeof subscriptionConfig>): void {
    let topic = saved.find((one) => one.name === name);
    if (!topic) {
      topic = { name, subscriptions: [] };
      saved.push(topic);
    }
    if (target) {
      const id = subscriptionId(target);
      topic.subscriptions = [...topic.subscriptions.filter((one) => subscriptionId(one) !== id), target];
    }
    writeJsonFile(path, saved);
  }

  return {
    all: () => [...topics.values()],
    byArn: (arn) => topics.get(arn),
    create(name) {
      const topic = create(name);
      remember(name);
      return topic;
    },
    subscribe(topic, target) {
      const known = topic.subscriptions.get(`${topic.arn}:${subscriptionId(target)}`);
      if (known !== undefined && target.protocol !== "sqs") return known;
      const made = target.protocol === "sqs" ? target : { ...target, isPending: true };
      remember(topic.name, made);
      return subscribe(topic, made);
    },
    confirm(topic, { arn: _, ...target }) {
      const confirmed = target.protocol === "sqs" ? target : { ...target, isPending: false };
      remember(topic.name, confirmed);
      return subscribe(topic, confirmed);
    },
  };
}

/** What whoever agrees to a subscription shows: the same after every restart. */
export function confirmationToken({ arn }: Subscription): string {
  return createHash("sha256").update(`confirm ${arn}`).digest("hex");
}

/** Shaped like a UUID. A queue is known by account and name, so a new port of the SQS stand-in changes nothing. */
function subscriptionId(target: z.infer<typeof subscriptionConfig>): string {
  const endpoint = endpointOf(target);
  const hash = createHash("sha256").update(`${target.protocol} ${endpoint}`).digest("hex");
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join("-");
}

function endpointOf(target: z.infer<typeof subscriptionConfig>): string {
  switch (target.protocol) {
    case "sqs":
      return new URL(target.queueUrl).pathname;
    case "email":
      return target.address;
    case "http":
      return target.url;
  }
}

/** The endpoint as ListSubscriptionsByTopic shows it: a queue by its ARN. */
export function shownEndpoint(config: Pick<SnsConfig, "region">, target: z.infer<typeof subscriptionConfig>): string {
  if (target.protocol !== "sqs") return endpointOf(target);
  const [accountId, name] = endpointOf(target).split("/").slice(-2);
  return `arn:aws:sqs:${config.region}:${accountId}:${name}`;
}

export function shownProtocol(target: z.infer<typeof subscriptionConfig>): string {
  return target.protocol === "http" ? new URL(target.url).protocol.replace(":", "") : target.protocol;
}
