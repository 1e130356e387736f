import fc from "fast-check";
import { expect, test } from "vitest";
import { retryDelayMs } from "./retry.ts";

const limits = { baseMs: 100, capMs: 20_000 };

test("a delay lies anywhere from nothing to a ceiling that doubles up to the cap", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5_000 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (attempt, random) => {
        const delayMs = retryDelayMs(attempt, () => random, limits);
        expect(Number.isInteger(delayMs)).toBe(true);
        expect(delayMs).toBeGreaterThanOrEqual(0);
        expect(delayMs).toBeLessThan(Math.min(20_000, 100 * 2 ** (attempt - 1)));
      },
    ),
  );
  expect([1, 2, 3, 20].map((attempt) => retryDelayMs(attempt, () => 0.999, limits))).toEqual([99, 199, 399, 19_980]);
});
