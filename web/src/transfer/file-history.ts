import type { FileDetails } from "../api/types.ts";

type FileEvent = Pick<FileDetails["events"][number], "type" | "detail">;

const handovers: Record<string, string> = {
  crashed: "Taken over from a copier that stopped without a word.",
  shutdown: "The copier was stopped; another one went on where it was.",
  paused: "The transfer was paused in the middle of the file.",
  fleet_paused: "All copying was paused in the middle of the file.",
  stalled: "No byte moved for too long; the file was given to another copier.",
};

/** What happened to a file, in one sentence. What a newer release tells is given by its name. */
export function tellFileEvent({ type, detail }: FileEvent): string {
  const text = (name: string) => (typeof detail[name] === "string" ? detail[name] : "");
  switch (type) {
    case "retry":
      return text("kind") === "throttled"
        ? "Amazon S3 asked us to slow down; the file waited and went on."
        : `Amazon S3 answered ${text("code") || "with an error"}; it was asked again.`;
    case "restart":
      return text("kind") === "source_changed"
        ? "The file was changed at the source while it was copied, so the copy was started over."
        : "Amazon S3 did not accept the copied parts, so the copy was started over.";
    case "handover":
      return handovers[text("reason")] ?? "The file was handed to another copier.";
    case "downgrade":
      if (text("what") === "look") {
        return "Cancelled after its copy had begun; the destination could not be asked whether the object was made.";
      }
      return text("what") === "tags"
        ? `Copied without its tags: they could not be ${text("side") === "destination" ? "written" : "read"}.`
        : "Copied without a part of its metadata, which could not be kept.";
    case "stale_result":
      return "A late result of an earlier attempt came in and was not counted.";
    case "redrive":
      return `Tried again${because(text("by"), text("reason"))}`;
    case "replaced":
      return `Its copy was replaced by the transfer ${text("byTransfer")}.`;
    case "replaces":
      return `It replaced the copy that the transfer ${text("ofTransfer")} had made.`;
    case "waived":
      return `Waived${because(text("by"), text("reason"))}`;
    default:
      return `${type.replaceAll("_", " ")}.`;
  }
}

function because(by: string, reason: string): string {
  return `${by && ` by ${by}`}${reason && `: ${reason}`}.`;
}
