import { expect, test } from "vitest";
import { needsSomebody, shareBlocked, shareDone, tellState } from "./tell-state.ts";
import { testingTransfer } from "./testing-transfer.ts";

test.each([
  ["Waiting", testingTransfer({ state: "planning" })],
  ["Waiting", testingTransfer({ counts: { queued: 100 } })],
  ["Copying", testingTransfer({ counts: { copying: 3, queued: 97 } })],
  ["Copying", testingTransfer({ counts: { copied: 3, queued: 97 } })],
  ["Checking", testingTransfer({ counts: { copied: 99, verifying: 1 } })],
  ["Needs attention", testingTransfer({ counts: { copied: 97, deadLettered: 3 } })],
  ["Needs attention", testingTransfer({ state: "completed_with_failures", counts: { copied: 97, deadLettered: 3 } })],
  ["Stalled", testingTransfer({ stalledSince: "2026-11-25T11:00:00.000Z", counts: { copying: 3 } })],
  ["Paused", testingTransfer({ state: "paused", pausedBy: "user" })],
  ["Complete", testingTransfer({ state: "completed", counts: { copied: 100 } })],
  ["Could not start", testingTransfer({ state: "failed" })],
  ["Cancelled", testingTransfer({ state: "cancelled" })],
])("%s is said of a transfer that is so", (word, transfer) => {
  expect(tellState(transfer).word).toBe(word);
});

test("somebody is needed where files failed, it could not start, nothing moves, or the breaker stopped it", () => {
  const needing = [
    testingTransfer({ counts: { deadLettered: 1, copying: 5 } }),
    testingTransfer({ state: "failed" }),
    testingTransfer({ stalledSince: "2026-11-25T11:00:00.000Z" }),
    testingTransfer({ state: "paused", pausedBy: "breaker" }),
  ];
  const others = [testingTransfer(), testingTransfer({ state: "paused", pausedBy: "user" })];
  expect(needing.map(needsSomebody)).toEqual([true, true, true, true]);
  expect(others.map(needsSomebody)).toEqual([false, false]);
});

test("how far it is is told by bytes, by files where there are none, and not at all while it is planned", () => {
  expect(shareDone(testingTransfer({ bytes: { copied: 25e9 }, counts: { copied: 50 } }))).toBe(0.25);
  expect(shareDone(testingTransfer({ bytes: { total: 0 }, counts: { copied: 50 } }))).toBe(0.5);
  expect(shareDone(testingTransfer({ counts: { total: null } }))).toBeNull();
  expect(shareDone(testingTransfer({ bytes: { copied: 99e9 }, counts: { copied: 100 } }))).toBe(1);
  expect(shareBlocked(testingTransfer({ counts: { deadLettered: 3 } }))).toBe(0.03);
});
