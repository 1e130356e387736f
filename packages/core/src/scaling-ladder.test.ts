import fc from "fast-check";
import { expect, test } from "vitest";
import { desiredCopiers, scalingLadder } from "./scaling-ladder.ts";

const backlogs = fc.oneof(fc.nat({ max: 2_000 }), fc.nat({ max: 2_000_000 }));

test("the ladder only climbs", () => {
  for (const [index, rung] of scalingLadder.slice(1).entries()) {
    expect(rung.backlogFrom).toBeGreaterThan(scalingLadder[index]?.backlogFrom ?? 0);
    expect(rung.copiers).toBeGreaterThan(scalingLadder[index]?.copiers ?? 0);
  }
});

test("nothing to do is the minimum, and anything to do is at least one copier", () => {
  expect(desiredCopiers({ backlog: 0, min: 0, max: 100 })).toBe(0);
  expect(desiredCopiers({ backlog: 0, min: 2, max: 100 })).toBe(2);
  expect(desiredCopiers({ backlog: 1, min: 0, max: 1 })).toBe(1);
  expect(desiredCopiers({ backlog: 240, min: 0, max: 100 })).toBe(16);
  expect(desiredCopiers({ backlog: 1_000_000, min: 0, max: 0 })).toBe(0);
});

test("more backlog never means fewer copiers, and the limits hold", () => {
  fc.assert(
    fc.property(backlogs, backlogs, fc.nat({ max: 10 }), fc.nat({ max: 200 }), (one, other, min, more) => {
      const max = min + more;
      const few = desiredCopiers({ backlog: Math.min(one, other), min, max });
      const many = desiredCopiers({ backlog: Math.max(one, other), min, max });
      expect(few).toBeLessThanOrEqual(many);
      expect(few).toBeGreaterThanOrEqual(min);
      expect(many).toBeLessThanOrEqual(max);
    }),
  );
});
