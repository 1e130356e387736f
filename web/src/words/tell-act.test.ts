import { expect, test } from "vitest";
import type { Act, ChosenFiles } from "../acts/act.ts";
import { whyNot, whyNotAllowed } from "./may-act.ts";
import { needsReason, tellAct } from "./tell-act.ts";
import { tellEntry, tellOutcome } from "./tell-receipt.ts";
import { testingTransfer } from "./testing-transfer.ts";

const transfer = testingTransfer({ name: "Plate 4", counts: { copied: 60, copying: 4, queued: 36 } });
const inFlight = { files: 4, uploads: 4, partsKept: 105, bytesKept: 6_700_000_000 };

test("before a pause one reads what stops, how many parts stay, and who is told", () => {
  const words = tellAct({ name: "pause", transfer }, inFlight);
  expect([words.title, words.about, words.confirm]).toEqual(["Pause this transfer?", "Plate 4", "Pause"]);
  expect(words.stops).toBe(
    "No further file is begun. 4 files are in copiers’ hands: they are put down within about 10 s, or finish before.",
  );
  expect(words.stays).toBe(
    "60 files are here and stay. 105 parts (6.7 GB) of what is under way are kept and not copied again.",
  );
  expect(words.told).toContain("Nobody gets a mail.");
});

test("one file and one part are told as one", () => {
  const one = { files: 1, uploads: 1, partsKept: 1, bytesKept: 8_000_000 };
  const words = tellAct({ name: "pause", transfer: testingTransfer({ counts: { copied: 1 } }) }, one);
  expect(words.stops).toContain("1 file is in a copier’s hands: it is put down within about 10 s");
  expect(words.stays).toBe(
    "1 file is here and stays. 1 part (8 MB) of what is under way is kept and not copied again.",
  );
});

test("while nobody knows what copiers have in hand, nothing is said of it", () => {
  const words = tellAct({ name: "pause", transfer }, null);
  expect(words.stops).toBe("No further file is begun.");
  expect(words.stays).toBe("60 files are here and stay. Nothing is lost: parts that were copied are kept.");
});

test("who ends a transfer reads that what was begun is given up: its parts are not promised", () => {
  const words = tellAct({ name: "cancel", transfer }, inFlight);
  expect(words.stops).toMatch(
    /given up.*4 files are in copiers’ hands: those that are nearly done may still arrive\.$/,
  );
  expect(words.stays).not.toContain("parts");
  expect(words.told).toContain("Whoever receives alerts gets a mail.");
});

test("chosen files are counted, and none are counted where all are meant", () => {
  const stops = (files: ChosenFiles) => tellAct({ name: "waive", transfer, files }, null).stops;
  expect(stops({ numbers: [7] })).toContain("no longer waits for 1 file:");
  expect(stops({ numbers: [7, 8] })).toContain("no longer waits for 2 files:");
  expect(stops("all")).toContain("every file that could not be copied");
});

test("a reason is asked for where the API takes none without", () => {
  expect(["waive", "route_off", "route_on"].map((name) => needsReason(name as Act["name"]))).toEqual([
    true,
    true,
    true,
  ]);
  expect(
    ["pause", "resume", "cancel", "try_again", "brake", "release"].filter((name) => needsReason(name as Act["name"])),
  ).toEqual([]);
});

test("who may not is told whom to ask; who may, when it can be done", () => {
  expect(whyNot("viewer", { name: "pause", transfer })).toBe("This needs an operator: ask one to do it.");
  expect(whyNot("operator", { name: "pause", transfer })).toBeNull();
  expect(whyNot("a role of tomorrow", { name: "brake" })).toBe("This needs an operator: ask one to do it.");
  expect(whyNotAllowed("operator", "administer")).toBe("This needs an administrator: ask one to do it.");
  const planning = testingTransfer({ state: "planning" });
  expect(whyNot("operator", { name: "pause", transfer: planning })).toContain(
    "once the list of its files has been read",
  );
  const off = testingTransfer({ state: "paused", pausedBy: "route_disabled" });
  expect(whyNot("admin", { name: "resume", transfer: off })).toContain("Its route is switched off");
  expect(whyNot("admin", { name: "cancel", transfer: off })).toBeNull();
});

test("the receipt says what came of it and where it is written, and admits where nothing was to be done", () => {
  expect(tellOutcome("pause", { entry: "41" })).toBe("It is paused.");
  expect(tellEntry("41")).toBe("Written down as entry 41 of the audit log.");
  expect(tellEntry(null)).toBe("It was so already: nothing changed, and nothing was written down.");
  expect(tellOutcome("waive", { entry: "42", waived: 1 })).toBe("1 file was waived.");
  expect(tellOutcome("waive", { entry: null, waived: 0 })).toBe(
    "None of these files waited any more: nothing was waived.",
  );
  expect(tellOutcome("try_again", { entry: "43", redriven: { redriven: 2, stillFailing: 0, pending: 0 } })).toBe(
    "2 files are being copied.",
  );
});
