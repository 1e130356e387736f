import { z } from "zod";
import { action, queueOf, type SqsAction } from "./action.ts";
import { invalidParameter } from "./errors.ts";
import { longPoll } from "./long-poll.ts";
import { type Message, md5Hex, receiptHandle } from "./message.ts";
import { md5OfMessageAttributes, selectMessageAttributes } from "./message-attributes.ts";
import { queueArn, type Whereabouts } from "./queue-attributes.ts";
import { refuseOverLimit, takeMessages } from "./receive.ts";

const receive = z.object({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z.int().default(1),
  VisibilityTimeout: z.int().optional(),
  WaitTimeSeconds: z.int().optional(),
  AttributeNames: z.array(z.string()).default([]),
  MessageSystemAttributeNames: z.array(z.string()).default([]),
  MessageAttributeNames: z.array(z.string()).optional(),
});

export const receiveActions: Record<string, SqsAction> = {
  ReceiveMessage: action(receive, async (deps, input, signal) => {
    const { broker } = deps;
    const queue = queueOf(deps, input.QueueUrl);
    const visibilityTimeoutSeconds = input.VisibilityTimeout ?? queue.settings.visibilityTimeoutSeconds;
    const waitSeconds = input.WaitTimeSeconds ?? queue.settings.receiveWaitSeconds;
    const max = input.MaxNumberOfMessages;
    requireBetween("MaxNumberOfMessages", max, 1, 10);
    requireBetween("VisibilityTimeout", visibilityTimeoutSeconds, 0, 43_200);
    requireBetween("WaitTimeSeconds", waitSeconds, 0, 20);
    if (waitSeconds === 0) refuseOverLimit(queue);
    const messages = await longPoll(broker, queue, {
      waitMs: waitSeconds * 1_000,
      signal,
      take: () => takeMessages(broker, queue, { max, visibilityTimeoutSeconds }),
    });
    const names = new Set([...input.AttributeNames, ...input.MessageSystemAttributeNames]);
    // Like SQS, an empty answer has no `Messages` at all: the SDK shows undefined, not [].
    if (messages.length === 0) return {};
    return { Messages: messages.map((message) => show(message, names, input.MessageAttributeNames, deps.where)) };
  }),
};

function requireBetween(name: string, value: number, min: number, max: number): void {
  if (value < min || value > max) {
    throw invalidParameter(name, value, `Must be between ${min} and ${max}, if provided.`);
  }
}

function show(message: Message, names: Set<string>, attributeNames: string[] | undefined, where: Whereabouts): object {
  const selected = selectMessageAttributes(message.attributes, attributeNames);
  const system = systemAttributes(message, names, where);
  return {
    MessageId: message.messageId,
    ReceiptHandle: receiptHandle(message),
    MD5OfBody: md5Hex(message.body),
    Body: message.body,
    ...(Object.keys(system).length > 0 && { Attributes: system }),
    ...(selected && { MessageAttributes: selected, MD5OfMessageAttributes: md5OfMessageAttributes(selected) }),
  };
}

function systemAttributes(message: Message, names: Set<string>, where: Whereabouts): Record<string, string> {
  const { group, deadLetterSource } = message;
  const all: Record<string, string> = {
    SenderId: where.accountId,
    SentTimestamp: `${message.sentAt}`,
    ApproximateReceiveCount: `${message.receiveCount}`,
    ApproximateFirstReceiveTimestamp: `${message.firstReceivedAt}`,
    ...(group !== undefined && { MessageGroupId: group }),
    ...(deadLetterSource !== undefined && { DeadLetterQueueSourceArn: queueArn(where, deadLetterSource) }),
  };
  if (names.has("All")) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
}
