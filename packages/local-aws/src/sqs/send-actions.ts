import { randomUUID } from "node:crypto";
import { z } from "zod";
import { action, queueOf, type SqsAction, type SqsDeps } from "./action.ts";
import { runBatch } from "./batch.ts";
import {
  batchRequestTooLong,
  invalidMessageContents,
  invalidParameter,
  messageTooLong,
  missingParameter,
} from "./errors.ts";
import { enqueue } from "./keep-message.ts";
import { wakeWaiters } from "./long-poll.ts";
import { hasLegalCharacters, md5Hex, messageSizeBytes } from "./message.ts";
import { md5OfMessageAttributes, messageAttributes } from "./message-attributes.ts";
import type { Queue } from "./queue.ts";

const outgoing = z.object({
  MessageBody: z.string(),
  DelaySeconds: z.int().optional(),
  MessageAttributes: messageAttributes.optional(),
  MessageGroupId: z.string().optional(),
});

const batchLimitBytes = 1_048_576;

export const sendActions: Record<string, SqsAction> = {
  SendMessage: action(outgoing.extend({ QueueUrl: z.string() }), (deps, input) => {
    const queue = queueOf(deps, input.QueueUrl);
    const sent = send(deps, queue, input);
    wakeWaiters(deps.broker, queue);
    return sent;
  }),

  SendMessageBatch: action(
    z.object({ QueueUrl: z.string(), Entries: z.array(outgoing.extend({ Id: z.string() })).default([]) }),
    (deps, { QueueUrl, Entries }) => {
      const queue = queueOf(deps, QueueUrl);
      const sizeBytes = Entries.reduce(
        (sum, entry) => sum + messageSizeBytes({ body: entry.MessageBody, attributes: entry.MessageAttributes }),
        0,
      );
      const refuse = (): void => {
        if (sizeBytes > batchLimitBytes) throw batchRequestTooLong(sizeBytes);
      };
      const result = runBatch(
        deps,
        "SendMessageBatchRequestEntry",
        Entries,
        (entry) => send(deps, queue, entry),
        refuse,
      );
      wakeWaiters(deps.broker, queue);
      return result;
    },
  ),
};

function send({ broker }: SqsDeps, queue: Queue, input: z.infer<typeof outgoing>): object {
  const { settings } = queue;
  const { MessageBody: body, MessageAttributes: attributes, MessageGroupId: group } = input;
  if (body === "") throw missingParameter("MessageBody");
  if (messageSizeBytes({ body, attributes }) > settings.maximumMessageSizeBytes) {
    throw messageTooLong(settings.maximumMessageSizeBytes);
  }
  if (!hasLegalCharacters(body)) throw invalidMessageContents();
  const delay = input.DelaySeconds ?? settings.delaySeconds;
  if (delay < 0 || delay > 900) throw invalidParameter("DelaySeconds", delay, "DelaySeconds must be >= 0 and <= 900.");
  if (group !== undefined && !/^[\x21-\x7e]{1,128}$/.test(group)) {
    throw invalidParameter(
      "MessageGroupId",
      group,
      "Can only include alphanumeric and punctuation characters. 1 to 128 in length",
    );
  }
  const now = broker.now();
  const { messageId } = enqueue(broker, {
    queue: settings.name,
    messageId: randomUUID(),
    body,
    group,
    attributes,
    sentAt: now,
    visibleAt: now + delay * 1_000,
  });
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5Hex(body),
    MD5OfMessageAttributes: md5OfMessageAttributes(attributes),
  };
}
