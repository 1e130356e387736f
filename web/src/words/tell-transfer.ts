import { tellCount } from "@s3mirror/core/units";
import type { Transfer } from "../api/types.ts";
import { filesDone } from "./files-done.ts";
import { tellNumber, tellPercent } from "./tell-amount.ts";
import { capitalise, tellParties, tellParty } from "./tell-party.ts";
import { shareDone } from "./tell-state.ts";
import { tellClock, tellTimeLeft } from "./tell-time.ts";

/**
 * The one sentence that people come for, in two halves: how far it is, and what follows from it.
 * Times are told on the viewer's clock (`zone` as IANA names it, `now` in milliseconds since 1970).
 */
export function tellSentence(transfer: Transfer, zone: string, now: number): { lead: string; rest: string } {
  const done = filesDone(transfer);
  const { counts, failure } = transfer;
  switch (transfer.state) {
    case "planning":
      return counts.copied > 0
        ? { lead: `${tellCount(done, "file")} copied.`, rest: "The list of files is still being read." }
        : { lead: "Reading the list of files.", rest: "Copying starts with the first page of it." };
    case "awaiting_approval":
      return { lead: "Waiting for approval.", rest: "Nothing is copied before somebody approves it." };
    case "running":
      return {
        lead: tellProgress(transfer),
        rest: tellLeft(transfer, zone, now),
      };
    case "paused":
      return { lead: `Paused at ${tellPercent(shareDone(transfer) ?? 0)}.`, rest: tellPause(transfer) };
    case "completed":
      return {
        lead: counts.waived > 0 ? "Complete, with files that were waived." : "All files are here.",
        rest: tellProof(transfer),
      };
    case "completed_with_failures":
      return { lead: `${tellNumber(done)} of ${tellCount(counts.total, "file")} are here.`, rest: tellNeed(transfer) };
    case "failed":
      return { lead: "It could not start.", rest: failure === null ? "" : failure.message };
    case "cancelling":
      return { lead: "Being cancelled.", rest: "Files that are nearly done may still arrive." };
    case "cancelled":
      return { lead: "Cancelled.", rest: tellKept(done) };
  }
}

/**
 * When what can move by itself is there: "about 14 min", "15:20 CET"; null where nothing can be said. Not when the transfer
 * is done, where files wait for somebody.
 */
export function tellFinish({ timeLeft }: Transfer, zone: string, now: number): { left: string; at: string } | null {
  if (timeLeft.moving === null) return null;
  const earliest = Date.parse(timeLeft.moving.earliest);
  const latest = Date.parse(timeLeft.moving.latest);
  return { left: tellTimeLeft(earliest - now, latest - now), at: tellClock(latest, zone, now) };
}

/** What does not move before somebody acts: "3 files: not before Northlab acts", one for each who must. */
export function tellWaits({ timeLeft, vendor }: Transfer): string[] {
  return timeLeft.waitingFor.map(({ actionBy, files }) => {
    const who = actionBy === "nobody" ? "an operator" : tellParty(actionBy, vendor?.name ?? null);
    return `${tellCount(files, "file")}: not before ${who} acts`;
  });
}

/** How far the copies are proven: "All 35 are proven by checksum." */
export function tellProof({ verification, counts }: Transfer): string {
  const { verified, pending, sizeOnly, mismatched } = verification;
  const done = counts.copied + counts.skipped;
  const rest = [
    sizeOnly > 0 && `${tellNumber(sizeOnly)} by size only`,
    pending > 0 && `${tellNumber(pending)} still being checked`,
    mismatched > 0 && `${tellNumber(mismatched)} did not match`,
  ].filter(Boolean);
  if (rest.length > 0) return `${tellNumber(verified)} proven by checksum, ${rest.join(", ")}.`;
  if (done === 0) return "";
  return done === 1 ? "It is proven by checksum." : `All ${tellNumber(done)} are proven by checksum.`;
}

function tellProgress(transfer: Transfer): string {
  const share = shareDone(transfer);
  return share === null ? `${tellCount(filesDone(transfer), "file")} copied.` : `${tellPercent(share)} copied.`;
}

function tellLeft(transfer: Transfer, zone: string, now: number): string {
  const { counts } = transfer;
  if (transfer.stalledSince !== null)
    return `Nothing has moved since ${tellClock(Date.parse(transfer.stalledSince), zone, now)}: an operator should look.`;
  const finish = tellFinish(transfer, zone, now);
  const waits = tellWaits(transfer).map((wait) => `${wait}.`);
  if (finish !== null) {
    const first =
      waits.length === 0
        ? `${capitalise(finish.left)} left, done by ${finish.at}.`
        : `What can move is here by ${finish.at}, in ${finish.left}.`;
    return [first, ...waits].join(" ");
  }
  const open = counts.planned + counts.queued + counts.copying + counts.verifying;
  if (open === 0 && counts.deadLettered > 0) return ["Nothing more can move by itself.", ...waits].join(" ");
  const moving = counts.copying > 0 ? "The time left is known after half a minute." : "Waiting for a copier.";
  return [moving, ...waits].join(" ");
}

function tellNeed({ needsAttention, vendor }: Transfer): string {
  if (needsAttention.files === 0) return "";
  const who = tellParties(needsAttention.actionBy, vendor?.name ?? null);
  return `${tellCount(needsAttention.files, "file")} ${needsAttention.files === 1 ? "waits" : "wait"} for ${who}.`;
}

function tellKept(done: number): string {
  if (done === 0) return "Nothing had been copied.";
  return done === 1
    ? "1 file had been copied and stays where it is."
    : `${tellNumber(done)} files had been copied and stay where they are.`;
}

function tellPause(transfer: Transfer): string {
  switch (transfer.pausedBy) {
    case "breaker":
      return `Too many files failed for one reason, so S3Mirror stopped asking. ${tellNeed(transfer)}`.trim();
    case "route_disabled":
      return "Its route is switched off. What is copied stays.";
    case "fleet":
      return "All copying is paused. What is copied stays.";
    default:
      return "What is copied stays.";
  }
}
