import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { notImplemented } from "../wire/aws-error.ts";
import { action, queueOf, queueUrlOf, type SqsAction } from "./action.ts";
import { invalidParameter, purgeQueueInProgress, queueDoesNotExist, queueNameExists } from "./errors.ts";
import { purge } from "./keep-message.ts";
import { makeQueue, queueSettings } from "./queue.ts";
import { describeQueue, selectAttributes, withAttributes } from "./queue-attributes.ts";

const attributes = z.record(z.string(), z.string());
const onQueue = z.object({ QueueUrl: z.string() });

export const queueActions: Record<string, SqsAction> = {
  CreateQueue: action(
    z.object({ QueueName: z.string(), Attributes: attributes.optional() }),
    (deps, { QueueName: name, Attributes = {} }) => {
      if (name.endsWith(".fifo") || "FifoQueue" in Attributes) throw notImplemented("FIFO queues");
      if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
        throw invalidParameter(
          "QueueName",
          name,
          "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
        );
      }
      const { broker } = deps;
      const now = broker.now();
      const existing = broker.queues.get(name)?.settings;
      if (existing) {
        for (const [key, value] of Object.entries(Attributes)) {
          const asked = withAttributes(broker, existing, { [key]: value });
          if (!isDeepStrictEqual(asked, existing)) throw queueNameExists(key);
        }
      } else {
        const fresh = queueSettings.parse({ name, createdAt: now, modifiedAt: now });
        broker.queues.set(name, makeQueue(withAttributes(broker, fresh, Attributes)));
        broker.saveQueues();
      }
      return { QueueUrl: queueUrlOf(deps, name) };
    },
  ),

  DeleteQueue: action(onQueue, (deps, { QueueUrl }) => {
    const queue = queueOf(deps, QueueUrl);
    purge(deps.broker, queue.settings.name);
    for (const waiter of queue.waiters) waiter.end();
    clearTimeout(queue.wakeTimer);
    deps.broker.queues.delete(queue.settings.name);
    deps.broker.saveQueues();
    return {};
  }),

  GetQueueUrl: action(z.object({ QueueName: z.string() }), (deps, { QueueName }) => {
    if (!deps.broker.queues.has(QueueName)) throw queueDoesNotExist();
    return { QueueUrl: queueUrlOf(deps, QueueName) };
  }),

  ListQueues: action(
    z.object({
      QueueNamePrefix: z.string().optional(),
      MaxResults: z.int().min(1).max(1_000).optional(),
      NextToken: z.string().optional(),
    }),
    (deps, { QueueNamePrefix = "", MaxResults, NextToken = "" }) => {
      const names = [...deps.broker.queues.keys()]
        .filter((name) => name.startsWith(QueueNamePrefix) && name > NextToken)
        .sort();
      const page = names.slice(0, MaxResults ?? 1_000);
      if (page.length === 0) return {};
      return {
        QueueUrls: page.map((name) => queueUrlOf(deps, name)),
        ...(MaxResults && page.length < names.length && { NextToken: page.at(-1) }),
      };
    },
  ),

  GetQueueAttributes: action(
    onQueue.extend({ AttributeNames: z.array(z.string()).optional() }),
    (deps, { QueueUrl, AttributeNames = [] }) => {
      const all = describeQueue(deps.broker, queueOf(deps, QueueUrl), deps.where);
      return { Attributes: selectAttributes(all, AttributeNames) };
    },
  ),

  SetQueueAttributes: action(onQueue.extend({ Attributes: attributes }), (deps, { QueueUrl, Attributes }) => {
    const queue = queueOf(deps, QueueUrl);
    const settings = withAttributes(deps.broker, queue.settings, Attributes);
    queue.settings = { ...settings, modifiedAt: deps.broker.now() };
    deps.broker.saveQueues();
    return {};
  }),

  PurgeQueue: action(onQueue, (deps, { QueueUrl }) => {
    const queue = queueOf(deps, QueueUrl);
    const now = deps.broker.now();
    if (now - queue.purgedAt < 60_000) throw purgeQueueInProgress(queue.settings.name);
    queue.purgedAt = now;
    purge(deps.broker, queue.settings.name);
    return {};
  }),
};
