import { expect, test } from "vitest";
import { tellEvent } from "./event-words.ts";
import { tellFileEvent } from "./file-history.ts";
import { tellProof } from "./proof-words.ts";

test.each([
  ["retry", { kind: "throttled", code: "SlowDown" }, "Amazon S3 asked us to slow down; the file waited and went on."],
  ["retry", { kind: "transient", code: "InternalError" }, "Amazon S3 answered InternalError; it was asked again."],
  ["handover", { reason: "crashed" }, "Taken over from a copier that stopped without a word."],
  ["waived", { by: "Ann", reason: "sequenced anew" }, "Waived by Ann: sequenced anew."],
  ["redrive", { reason: "a probe found it remedied" }, "Tried again: a probe found it remedied."],
  ["replaced", { byTransfer: "tr_2", file: 1 }, "Its copy was replaced by the transfer tr_2."],
  ["replaces", { ofTransfer: "tr_1", file: 1 }, "It replaced the copy that the transfer tr_1 had made."],
  ["some_news", {}, "some news."],
])("a file's %s is told", (type, detail, told) => {
  expect(tellFileEvent({ type, detail })).toBe(told);
});

test.each([
  ["transfer.planned", { files: 1 }, "The source was listed to its end: 1 file"],
  ["transfer.needs_attention", { actionBy: "vendor" }, "Files need attention: Northlab must act"],
  ["transfer.needs_attention", { actionBy: "cloud_team" }, "Files need attention: our cloud team must act"],
  ["transfer.paused", { pausedBy: "user" }, "Paused"],
  ["transfer.resumed", { after: "pause", pausedBy: "user" }, "Resumed"],
  ["transfer.resumed", { after: "pause", pausedBy: "route_disabled" }, "Resumed: its route was switched on"],
  ["transfer.moved_house", {}, "moved house"],
])("%s %o is told", (type, detail, told) => {
  expect(tellEvent({ type, detail }, "Northlab").text).toBe(told);
});

test("a transfer whose copies were replaced and the one that replaced them name each other", () => {
  const replaced = { type: "transfer.replaced", detail: { byTransfer: "tr_2" } };
  const replaces = { type: "transfer.replaces", detail: { ofTransfer: "tr_1" } };
  expect(tellEvent(replaced, null)).toEqual({ tone: "warn", text: "Copies of it were replaced by the transfer tr_2" });
  expect(tellEvent(replaces, null)).toEqual({ tone: "warn", text: "It replaced copies of the transfer tr_1" });
});

test.each([
  [3, 0, { tone: "busy", text: "3 files tried again" }],
  [3, 1, { tone: "busy", text: "3 files tried again", outcome: "Still refused: 1 file." }],
  [0, 3, { tone: "alert", text: "Tried again", outcome: "Still refused: 3 files." }],
])("a redrive that moved %i files and %i not says both", (files, stillFailing, told) => {
  expect(tellEvent({ type: "transfer.redriven", detail: { files, stillFailing } }, null)).toEqual(told);
});

test("equal sizes alone are never called proven", () => {
  expect(tellProof({ state: "copied", verification: { result: "size_only", method: "size" } }).short).toBe("Same size");
  expect(tellProof({ state: "copied", verification: { result: "verified", method: "etag" } }).short).toBe(
    "Proven equal",
  );
  expect(tellProof({ state: "skipped", verification: null }).short).toBe("Not compared");
});
