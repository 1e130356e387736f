import type { Clock } from "../deps.ts";

/** Things that are sent together: as soon as there are enough of them, or when the first has waited long enough. */
export type Batch<T> = {
  add(item: T): void;
  /** How many wait or are being sent. */
  size(): number;
  /** Sends what waits without waiting longer, and resolves when nothing is left. */
  drain(): Promise<void>;
};

/**
 * @param input.send must not reject: what to do about trouble is its own business
 * @param input.atOnce how many sends may run side by side
 */
export function makeBatch<T>(input: {
  clock: Clock;
  most: number;
  waitMs: number;
  atOnce: number;
  send: (items: T[]) => Promise<void>;
}): Batch<T> {
  let waiting: T[] = [];
  let sending = 0;
  let inSends = 0;
  let timer: AbortController | null = null;
  let due = false;
  let drains: (() => void)[] = [];

  function pump(): void {
    while (sending < input.atOnce && waiting.length > 0 && (due || waiting.length >= input.most)) {
      const items = waiting.slice(0, input.most);
      waiting = waiting.slice(input.most);
      if (waiting.length === 0) due = false;
      sending += 1;
      inSends += items.length;
      void input.send(items).finally(() => {
        sending -= 1;
        inSends -= items.length;
        pump();
      });
    }
    if (waiting.length > 0 && !due && timer === null) startTimer();
    if (waiting.length === 0 && sending === 0) {
      const done = drains;
      drains = [];
      for (const resolve of done) resolve();
    }
  }

  function startTimer(): void {
    const mine = new AbortController();
    timer = mine;
    void input.clock.wait(input.waitMs, mine.signal).then(() => {
      timer = null;
      due = waiting.length > 0;
      pump();
    });
  }

  return {
    add(item) {
      waiting.push(item);
      pump();
    },
    size: () => waiting.length + inSends,
    drain: () =>
      new Promise((resolve) => {
        drains.push(resolve);
        due = waiting.length > 0;
        timer?.abort();
        pump();
      }),
  };
}
