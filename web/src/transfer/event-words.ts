import type { TransferEvent } from "../api/types.ts";
import type { Tone } from "../design/badge.tsx";
import { tellParty } from "../words/tell-party.ts";

type Told = Pick<TransferEvent, "type" | "detail">;

/** `text` may be followed by who did it and why, `outcome` stands after them. */
type EventWords = { tone: Tone; text: string; outcome?: string };

/** What happened to a transfer, in a few words. What a newer release tells is given by its name. */
export function tellEvent({ type, detail }: Told, vendorName: string | null): EventWords {
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
      return { tone: "busy", text: tellResumed(detail) };
    case "transfer.stalled":
      return { tone: "alert", text: "Stalled: no byte moved for some time" };
    case "transfer.needs_attention":
      return {
        tone: "alert",
        text: `Files need attention: ${tellParty(`${detail.actionBy}`, vendorName)} must act`,
      };
    case "transfer.redriven":
      return tellRedriven(files, detail.stillFailing);
    case "transfer.waived":
      return { tone: "warn", text: `${count(files)} waived` };
    case "transfer.replaced":
      return { tone: "warn", text: `Copies of it were replaced by the transfer ${detail.byTransfer}` };
    case "transfer.replaces":
      return { tone: "warn", text: `It replaced copies of the transfer ${detail.ofTransfer}` };
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

function tellRedriven(files: number | null, stillFailing: unknown): EventWords {
  const tone = files === 0 ? "alert" : "busy";
  const text = files === 0 ? "Tried again" : `${count(files)} tried again`;
  const isFailing = typeof stillFailing === "number" && stillFailing > 0;
  return { tone, text, ...(isFailing && { outcome: `Still refused: ${count(stillFailing)}.` }) };
}

function tellResumed({ after, pausedBy }: Told["detail"]): string {
  if (after === "stall") return "Bytes move again";
  if (after === "redrive") return "Opened again";
  return pausedBy === "route_disabled" ? "Resumed: its route was switched on" : "Resumed";
}

const pauses: Record<string, string> = {
  breaker: ": too many files failed for one reason",
  route_disabled: ": its route was switched off",
  fleet: ": all copying was paused",
};

function count(files: number | null): string {
  if (files === null) return "files";
  return files === 1 ? "1 file" : `${files.toLocaleString("en")} files`;
}
