import { expect, test } from "vitest";
import { tellBanner } from "./tell-banner.ts";
import { testingTransfer } from "./testing-transfer.ts";
import { underBrake } from "./under-brake.ts";

const brake = { pausedBy: "Ann", pausedReason: "the bucket moves", pausedAt: "2026-11-25T12:00:00.000Z" };
type By = "user" | "breaker" | "route_disabled" | "fleet";
const paused = (by: By) =>
  testingTransfer({ state: "paused", pausedBy: by, pause: { by, who: "Ben", reason: "why", since: brake.pausedAt } });

test("the brake is told before all else, with who, why and since when", () => {
  expect(tellBanner(brake, paused("user"))).toMatchObject({
    what: "All copying is paused.",
    who: "Ann",
    reason: "the bucket moves",
    since: brake.pausedAt,
    act: "release",
  });
});

test.each([
  ["user", "This transfer is paused.", "Ben", "resume"],
  ["route_disabled", "This transfer’s route is switched off.", "Ben", "enable_route"],
  ["breaker", "S3Mirror paused this transfer by itself: too many files failed for one reason.", null, "resume"],
] as const)("a transfer paused by %s says so in one sentence, with one act", (by, what, who, act) => {
  expect(tellBanner(null, paused(by))).toMatchObject({ what, who, act });
});

test("nothing stands still: nothing is told", () => {
  expect(tellBanner(null, null)).toBeNull();
  expect(tellBanner(null, testingTransfer())).toBeNull();
});

test("under the brake what would move is paused; what has ended is as it was", () => {
  const moving = testingTransfer({ rateBytesPerSecond: 5, counts: { copying: 3, queued: 9 } });
  expect(underBrake(moving, brake)).toMatchObject({ state: "paused", pausedBy: "fleet", rateBytesPerSecond: null });
  expect(underBrake(moving, null)).toBe(moving);
  const ended = testingTransfer({ state: "completed" });
  expect(underBrake(ended, brake)).toBe(ended);
});
