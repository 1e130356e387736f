import { expect, test } from "vitest";
import { makeManualClock } from "../testing/manual-clock.ts";
import { type Ask, budgetName, type Leave, makeGate } from "./gate.ts";

const budgets = [budgetName("write", "ours", "in/1")];

function ask(rank: number, transferId = "tr_1"): Ask {
  return { rank, transferId, budgets };
}

async function settled<T>(promise: Promise<T>): Promise<T | "waits"> {
  return await Promise.race([promise, new Promise<"waits">((resolve) => setImmediate(() => resolve("waits")))]);
}

test("the file claimed first is served first, whenever its request came", async () => {
  const gate = makeGate({ clock: makeManualClock(), limit: 1 });
  const leave = await gate.enter(ask(9), null);
  const order: number[] = [];
  const waiting = [5, 3, 8, 3, 1].map(async (rank) => {
    const left = await gate.enter(ask(rank), null);
    order.push(rank);
    left?.();
  });
  leave?.();
  await Promise.all(waiting);
  expect(order).toEqual([1, 3, 3, 5, 8]);
});

test("no more requests than the limit are in flight, and leaving twice frees one place only", async () => {
  const gate = makeGate({ clock: makeManualClock(), limit: 2 });
  const first = await gate.enter(ask(1), null);
  await gate.enter(ask(1), null);
  const third = gate.enter(ask(1), null);
  expect(await settled(third)).toBe("waits");
  first?.();
  first?.();
  expect(await settled(third)).not.toBe("waits");
  expect(await settled(gate.enter(ask(1), null))).toBe("waits");
  expect(gate.inFlight()).toBe(2);
});

test("the last tenth is kept for a transfer with nothing in flight here", async () => {
  const gate = makeGate({ clock: makeManualClock(), limit: 10 });
  for (let n = 0; n < 9; n += 1) await gate.enter(ask(1, "tr_large"), null);
  expect(await settled(gate.enter(ask(1, "tr_large"), null))).toBe("waits");
  expect(await settled(gate.enter(ask(2, "tr_small"), null))).not.toBe("waits");
});

test("whoever stops waiting takes nobody's place", async () => {
  const gate = makeGate({ clock: makeManualClock(), limit: 1 });
  const leave = await gate.enter(ask(1), null);
  const stop = new AbortController();
  const given = gate.enter(ask(2), stop.signal);
  const next = gate.enter(ask(3), null);
  stop.abort();
  expect(await given).toBeNull();
  leave?.();
  expect(await settled(next)).not.toBe("waits");
});

test("a prefix that S3 throttles does not hold up another", async () => {
  const clock = makeManualClock();
  const gate = makeGate({ clock, limit: 100 });
  gate.slowDown(budgets);
  const slow = gate.enter(ask(1), null);
  expect(await settled(slow)).toBe("waits");
  const other = gate.enter({ rank: 2, transferId: "tr_2", budgets: [budgetName("write", "ours", "other/1")] }, null);
  expect(await settled(other)).not.toBe("waits");
  await clock.advance(1_000);
  expect(await settled(slow)).not.toBe("waits");
});

test("sessions share a prefix's budget: with ten alive one sends at most a tenth", async () => {
  const clock = makeManualClock();
  const gate = makeGate({ clock, limit: 10_000 });
  gate.share(10);
  let sent = 0;
  const leaves: (Leave | null)[] = [];
  for (let n = 0; n < 5_000; n += 1) {
    void gate.enter(ask(n), null).then((leave) => {
      sent += 1;
      leaves.push(leave);
    });
  }
  for (let step = 0; step < 100; step += 1) await clock.advance(20);
  expect(sent).toBeGreaterThan(600);
  expect(sent).toBeLessThan(350 * 2 + 350);
});
