import fc from "fast-check";
import { expect, test } from "vitest";
import { armBreaker, type Breaker, countOutcome, hasTripped, judgeProbes, spreadEvenly } from "./breaker.ts";

function deny(breaker: Breaker, times: number): Breaker {
  return Array.from({ length: times }).reduce<Breaker>((now) => countOutcome(now, "denied"), breaker);
}

test("20 denials without a success between trip the breaker, and a success starts the count anew", () => {
  expect(hasTripped(deny(armBreaker(), 19))).toBe(false);
  expect(hasTripped(deny(armBreaker(), 20))).toBe(true);
  expect(hasTripped(deny(countOutcome(deny(armBreaker(), 19), "succeeded"), 19))).toBe(false);
});

test("one probe that succeeds arms the breaker again at double; none pauses the transfer", () => {
  const tripped = deny(armBreaker(), 20);
  expect(judgeProbes(tripped, { succeeded: 0, denied: 20 })).toEqual({ type: "pause" });
  const verdict = judgeProbes(tripped, { succeeded: 1, denied: 19 });
  expect(verdict).toEqual({ type: "go_on", breaker: { denials: 0, tripAt: 40 } });
  expect(judgeProbes(tripped, { succeeded: 0, denied: 0 }).type).toBe("go_on");
});

test("probes are different, ascending, inside the remainder, hold both ends and lie evenly apart", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.nat({ max: 1_000_000 }),
      fc.integer({ min: 2, max: 50 }),
      (from, more, n) => {
        const to = from + more;
        const picked = spreadEvenly(from, to, n);
        expect(picked.length).toBe(Math.min(n, more + 1));
        expect(picked[0]).toBe(from);
        expect(picked.at(-1)).toBe(to);
        const gaps = picked.slice(1).map((file, index) => file - (picked[index] ?? 0));
        if (gaps.length > 0) {
          expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1);
          expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
        }
      },
    ),
  );
});

test("nothing left gives no probe, and one probe takes the middle", () => {
  expect(spreadEvenly(5, 4, 20)).toEqual([]);
  expect(spreadEvenly(1, 9, 0)).toEqual([]);
  expect(spreadEvenly(1, 9, 1)).toEqual([5]);
  expect(spreadEvenly(3, 3, 20)).toEqual([3]);
});
