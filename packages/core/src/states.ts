export type FileState =
  | "planned"
  | "queued"
  | "copying"
  | "verifying"
  | "copied"
  | "skipped"
  | "dead_lettered"
  | "waived"
  | "cancelled";

export type TransferState =
  | "planning"
  | "awaiting_approval"
  | "running"
  | "paused"
  | "completed"
  | "completed_with_failures"
  | "failed"
  | "cancelling"
  | "cancelled";

/** Who paused a transfer. */
export type PausedBy = "user" | "breaker" | "route_disabled" | "fleet";

/**
 * The states a file may go to next. It waits (planned: known; queued: a message is or was sent), is worked on (copying,
 * verifying) and ends; only a redrive takes it out of an end, with a new generation. A message may overtake the relay:
 * planned -> copying. What can never be copied is dead-lettered at once: planned -> dead_lettered. A claim taken over from a dead session starts at copying again.
 */
export const fileTransitions: Record<FileState, readonly FileState[]> = {
  planned: ["queued", "copying", "dead_lettered", "cancelled"],
  queued: ["copying", "cancelled"],
  copying: ["verifying", "copied", "skipped", "dead_lettered", "cancelled"],
  verifying: ["copying", "copied", "skipped", "dead_lettered", "cancelled"],
  copied: [],
  skipped: [],
  dead_lettered: ["queued", "waived"],
  waived: ["queued"],
  cancelled: ["queued"],
};

/**
 * The states a transfer may go to next. Rejecting an approval is a cancel. A redrive reopens what ended with something
 * left to do.
 */
export const transferTransitions: Record<TransferState, readonly TransferState[]> = {
  planning: ["awaiting_approval", "running", "failed", "cancelling"],
  awaiting_approval: ["running", "cancelling"],
  running: ["paused", "completed", "completed_with_failures", "cancelling"],
  paused: ["running", "cancelling"],
  completed: [],
  completed_with_failures: ["running"],
  failed: [],
  cancelling: ["cancelled"],
  cancelled: ["running"],
};

export const fileStates = Object.keys(fileTransitions) as [FileState, ...FileState[]];
export const transferStates = Object.keys(transferTransitions) as [TransferState, ...TransferState[]];
