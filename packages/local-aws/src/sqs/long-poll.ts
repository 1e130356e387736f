import type { Broker } from "./broker.ts";
import type { Message } from "./message.ts";
import { type Queue, settle, type Waiter } from "./queue.ts";

/**
 * Resolves with the first messages there are, or with none after `waitMs` or when `signal` aborts (the caller hung up:
 * nothing is taken for it any more). `take` is tried at once, and again whenever a message becomes visible.
 */
export function longPoll(
  broker: Broker,
  queue: Queue,
  input: { waitMs: number; signal: AbortSignal; take: () => Message[] },
): Promise<Message[]> {
  const first = input.take();
  if (first.length > 0 || input.waitMs === 0 || input.signal.aborted) return Promise.resolve(first);
  return new Promise((resolve) => {
    const done = (messages: Message[]): void => {
      queue.waiters.delete(waiter);
      clearTimeout(deadline);
      input.signal.removeEventListener("abort", onAbort);
      resolve(messages);
    };
    const waiter: Waiter = {
      serve() {
        const messages = input.take();
        if (messages.length > 0) done(messages);
        return messages.length > 0;
      },
      end: () => done([]),
    };
    const onAbort = (): void => waiter.end();
    const deadline = setTimeout(done, input.waitMs, []);
    input.signal.addEventListener("abort", onAbort);
    queue.waiters.add(waiter);
    armWakeTimer(broker, queue);
  });
}

/** To be called when something may have become visible: after the present turn, waiters are served in their order. */
export function wakeWaiters(broker: Broker, queue: Queue): void {
  if (queue.waiters.size > 0) queueMicrotask(() => serveWaiters(broker, queue));
}

function serveWaiters(broker: Broker, queue: Queue): void {
  for (const waiter of queue.waiters) if (!waiter.serve()) break;
  armWakeTimer(broker, queue);
}

/** Wakes when the next hidden message comes back: only while somebody waits for it. */
function armWakeTimer(broker: Broker, queue: Queue): void {
  clearTimeout(queue.wakeTimer);
  queue.wakeTimer = undefined;
  const nextAt = queue.waiters.size > 0 ? queue.due.nextAt() : undefined;
  if (nextAt === undefined) return;
  queue.wakeTimer = setTimeout(
    () => {
      settle(queue, broker.now());
      serveWaiters(broker, queue);
    },
    Math.max(1, nextAt - broker.now()),
  );
}
