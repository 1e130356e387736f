import { z } from "zod";
import { injectedEntryFailure } from "./errors.ts";

const probability = z.number().min(0).max(1);

/**
 * Injected trouble, 0 and false by default; a POST to `/_local/faults` replaces all of it.
 * - `duplicateProbability`: a message received for the first time also stays visible as a second copy with its own
 *   receipt handle: deleting one copy leaves the other.
 * - `failedBatchEntryProbability`: an entry of a batch is not done and reported in `Failed`.
 * - `dropAnswerProbability`: the action is done, and the connection cut instead of an answer.
 * - `down`: everything answers 503.
 */
export const sqsFaults = z.strictObject({
  duplicateProbability: probability.default(0),
  failedBatchEntryProbability: probability.default(0),
  dropAnswerProbability: probability.default(0),
  down: z.boolean().default(false),
});

export type SqsFaults = z.infer<typeof sqsFaults>;

export const noFaults: SqsFaults = sqsFaults.parse({});

export function happens(chance: number): boolean {
  return chance > 0 && Math.random() < chance;
}

export function failEntryAtTimes(faults: SqsFaults): void {
  if (happens(faults.failedBatchEntryProbability)) throw injectedEntryFailure();
}
