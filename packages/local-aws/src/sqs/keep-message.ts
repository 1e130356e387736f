import type { Broker } from "./broker.ts";
import { makeFairRing } from "./fair-ring.ts";
import { encodeDeleted, encodeKept, encodePurged } from "./journal-line.ts";
import type { Message } from "./message.ts";
import { enterState } from "./queue.ts";

type Draft = Partial<Message> &
  Pick<Message, "queue" | "messageId" | "body" | "group" | "attributes" | "sentAt" | "visibleAt">;

/** A new or moved-in message. Durable once the journal is flushed. */
export function enqueue(broker: Broker, draft: Draft): Message {
  const queue = broker.queues.get(draft.queue);
  if (!queue) throw new Error(`no queue ${draft.queue}`);
  broker.lastSeq += 1;
  const message: Message = {
    receiveCount: 0,
    countedFrom: 0,
    firstReceivedAt: 0,
    receivedAt: 0,
    receipt: 0,
    deadLetterSource: undefined,
    ...draft,
    seq: broker.lastSeq,
    state: "gone",
    place: { segment: 0, bytes: 0 },
  };
  message.place = broker.journal.keep(encodeKept(message));
  broker.messages.set(message.seq, message);
  enterState(queue, message, message.visibleAt > broker.now() ? "delayed" : "visible");
  return message;
}

/** For ever. Durable once the journal is flushed. */
export function remove(broker: Broker, message: Message): void {
  const queue = broker.queues.get(message.queue);
  if (queue) enterState(queue, message, "gone");
  broker.messages.delete(message.seq);
  broker.journal.release(message.place);
  broker.journal.note(encodeDeleted(message.seq));
}

/** Empties one queue, or all of them (as if SQS had lost them). */
export function purge(broker: Broker, name: string | undefined): void {
  for (const message of broker.messages.values()) {
    if (name !== undefined && message.queue !== name) continue;
    const queue = broker.queues.get(message.queue);
    if (queue) enterState(queue, message, "gone");
    broker.messages.delete(message.seq);
    broker.journal.release(message.place);
  }
  for (const queue of broker.queues.values()) {
    if (name === undefined || queue.settings.name === name) queue.ring = makeFairRing();
  }
  broker.journal.note(encodePurged(name));
}

/** Drops what is older than its queue's retention. Receiving does the same for what it meets. */
export function removeExpired(broker: Broker): void {
  const now = broker.now();
  for (const message of broker.messages.values()) {
    const retention = broker.queues.get(message.queue)?.settings.messageRetentionSeconds;
    if (retention !== undefined && message.sentAt + retention * 1_000 <= now) remove(broker, message);
  }
  broker.journal.flush();
}
