import { expect, test } from "vitest";
import { makeManualClock } from "../testing/manual-clock.ts";
import { makeBudget } from "./budget.ts";

function sendFor(ms: number, clock: ReturnType<typeof makeManualClock>, budget: ReturnType<typeof makeBudget>) {
  return (async () => {
    let sent = 0;
    for (let passed = 0; passed < ms; passed += 10) {
      while (budget.waitMs() === 0) {
        budget.take();
        sent += 1;
      }
      await clock.advance(10);
    }
    return sent;
  })();
}

test("no more than the cap is sent in a second, but for the burst", async () => {
  const clock = makeManualClock();
  const budget = makeBudget({ clock, capPerSecond: 1_000 });
  expect(await sendFor(1_000, clock, budget)).toBeLessThanOrEqual(1_000 + 200 + 1);
  expect(await sendFor(1_000, clock, budget)).toBeCloseTo(1_000, -2);
});

test("throttling cuts what is sent to 70 %, once for all answers of one storm, and it comes back by itself", async () => {
  const clock = makeManualClock();
  const budget = makeBudget({ clock, capPerSecond: 1_000 });
  await sendFor(5_000, clock, budget);
  for (let n = 0; n < 50; n += 1) budget.slowDown();
  const after = await sendFor(1_000, clock, budget);
  expect(after).toBeGreaterThan(500);
  expect(after).toBeLessThan(800);
  await sendFor(10_000, clock, budget);
  expect(await sendFor(1_000, clock, budget)).toBeCloseTo(1_000, -2);
});

test("a long storm never silences a prefix", async () => {
  const clock = makeManualClock();
  const budget = makeBudget({ clock, capPerSecond: 1_000 });
  for (let second = 0; second < 60; second += 1) {
    budget.slowDown();
    await clock.advance(1_000);
  }
  expect(await sendFor(1_000, clock, budget)).toBeGreaterThan(10);
});
