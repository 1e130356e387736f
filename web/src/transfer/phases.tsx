import type { ReactNode } from "react";
import type { Transfer } from "../api/types.ts";
import { ToneMark } from "../design/badge.tsx";
import { classNames } from "../design/class-names.ts";
import { filesDone } from "../words/files-done.ts";
import { tellCountOf, tellNumber } from "../words/tell-amount.ts";
import { isOpen } from "../words/tell-state.ts";

type Phase = { name: string; state: "before" | "now" | "over"; told: ReactNode };

/** Listing, Copying, Checking, Done: which of them is over, which runs, and how far each is. */
export function Phases({ transfer }: { transfer: Transfer }) {
  // It will not go through them.
  if (transfer.state === "cancelling" || transfer.state === "cancelled") return null;
  // What stands still does not turn.
  const isMoving = isOpen(transfer);
  return (
    <ol className="mt-3 flex flex-wrap gap-x-6 gap-y-1.5 text-[0.8125rem]" aria-label="Phases">
      {phasesOf(transfer).map(({ name, state, told }) => (
        <li
          key={name}
          aria-current={state === "now" ? "step" : undefined}
          className={classNames("flex items-center gap-1.5", state === "before" ? "text-ink-faint" : "text-ink-soft")}
        >
          <span
            className={
              state === "over"
                ? "text-done"
                : state === "before"
                  ? "text-ink-faint"
                  : isMoving
                    ? "text-accent"
                    : "text-warn"
            }
          >
            <ToneMark tone={state === "over" ? "done" : state === "before" ? "idle" : isMoving ? "busy" : "warn"} />
          </span>
          <span className={state === "now" ? "font-medium text-ink" : undefined}>{name}</span>
          {told}
        </li>
      ))}
    </ol>
  );
}

function phasesOf(transfer: Transfer): Phase[] {
  const { counts, verification, state } = transfer;
  const hasEnded = ["completed", "completed_with_failures"].includes(state);
  const isListed = counts.total !== null;
  const open = counts.planned + counts.queued + counts.copying;
  const listed =
    counts.total ?? counts.planned + counts.queued + counts.copying + counts.verifying + filesDone(transfer);
  const isCopied = isListed && open === 0;
  const isChecked = isCopied && counts.verifying === 0 && verification.pending === 0;
  return [
    {
      name: "Listing",
      state: isListed ? "over" : "now",
      told: `${tellNumber(listed)} ${listed === 1 ? "file" : "files"}`,
    },
    {
      name: "Copying",
      state: isCopied ? "over" : filesDone(transfer) + counts.copying > 0 ? "now" : "before",
      told: isCopied ? null : tellCountOf(filesDone(transfer), counts.total),
    },
    {
      name: "Checking",
      state: isChecked ? "over" : counts.verifying + verification.pending > 0 ? "now" : "before",
      told: counts.verifying > 0 ? tellNumber(counts.verifying) : null,
    },
    { name: "Done", state: hasEnded && counts.deadLettered === 0 ? "over" : "before", told: null },
  ];
}
