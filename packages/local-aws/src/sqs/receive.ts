import type { Broker } from "./broker.ts";
import { overLimit } from "./errors.ts";
import { happens } from "./faults.ts";
import { encodeReceived } from "./journal-line.ts";
import { enqueue, remove } from "./keep-message.ts";
import { wakeWaiters } from "./long-poll.ts";
import type { Message } from "./message.ts";
import { enterState, type Queue, settle } from "./queue.ts";

/** A standard queue holds at most about 120,000 messages in flight. Source: SQS message quotas. */
const maxInFlight = 120_000;

export type ReceiveInput = { max: number; visibilityTimeoutSeconds: number };

/** Up to `max` visible messages, put in flight. A message received too often goes to the dead-letter queue instead. */
export function takeMessages(broker: Broker, queue: Queue, input: ReceiveInput): Message[] {
  const now = broker.now();
  settle(queue, now);
  const taken: Message[] = [];
  const copies: Message[] = [];
  while (taken.length < input.max && queue.counts.inFlight < maxInFlight) {
    const message = queue.ring.take();
    if (!message) break;
    if (message.sentAt + queue.settings.messageRetentionSeconds * 1_000 <= now) remove(broker, message);
    else if (!deadLettered(broker, queue, message)) {
      if (message.receiveCount === 0 && happens(broker.faults.duplicateProbability)) copies.push(message);
      putInFlight(broker, queue, message, now + input.visibilityTimeoutSeconds * 1_000);
      taken.push(message);
    }
  }
  for (const message of copies) enqueue(broker, { ...message, visibleAt: now, receipt: 0 });
  return taken;
}

/** Short polls are refused when too many messages are in flight; long polls wait. Source: SQS message quotas. */
export function refuseOverLimit(queue: Queue): void {
  if (queue.counts.inFlight >= maxInFlight) throw overLimit();
}

function putInFlight(broker: Broker, queue: Queue, message: Message, visibleAt: number): void {
  broker.lastReceipt += 1;
  message.receipt = broker.lastReceipt;
  message.receiveCount += 1;
  message.receivedAt = broker.now();
  message.firstReceivedAt ||= message.receivedAt;
  message.visibleAt = visibleAt;
  broker.journal.note(encodeReceived(message));
  enterState(queue, message, "inFlight");
}

/** The move keeps messageId and the original timestamp, so retention goes on from the first send. */
function deadLettered(broker: Broker, queue: Queue, message: Message): boolean {
  const { redrive, name } = queue.settings;
  const target = redrive && broker.queues.get(redrive.deadLetterQueue);
  if (!target || message.receiveCount - message.countedFrom < redrive.maxReceiveCount) return false;
  // In this order: a write cut off by a kill may leave both, never neither.
  enqueue(broker, {
    ...message,
    queue: target.settings.name,
    visibleAt: broker.now(),
    countedFrom: message.receiveCount,
    receipt: 0,
    deadLetterSource: name,
  });
  remove(broker, message);
  wakeWaiters(broker, target);
  return true;
}
