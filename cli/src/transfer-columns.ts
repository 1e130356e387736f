import { tellBytes, tellCount, tellRate } from "@s3mirror/core/units";
import type { Cause, Transfer, TransferFile } from "./api-types.ts";
import type { Column } from "./output.ts";

const stateWords: Record<string, string> = {
  planning: "Planning",
  awaiting_approval: "Waiting for approval",
  running: "Copying",
  paused: "Paused",
  completed: "Complete",
  completed_with_failures: "Needs attention",
  failed: "Failed",
  cancelling: "Cancelling",
  cancelled: "Cancelled",
};

/** The state in the words of the page; a trouble that somebody must mend comes first. */
export function tellState(transfer: Transfer): string {
  if ((transfer.needsAttention?.files ?? 0) > 0 && transfer.state === "running") return "Copying, needs attention";
  const word = stateWords[transfer.state] ?? transfer.state;
  return transfer.state === "paused" && transfer.pausedBy ? `${word} (by ${transfer.pausedBy})` : word;
}

function tellParty(party = ""): string {
  return party.replaceAll("_", " ");
}

export function copiedFiles(transfer: Transfer): number {
  return transfer.counts.copied + transfer.counts.skipped;
}

function place(location: { bucket: string; prefix?: string | null }): string {
  return `s3://${location.bucket}/${location.prefix ?? ""}`;
}

const source: Column<Transfer> = { title: "source", raw: (t) => place(t.source) };
const destination: Column<Transfer> = { title: "destination", raw: (t) => place(t.destination) };
const state: Column<Transfer> = { title: "state", raw: (t) => t.state, tell: tellState };

export const transferColumns: Column<Transfer>[] = [
  { title: "id", raw: (t) => t.id },
  { title: "name", raw: (t) => t.name ?? t.reference },
  state,
  {
    title: "files",
    raw: copiedFiles,
    tell: (t) => `${copiedFiles(t).toLocaleString("en")} of ${t.counts.total?.toLocaleString("en") ?? "?"}`,
    right: true,
  },
  {
    title: "bytes",
    raw: (t) => t.bytes.copied,
    tell: (t) => `${tellBytes(t.bytes.copied)} of ${tellBytes(t.bytes.total)}`,
    right: true,
  },
  { title: "attention", raw: (t) => t.needsAttention?.files ?? 0, right: true },
  source,
  destination,
];

export const transferFacts: Column<Transfer>[] = [
  { title: "id", raw: (t) => t.id },
  { title: "name", raw: (t) => t.name },
  { title: "reference", raw: (t) => t.reference },
  state,
  source,
  destination,
  {
    title: "files",
    raw: (t) => t.counts.total,
    tell: (t) =>
      `${copiedFiles(t).toLocaleString("en")} of ${tellCount(t.counts.total, "file")} copied${others(t)
        .map((text) => `, ${text}`)
        .join("")}`,
  },
  {
    title: "bytes",
    raw: (t) => t.bytes.copied,
    tell: (t) => `${tellBytes(t.bytes.copied)} of ${tellBytes(t.bytes.total)}`,
  },
  {
    title: "rate",
    raw: (t) => t.rateBytesPerSecond,
    tell: (t) => (t.rateBytesPerSecond === null ? "" : tellRate(t.rateBytesPerSecond)),
  },
  {
    title: "needs",
    raw: (t) => t.needsAttention?.files,
    tell: (t) =>
      (t.needsAttention?.files ?? 0) === 0
        ? ""
        : `${tellCount(t.needsAttention?.files ?? 0, "file")}: ${(t.needsAttention?.actionBy ?? []).map(tellParty).join(", ")} must act (s3mirror transfers causes ${t.id})`,
  },
  {
    title: "failure",
    raw: (t) => t.failure?.code,
    tell: (t) => (t.failure ? [t.failure.message ?? t.failure.code, t.failure.remedy].filter(Boolean).join(" ") : ""),
  },
  { title: "created", raw: (t) => t.createdAt },
  { title: "finished", raw: (t) => t.finishedAt },
];

function others(transfer: Transfer): string[] {
  const { counts } = transfer;
  const named = [
    [counts.queued + counts.planned, "waiting"],
    [counts.copying + counts.verifying, "in work"],
    [counts.skipped, "of them already there"],
    [counts.deadLettered, counts.deadLettered === 1 ? "needs attention" : "need attention"],
    [counts.waived, "waived"],
    [counts.cancelled, "cancelled"],
  ] as const;
  return named.filter(([count]) => count > 0).map(([count, word]) => `${count.toLocaleString("en")} ${word}`);
}

export const fileColumns: Column<TransferFile>[] = [
  { title: "number", raw: (f) => f.number, right: true },
  { title: "key", raw: (f) => f.key },
  { title: "size", raw: (f) => f.sizeBytes, tell: (f) => tellBytes(f.sizeBytes), right: true },
  { title: "state", raw: (f) => f.state },
  { title: "attempts", raw: (f) => f.attempts, right: true },
  {
    title: "verified by",
    raw: (f) => (f.verification?.result === "verified" ? f.verification.method : f.verification?.result),
  },
  { title: "failure", raw: (f) => f.failure?.kind },
  { title: "who must act", raw: (f) => f.failure?.actionBy, tell: (f) => tellParty(f.failure?.actionBy) },
];

export const causeColumns: Column<Cause>[] = [
  { title: "id", raw: (c) => c.id },
  { title: "cause", raw: (c) => c.kind, tell: (c) => c.title },
  { title: "files", raw: (c) => c.files, right: true },
  { title: "bytes", raw: (c) => c.bytes, tell: (c) => tellBytes(c.bytes), right: true },
  { title: "who must act", raw: (c) => c.actionBy, tell: (c) => tellParty(c.actionBy) },
  { title: "state", raw: (c) => c.state },
];

/** A cause in full: what, what to do, the statement to paste, and with a transfer's id the commands that end it. */
export function tellCause(cause: Cause, transferId?: string): string {
  const lines = [
    `${cause.title}: ${tellCount(cause.files, "file")}`,
    `  ${cause.message}`,
    `  remedy: ${cause.remedy}`,
  ];
  if (cause.policyStatement) lines.push(JSON.stringify(cause.policyStatement, null, 2).replace(/^/gm, "  "));
  if (transferId !== undefined) {
    lines.push(
      `  Try again:      s3mirror transfers redrive ${transferId} --cause ${cause.id}`,
      `  go without it:  s3mirror transfers waive ${transferId} --cause ${cause.id} --reason "…"`,
    );
  }
  return `${lines.join("\n")}\n`;
}
