"use client";

import type { Transfer } from "../api/types.ts";
import { whyNotAllowed } from "../words/may-act.ts";
import type { Act } from "./act.ts";
import { ActButton } from "./act-button.tsx";
import { useViewer } from "./viewer.tsx";

/** What can be decided of a transfer as a whole, as it stands now; who may not is told whom to ask. */
export function TransferActs({ transfer }: { transfer: Transfer }) {
  const why = whyNotAllowed(useViewer().role, "operate");
  const acts = actsOf(transfer);
  if (acts.length === 0) return null;
  return (
    <section aria-label="What can be decided" className="flex flex-wrap items-center gap-2 max-sm:[&_button]:min-h-11">
      {/* By their place, not by their name: where Pause becomes Resume, the same button keeps the focus. */}
      {acts.map((act, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: see above.
        <ActButton key={place} act={act} />
      ))}
      {why !== null && <span className="text-[0.8125rem] text-ink-soft">{why}</span>}
    </section>
  );
}

function actsOf(transfer: Transfer): Act[] {
  switch (transfer.state) {
    case "planning":
    case "running":
      return [
        { name: "pause", transfer },
        { name: "cancel", transfer },
      ];
    case "paused":
      return [
        { name: "resume", transfer },
        { name: "cancel", transfer },
      ];
    case "awaiting_approval":
      return [{ name: "cancel", transfer }];
    case "cancelled":
      return [{ name: "try_again", transfer, files: "all" }];
    default:
      return [];
  }
}
