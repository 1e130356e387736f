import { expect, test } from "vitest";
import {
  type FileState,
  fileStates,
  fileTransitions,
  type TransferState,
  transferStates,
  transferTransitions,
} from "./states.ts";

const endsOfFiles = new Set<FileState>(["copied", "skipped", "dead_lettered", "waived", "cancelled"]);
const endsOfTransfers = new Set<TransferState>(["completed", "completed_with_failures", "failed", "cancelled"]);

function reachable<S extends string>(table: Record<S, readonly S[]>, from: S): Set<S> {
  const seen = new Set<S>([from]);
  for (const state of seen) for (const next of table[state]) seen.add(next);
  return seen;
}

test("every file can end, and every state is reached from planned", () => {
  for (const state of fileStates)
    expect([...reachable(fileTransitions, state)].some((next) => endsOfFiles.has(next))).toBe(true);
  expect([...reachable(fileTransitions, "planned")].sort()).toEqual([...fileStates].sort());
});

test("a file leaves an end only by redrive (queued) or by a waiver", () => {
  const leaves = fileStates
    .filter((state) => endsOfFiles.has(state))
    .flatMap((state) => fileTransitions[state].map((next) => [state, next]));
  expect(leaves).toEqual([
    ["dead_lettered", "queued"],
    ["dead_lettered", "waived"],
    ["waived", "queued"],
    ["cancelled", "queued"],
  ]);
});

test("every transfer can close, and every state is reached from planning", () => {
  for (const state of transferStates) {
    expect([...reachable(transferTransitions, state)].some((next) => endsOfTransfers.has(next))).toBe(true);
  }
  expect([...reachable(transferTransitions, "planning")].sort()).toEqual([...transferStates].sort());
});

test("a closed transfer is reopened only by a redrive, and what completed or never started stays", () => {
  const reopened = transferStates.filter(
    (state) => endsOfTransfers.has(state) && transferTransitions[state].length > 0,
  );
  expect(reopened).toEqual(["completed_with_failures", "cancelled"]);
});
