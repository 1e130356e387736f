import { z } from "zod";
import { action, queueOf, type SqsAction, type SqsDeps } from "./action.ts";
import { runBatch } from "./batch.ts";
import { invalidParameter, messageNotInflight, receiptHandleIsInvalid } from "./errors.ts";
import { encodeHidden } from "./journal-line.ts";
import { remove } from "./keep-message.ts";
import { wakeWaiters } from "./long-poll.ts";
import { type Message, parseReceiptHandle } from "./message.ts";
import { enterState, type Queue, settle } from "./queue.ts";

const onQueue = z.object({ QueueUrl: z.string() });
const deletion = z.object({ ReceiptHandle: z.string() });
const change = z.object({ ReceiptHandle: z.string(), VisibilityTimeout: z.int() });
const batchOf = <E extends z.ZodRawShape>(entry: z.ZodObject<E>) =>
  onQueue.extend({ Entries: z.array(entry.extend({ Id: z.string() })).default([]) });

/** A message stays hidden at most 12 hours from its receive; extending does not reset that. Source: visibility timeout, SQS developer guide. */
const longestVisibilitySeconds = 43_200;

export const handleActions: Record<string, SqsAction> = {
  DeleteMessage: action(onQueue.extend(deletion.shape), (deps, input) =>
    deleteMessage(deps, queueOf(deps, input.QueueUrl), input),
  ),

  DeleteMessageBatch: action(batchOf(deletion), (deps, { QueueUrl, Entries }) => {
    const queue = queueOf(deps, QueueUrl);
    return runBatch(deps, "DeleteMessageBatchRequestEntry", Entries, (entry) => deleteMessage(deps, queue, entry));
  }),

  ChangeMessageVisibility: action(onQueue.extend(change.shape), (deps, input) =>
    changeVisibility(deps, queueOf(deps, input.QueueUrl), input),
  ),

  ChangeMessageVisibilityBatch: action(batchOf(change), (deps, { QueueUrl, Entries }) => {
    const queue = queueOf(deps, QueueUrl);
    return runBatch(deps, "ChangeMessageVisibilityBatchRequestEntry", Entries, (entry) =>
      changeVisibility(deps, queue, entry),
    );
  }),
};

/** A handle of an earlier receive, or of a message already gone, succeeds and deletes nothing. */
function deleteMessage({ broker }: SqsDeps, queue: Queue, input: z.infer<typeof deletion>): object {
  const message = messageOf({ broker, queue, handle: input.ReceiptHandle });
  if (message) remove(broker, message);
  return {};
}

function changeVisibility({ broker }: SqsDeps, queue: Queue, input: z.infer<typeof change>): object {
  const seconds = input.VisibilityTimeout;
  const now = broker.now();
  if (seconds < 0 || seconds > longestVisibilitySeconds) {
    throw invalidParameter("VisibilityTimeout", seconds, "VisibilityTimeout must be an integer between 0 and 43200");
  }
  settle(queue, now);
  const message = messageOf({ broker, queue, handle: input.ReceiptHandle });
  if (message?.state !== "inFlight") throw messageNotInflight();
  if (Math.floor((now - message.receivedAt) / 1_000) + seconds > longestVisibilitySeconds) {
    throw invalidParameter(
      "VisibilityTimeout",
      seconds,
      "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]",
    );
  }
  message.visibleAt = now + seconds * 1_000;
  broker.journal.note(encodeHidden(message));
  enterState(queue, message, seconds === 0 ? "visible" : "inFlight");
  wakeWaiters(broker, queue);
  return {};
}

function messageOf(input: { broker: SqsDeps["broker"]; queue: Queue; handle: string }): Message | undefined {
  const parsed = parseReceiptHandle(input.handle);
  if (!parsed || parsed.queue !== input.queue.settings.name) throw receiptHandleIsInvalid(input.handle);
  const message = input.broker.messages.get(parsed.seq);
  return message?.receipt === parsed.receipt && message.messageId === parsed.messageId ? message : undefined;
}
