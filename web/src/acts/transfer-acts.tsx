"use client";

import Link from "next/link";
import type { Transfer } from "../api/types.ts";
import { buttonClass } from "../design/button.tsx";
import { whyNotAllowed } from "../words/may-act.ts";
import type { Act } from "./act.ts";
import { ActButton, BarredButton } from "./act-button.tsx";
import { useViewer } from "./viewer.tsx";

/**
 * What can be decided of a transfer as a whole, as it stands now; who may not is told whom to ask. What ends a pause stands
 * on the page's banner, unless that tells of something worse (`isBannerTaken`).
 */
export function TransferActs({ transfer, isBannerTaken }: { transfer: Transfer; isBannerTaken: boolean }) {
  const why = whyNotAllowed(useViewer().role, "operate");
  const acts = actsOf(transfer).filter(({ name }) => name !== "resume" || isBannerTaken);
  return (
    <section aria-label="What can be decided" className="flex flex-wrap items-center gap-2 max-sm:[&_button]:min-h-11">
      {acts.map((act) => (
        <ActButton key={act.name} act={act} />
      ))}
      <MakeAgain transfer={transfer} />
      {why !== null && <span className="text-[0.8125rem] text-ink-soft">{why}</span>}
    </section>
  );
}

/** Leads to a new transfer that takes over what this one was. */
function MakeAgain({ transfer }: { transfer: Transfer }) {
  const why = whyNotAllowed(useViewer().role, "submit");
  return why === null ? (
    <Link href={`/new?again=${transfer.id}`} prefetch={false} className={buttonClass("plain", "max-sm:min-h-11")}>
      Make again
    </Link>
  ) : (
    <BarredButton why={why} look="plain">
      Make again
    </BarredButton>
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
