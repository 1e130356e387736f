"use client";

import type { Transfer } from "../api/types.ts";
import { whyNotAllowed } from "../words/may-act.ts";
import type { Act } from "./act.ts";
import { ActButton } from "./act-button.tsx";
import { useViewer } from "./viewer.tsx";

/**
 * What can be decided of a transfer as a whole, as it stands now; who may not is told whom to ask. What ends a pause stands
 * on the page's banner, unless that tells of something worse (`isBannerTaken`).
 */
export function TransferActs({ transfer, isBannerTaken }: { transfer: Transfer; isBannerTaken: boolean }) {
  const why = whyNotAllowed(useViewer().role, "operate");
  const acts = actsOf(transfer).filter(({ name }) => name !== "resume" || isBannerTaken);
  if (acts.length === 0) return null;
  return (
    <section aria-label="What can be decided" className="flex flex-wrap items-center gap-2 max-sm:[&_button]:min-h-11">
      {acts.map((act) => (
        <ActButton key={act.name} act={act} />
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
