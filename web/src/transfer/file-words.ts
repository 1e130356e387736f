import type { FileRow } from "../api/types.ts";
import type { Tone } from "../design/badge.tsx";

type State = FileRow["state"];

/** A file's state in plain words. */
export const stateWords: Record<State, string> = {
  planned: "Waiting",
  queued: "Waiting",
  copying: "Copying",
  verifying: "Checking",
  copied: "Copied",
  skipped: "Already there",
  dead_lettered: "Needs attention",
  waived: "Waived",
  cancelled: "Cancelled",
};

export const stateTones: Record<State, Tone> = {
  planned: "idle",
  queued: "idle",
  copying: "busy",
  verifying: "busy",
  copied: "done",
  skipped: "done",
  dead_lettered: "alert",
  waived: "warn",
  cancelled: "idle",
};

/** How a file is proven to be the same on both sides, in the few words of a table. */
export function tellProofShortly({ state, verification }: Pick<FileRow, "state" | "verification">): string {
  if (verification === null) return state === "skipped" || state === "copied" ? "Not compared" : "";
  switch (verification.result) {
    case "verified":
      return "Proven equal";
    case "pending":
      return "Proof to come";
    case "size_only":
      return "Same size";
    default:
      return "Differs";
  }
}
