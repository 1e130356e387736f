import { z } from "zod";
import { action, queueOf, type SqsAction, type SqsDeps } from "./action.ts";
import { runBatch } from "./batch.ts";
import { invalidParameter, receiptHandleIsInvalid } from "./errors.ts";
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
  const { message, isLatest } = messageOf({ broker, queue, handle: input.ReceiptHandle });
  if (message && isLatest) remove(broker, message);
  return {};
}

/**
 * Any handle that a message was received under hides it or gives it back, an older one and one that has run out, too
 * (recorded on AWS: LocalStack's test_change_message_visibility_after_visibility_timeout_expiration,
 * test_terminate_visibility_timeout_after_receive, test_change_visibility_on_deleted_message).
 */
function changeVisibility({ broker }: SqsDeps, queue: Queue, input: z.infer<typeof change>): object {
  const seconds = input.VisibilityTimeout;
  const now = broker.now();
  if (seconds < 0 || seconds > longestVisibilitySeconds) {
    throw invalidParameter("VisibilityTimeout", seconds, "VisibilityTimeout must be an integer between 0 and 43200");
  }
  settle(queue, now);
  const { message } = messageOf({ broker, queue, handle: input.ReceiptHandle });
  if (!message) {
    throw invalidParameter(
      "ReceiptHandle",
      input.ReceiptHandle,
      "Message does not exist or is not available for visibility timeout change.",
    );
  }
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

/** The message that a handle names, if it is there still; `isLatest` where nobody has received it since. */
function messageOf(input: { broker: SqsDeps["broker"]; queue: Queue; handle: string }): {
  message: Message | undefined;
  isLatest: boolean;
} {
  const parsed = parseReceiptHandle(input.handle);
  if (!parsed || parsed.queue !== input.queue.settings.name) throw receiptHandleIsInvalid(input.handle);
  const found = input.broker.messages.get(parsed.seq);
  const message = found?.messageId === parsed.messageId ? found : undefined;
  return { message, isLatest: message?.receipt === parsed.receipt };
}
