import { z } from "zod";
import { type DueHeap, makeDueHeap } from "./due-heap.ts";
import { type FairRing, makeFairRing } from "./fair-ring.ts";
import type { Message } from "./message.ts";

/** What a queue is declared with, as it lies on disk. Times in seconds. Defaults are those of SQS. */
export const queueSettings = z.object({
  name: z.string(),
  createdAt: z.number(),
  modifiedAt: z.number(),
  visibilityTimeoutSeconds: z.number().default(30),
  messageRetentionSeconds: z.number().default(345_600),
  delaySeconds: z.number().default(0),
  receiveWaitSeconds: z.number().default(0),
  maximumMessageSizeBytes: z.number().default(1_048_576),
  redrive: z.object({ deadLetterQueue: z.string(), maxReceiveCount: z.number() }).optional(),
  /** Attributes that are only kept and shown (Policy, KmsMasterKeyId, …). */
  other: z.record(z.string(), z.string()).default({}),
});

export type QueueSettings = z.infer<typeof queueSettings>;

/** A receiver that waits: `serve` hands it what there is and says whether that was something; `end` hands it nothing. */
export type Waiter = { serve(): boolean; end(): void };

export type Queue = {
  settings: QueueSettings;
  ring: FairRing;
  due: DueHeap;
  counts: Record<"visible" | "delayed" | "inFlight", number>;
  waiters: Set<Waiter>;
  wakeTimer: NodeJS.Timeout | undefined;
  purgedAt: number;
};

export function makeQueue(settings: QueueSettings): Queue {
  const counts = { visible: 0, delayed: 0, inFlight: 0 };
  return {
    settings,
    ring: makeFairRing(),
    due: makeDueHeap(() => counts.delayed + counts.inFlight),
    counts,
    waiters: new Set(),
    wakeTimer: undefined,
    purgedAt: Number.NEGATIVE_INFINITY,
  };
}

/** The only way a message changes its state: counts, ring and heap follow. `visibleAt` must be set before. */
export function enterState(queue: Queue, message: Message, state: Message["state"]): void {
  if (message.state !== "gone") queue.counts[message.state] -= 1;
  message.state = state;
  if (state === "gone") return;
  queue.counts[state] += 1;
  if (state === "visible") queue.ring.push(message);
  else queue.due.push(message);
}

/** Messages whose time has come become visible. */
export function settle(queue: Queue, now: number): void {
  for (let message = queue.due.pop(now); message; message = queue.due.pop(now)) enterState(queue, message, "visible");
}
