import type { TransferEvent } from "../api/types.ts";
import type { Tone } from "../design/badge.tsx";
import { tellParty } from "../words/tell-party.ts";

type Told = Pick<TransferEvent, "type" | "detail">;

/** What happened to a transfer, in a few words. What a newer release tells is given by its name. */
export function tellEvent({ type, detail }: Told, vendorName: string | null): { tone: Tone; text: string } {
  const files = typeof detail.files === "number" ? detail.files : null;
  switch (type) {
    case "transfer.created":
      return { tone: "idle", text: "The transfer was made" };
    case "transfer.started":
      return { tone: "busy", text: "Copying began" };
    case "transfer.planned":
      return { tone: "idle", text: `The source was listed to its end: ${count(files)}` };
    case "transfer.paused":
      return { tone: "warn", text: `Paused${pauses[`${detail.pausedBy}`] ?? ""}` };
    case "transfer.resumed":
      return { tone: "busy", text: resumes[`${detail.after}`] ?? "It goes on" };
    case "transfer.stalled":
      return { tone: "warn", text: "Stalled: no byte moved for some time" };
    case "transfer.needs_attention":
      return {
        tone: "alert",
        text: `Files need attention: ${tellParty(`${detail.actionBy}`, vendorName)} must act`,
      };
    case "transfer.redriven":
      return { tone: "busy", text: `${count(files)} tried again` };
    case "transfer.waived":
      return { tone: "warn", text: `${count(files)} waived` };
    case "transfer.cancelling":
      return { tone: "warn", text: "It is being cancelled" };
    case "transfer.cancelled":
      return { tone: "idle", text: "Cancelled" };
    case "transfer.completed":
      return { tone: "done", text: "Complete" };
    case "transfer.completed_with_failures":
      return { tone: "alert", text: "Ended, with files that need attention" };
    case "transfer.failed":
      return { tone: "alert", text: "It could not be started" };
    default:
      return { tone: "idle", text: type.replace(/^transfer\./, "").replaceAll("_", " ") };
  }
}

const pauses: Record<string, string> = {
  breaker: ": too many files failed for one reason",
  route_disabled: ": its route was switched off",
  fleet: ": all copying was paused",
};

const resumes: Record<string, string> = {
  pause: "It goes on after the pause",
  stall: "Bytes move again",
  redrive: "Opened again",
};

function count(files: number | null): string {
  if (files === null) return "files";
  return files === 1 ? "1 file" : `${files.toLocaleString("en")} files`;
}
