import type { Transfer } from "../api/types.ts";
import type { Tone } from "../design/badge.tsx";
import { filesDone } from "./files-done.ts";

export type StateWord = { word: string; tone: Tone };

/** A transfer's state in the page's words. What somebody has to mend is told beside it while the rest still moves. */
export function tellState(transfer: Transfer): StateWord {
  const { state, counts, stalledSince } = transfer;
  switch (state) {
    case "planning":
      return isMoving(transfer) ? { word: "Copying", tone: "busy" } : { word: "Waiting", tone: "idle" };
    case "awaiting_approval":
      return { word: "Waiting for approval", tone: "warn" };
    case "running":
      if (stalledSince !== null) return { word: "Stalled", tone: "alert" };
      if (isOnlyBlocked(transfer)) return { word: "Needs attention", tone: "alert" };
      if (isMoving(transfer)) return { word: "Copying", tone: "busy" };
      return counts.verifying > 0 ? { word: "Checking", tone: "busy" } : { word: "Waiting", tone: "idle" };
    case "paused":
      return { word: "Paused", tone: transfer.pausedBy === "breaker" ? "alert" : "warn" };
    case "completed":
      return { word: "Complete", tone: "done" };
    case "completed_with_failures":
      return { word: "Needs attention", tone: "alert" };
    case "failed":
      return { word: "Could not start", tone: "alert" };
    case "cancelling":
      return { word: "Cancelling", tone: "idle" };
    case "cancelled":
      return { word: "Cancelled", tone: "idle" };
  }
}

/** Whether anything of it may still change by itself: then the page asks often. */
export function isOpen(transfer: Transfer): boolean {
  return ["planning", "running", "cancelling"].includes(transfer.state);
}

/** It could not start, before a file of it was found. */
export function isWithoutFiles({ state, counts }: Transfer): boolean {
  const { total: _, ...states } = counts;
  return state === "failed" && Object.values(states).every((count) => count === 0);
}

/** Whether a person has to do something for it to go on. */
export function needsSomebody(transfer: Transfer): boolean {
  return (
    transfer.needsAttention.files > 0 ||
    transfer.state === "failed" ||
    transfer.stalledSince !== null ||
    (transfer.state === "paused" && transfer.pausedBy === "breaker")
  );
}

/** Whether somebody decided that it ends. */
export function isCancelled({ state }: Transfer): boolean {
  return state === "cancelling" || state === "cancelled";
}

/** 0 to 1 by bytes, and by files where there are no bytes to count; null while it is not known how much there is. */
export function shareDone(transfer: Transfer): number | null {
  const { bytes, counts } = transfer;
  if (bytes.total === null || counts.total === null) return null;
  if (counts.total === 0) return 0;
  if (filesDone(transfer) === counts.total) return 1;
  return bytes.total > 0 ? bytes.copied / bytes.total : filesDone(transfer) / counts.total;
}

/** 0 to 1 of the files that cannot go on before somebody acts. */
export function shareBlocked({ counts }: Transfer): number {
  return counts.total ? counts.deadLettered / counts.total : 0;
}

/** The bar's tone: it tells of what arrived, not of what is blocked. */
export function barTone(transfer: Transfer): "busy" | "done" | "idle" {
  if (transfer.state === "running" || transfer.state === "planning") return "busy";
  return transfer.state === "completed" || transfer.state === "completed_with_failures" ? "done" : "idle";
}

function isMoving({ counts }: Transfer): boolean {
  return counts.copying > 0 || (counts.copied + counts.skipped > 0 && counts.queued + counts.planned > 0);
}

function isOnlyBlocked({ counts }: Transfer): boolean {
  return counts.planned + counts.queued + counts.copying + counts.verifying === 0 && counts.deadLettered > 0;
}
