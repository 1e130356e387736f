import { expect, test } from "vitest";
import { tellProof, tellSentence } from "./tell-transfer.ts";
import { testingTransfer } from "./testing-transfer.ts";

const now = Date.parse("2026-11-25T12:00:00Z");
const say = (transfer: Parameters<typeof tellSentence>[0]) => {
  const { lead, rest } = tellSentence(transfer, "Europe/Vienna", now);
  return `${lead} ${rest}`.trim();
};

const moving = { earliest: "2026-11-25T12:13:00.000Z", latest: "2026-11-25T12:14:00.000Z" };
const waitingFor = [{ actionBy: "vendor", files: 3, bytes: 3e9 }];

test("the sentence tells how far it is and the time left on the viewer's clock", () => {
  const transfer = testingTransfer({
    bytes: { copied: 62e9 },
    counts: { copied: 60, copying: 5, queued: 35 },
    timeLeft: { moving, waitingFor: [] },
  });
  expect(say(transfer)).toBe("62 % copied. About 14 min left, done by 13:14 CET.");
});

test("nobody is told that it is done by a time while files wait for somebody: the time left has two parts", () => {
  const transfer = testingTransfer({
    bytes: { copied: 62e9 },
    counts: { copied: 60, copying: 5, queued: 32, deadLettered: 3 },
    timeLeft: { moving, waitingFor },
  });
  expect(say(transfer)).toBe(
    "62 % copied. What can move is here by 13:14 CET, in about 14 min. 3 files: not before the laboratory acts.",
  );
});

test("no time is promised where only blocked files are left", () => {
  const transfer = testingTransfer({
    bytes: { copied: 97e9 },
    counts: { copied: 97, deadLettered: 3 },
    timeLeft: { moving: null, waitingFor },
  });
  expect(say(transfer)).toBe("97 % copied. Nothing more can move by itself. 3 files: not before the laboratory acts.");
});

test("a finished one is all there, or says how many are and whom the others wait for", () => {
  expect(say(testingTransfer({ state: "completed", counts: { copied: 100 } }))).toBe(
    "All files are here. All 100 are proven by checksum.",
  );
  expect(say(testingTransfer({ state: "completed_with_failures", counts: { copied: 99, deadLettered: 1 } }))).toBe(
    "99 of 100 files are here. 1 file waits for the laboratory.",
  );
});

test("one that stands still says since when and who should look; one that was cancelled what stays", () => {
  const stalled = testingTransfer({ stalledSince: "2026-11-25T11:20:00.000Z", counts: { copying: 2, queued: 98 } });
  expect(say(stalled)).toBe("0 % copied. Nothing has moved since 12:20 CET: an operator should look.");
  const cancelled = (copied: number) => say(testingTransfer({ state: "cancelled", counts: { copied } }));
  expect(cancelled(0)).toBe("Cancelled. Nothing had been copied.");
  expect(cancelled(1)).toBe("Cancelled. 1 file had been copied and stays where it is.");
  expect(cancelled(7)).toBe("Cancelled. 7 files had been copied and stay where they are.");
});

test("files compared by size only are never called proven", () => {
  const verification = { verified: 90, pending: 2, sizeOnly: 8, mismatched: 0 };
  expect(tellProof(testingTransfer({ counts: { copied: 100 }, verification }))).toBe(
    "90 proven by checksum, 8 by size only, 2 still being checked.",
  );
});
