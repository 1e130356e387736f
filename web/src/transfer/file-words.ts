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

const methods: Record<string, string> = {
  md5: "Both sides have the same MD5 of all bytes.",
  full_object_checksum: "Amazon S3 computed the same checksum over the whole object on both sides.",
  part_checksums: "Amazon S3 computed the same checksums, part by part, on both sides.",
  etag: "Amazon S3 gives both sides the same ETag, which it makes from the bytes.",
  vendor_md5: "The copy has the MD5 that the vendor announced.",
};

/** How a file is proven to be the same on both sides: a few words for the table, a sentence for those who ask. */
export function tellProof({ state, verification }: Pick<FileRow, "state" | "verification">): {
  short: string;
  sentence: string;
} {
  if (verification === null) {
    return state === "skipped" || state === "copied"
      ? { short: "Not compared", sentence: "What is at the destination was not compared with the source." }
      : { short: "", sentence: "There is no copy to prove yet." };
  }
  switch (verification.result) {
    case "verified":
      return {
        short: "Proven equal",
        sentence: methods[verification.method] ?? `Both sides are equal by ${verification.method}.`,
      };
    case "pending":
      return { short: "Proof to come", sentence: "The copy is there; its proof is still being made." };
    case "size_only":
      return {
        short: "Same size",
        sentence: "Both sides have the same size. Amazon S3 keeps nothing else of this file that could be compared.",
      };
    default:
      return { short: "Differs", sentence: "The copy is not equal to the source." };
  }
}
