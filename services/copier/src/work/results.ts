import { type Result, recordResults } from "@s3mirror/core/store/files/results";
import { LedgerUnavailable } from "@s3mirror/core/store/ledger";
import type { Deps } from "../deps.ts";
import { makeBatch } from "./batch.ts";

export type Results = {
  add(result: Result, onAnswer: (answer: "recorded" | "already" | "stale") => void): void;
  /** More than 2,000 wait, or one for more than 30 s: no more files should be received. */
  congested(): boolean;
  /** Sends what waits and resolves when the ledger has confirmed everything. */
  drain(): Promise<void>;
  /** Stops asking: what is not confirmed by now is left to the next attempt, which finds it copied. */
  giveUp(): void;
};

const MOST_WAITING = 2_000;
const LONGEST_WAIT_MS = 30_000;

type Waiting = { result: Result; addedMs: number; onAnswer: (answer: "recorded" | "already" | "stale") => void };

/**
 * Records results in batches of 100, or what came within 250 ms, and repeats each until the ledger confirms it: only
 * then may a message be deleted.
 */
export function makeResults(deps: Deps): Results {
  const { clock, ledger, log } = deps;
  const over = new AbortController();
  let oldest: Waiting[] = [];

  const batch = makeBatch<Waiting>({
    clock,
    most: 100,
    waitMs: 250,
    atOnce: 4,
    send: async (items) => {
      oldest.push(...items.slice(0, 1));
      while (!over.signal.aborted) {
        try {
          const answers = await recordResults(ledger, { results: items.map((item) => item.result) });
          for (const [index, item] of items.entries()) item.onAnswer(answers[index] ?? "stale");
          break;
        } catch (error) {
          if (error instanceof LedgerUnavailable) log.warn({ results: items.length }, "the ledger takes no results");
          else log.error({ err: error, results: items.length }, "results were refused");
          await clock.wait(1_000, over.signal);
        }
      }
      oldest = oldest.filter((item) => item !== items[0]);
    },
  });

  return {
    add: (result, onAnswer) => batch.add({ result, addedMs: clock.nowMs(), onAnswer }),
    congested: () => {
      const now = clock.nowMs();
      return batch.size() > MOST_WAITING || oldest.some((item) => now - item.addedMs > LONGEST_WAIT_MS);
    },
    drain: () => batch.drain(),
    giveUp: () => over.abort(),
  };
}
