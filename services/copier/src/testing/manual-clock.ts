import type { Clock } from "../deps.ts";

/** A clock that stands still until it is told to go on. */
export type ManualClock = Clock & { advance(ms: number): Promise<void> };

export function makeManualClock(): ManualClock {
  let now = 0;
  let waiting: { dueMs: number; done: () => void }[] = [];
  return {
    nowMs: () => now,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const entry = { dueMs: now + ms, done: resolve };
        waiting.push(entry);
        signal?.addEventListener("abort", () => {
          waiting = waiting.filter((other) => other !== entry);
          resolve();
        });
      }),
    async advance(ms) {
      const untilMs = now + ms;
      for (;;) {
        const next = waiting.filter((entry) => entry.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
        if (next === undefined) break;
        now = Math.max(now, next.dueMs);
        waiting = waiting.filter((entry) => entry !== next);
        next.done();
        // What the wait held back acts before time goes on.
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = untilMs;
    },
  };
}
