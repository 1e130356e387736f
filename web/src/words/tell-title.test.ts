import { expect, test } from "vitest";
import { tellTitle } from "./tell-title.ts";
import { testingTransfer } from "./testing-transfer.ts";

test("a tab tells how far a transfer is, then how it ended", () => {
  const name = "Northlab 11-A";
  expect(tellTitle(testingTransfer({ name, bytes: { copied: 62e9 } }))).toBe("62 % · Northlab 11-A");
  expect(tellTitle(testingTransfer({ name, counts: { total: null } }))).toBe("Waiting · Northlab 11-A");
  const finishedAt = "2026-11-25T12:00:00.000Z";
  expect(tellTitle(testingTransfer({ name, state: "completed", finishedAt }))).toBe("Complete · Northlab 11-A");
});
