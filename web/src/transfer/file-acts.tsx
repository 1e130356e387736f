"use client";

import { ActButton } from "../acts/act-button.tsx";
import { useViewer } from "../acts/viewer.tsx";
import type { FileDetails, Transfer } from "../api/types.ts";
import { whyNotAllowed } from "../words/may-act.ts";

/** What can be decided of one file that is not here and is not on its way. */
export function FileActs({ transfer, file }: { transfer: Transfer; file: FileDetails }) {
  const why = whyNotAllowed(useViewer().role, "redrive");
  if (file.state !== "dead_lettered" && file.state !== "waived" && file.state !== "cancelled") return null;
  const files = { numbers: [file.number] };
  return (
    <div className="flex flex-wrap items-center gap-2 max-sm:[&_button]:min-h-11">
      <ActButton act={{ name: "try_again", transfer, files }} />
      {file.state === "dead_lettered" && <ActButton act={{ name: "waive", transfer, files }} />}
      {why !== null && <span className="text-[0.8125rem] text-ink-soft">{why}</span>}
    </div>
  );
}
