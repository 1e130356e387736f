"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { type FilesTab, isUnfiltered, transferParams } from "../../app/(pages)/transfers/[id]/search-params.ts";
import { useAddress } from "../address/use-address.ts";
import type { Transfer } from "../api/types.ts";
import { Card, CardHead } from "../design/card.tsx";
import { ObjectKey } from "../design/object-key.tsx";
import { filesAddress } from "../downloads/addresses.ts";
import { DownloadLink } from "../downloads/download-link.tsx";
import { CardBoundary } from "../live/card-boundary.tsx";
import { paceOf } from "../live/pace.ts";
import { isOpen } from "../words/tell-state.ts";
import { FilesToolbar, FilterChip } from "./files-toolbar.tsx";
import { NumberedFiles } from "./numbered-files.tsx";
import { useChosen } from "./use-chosen.ts";
import { WalkedFiles } from "./walked-files.tsx";

// Opened by few, and after the first paint.
const ChosenFiles = dynamic(() => import("./chosen-files.tsx").then((bar) => bar.ChosenFiles), { ssr: false });
const FileDrawer = dynamic(() => import("./file-drawer.tsx").then((drawer) => drawer.FileDrawer), { ssr: false });

/** All files of a transfer: found, filtered, gone through and opened, at a million as quickly as at ten. */
export function FilesTable({ transfer }: { transfer: Transfer }) {
  const { view, show, open, hrefOf } = useAddress(transferParams);
  const [jump, setJump] = useState<{ number: number } | null>(view.from > 1 ? { number: view.from } : null);
  const goTo = (number: number) => {
    setJump({ number });
    show({ from: number });
  };
  const { source, vendor } = transfer;
  const { tab, q, cause, sample, from } = view;
  const counts = countTabs(transfer);
  const chosen = useChosen();
  const body = { transfer, counts, view, show, open, hrefOf, goTo, chosen };
  return (
    <Card id="files" aria-labelledby="files-title" className="scroll-mt-4">
      <CardHead id="files-title" title="Files">
        {source.prefix !== "" && (
          <p className="min-w-0 text-[0.8125rem] text-ink-soft">
            all below <ObjectKey value={source.prefix} />
          </p>
        )}
        <span className="ml-auto flex flex-wrap gap-1">
          {counts.attention > 0 && tab !== "attention" && (
            <DownloadLink href={filesAddress(transfer.id, { ...transferParams.first, tab: "attention" })}>
              Failed files as CSV
            </DownloadLink>
          )}
          <DownloadLink href={filesAddress(transfer.id, view)}>
            {isUnfiltered(view) ? "All files as CSV" : "These files as CSV"}
          </DownloadLink>
        </span>
      </CardHead>
      <FilesToolbar view={view} counts={counts} hrefOf={hrefOf} onShow={show} onJump={goTo} />
      {cause !== null && (
        <FilterChip onClear={() => show({ cause: null, from: 1 })}>Only files that wait for one thing</FilterChip>
      )}
      {sample !== null && (
        <FilterChip onClear={() => show({ sample: null, from: 1 })}>
          Only sample <ObjectKey value={sample} />
        </FilterChip>
      )}
      {chosen.numbers.size > 0 && (
        <CardBoundary name="Chosen files">
          <ChosenFiles transfer={transfer} chosen={chosen} />
        </CardBoundary>
      )}
      {isUnfiltered(view) ? (
        <NumberedFiles {...body} jump={jump} />
      ) : (
        <WalkedFiles key={JSON.stringify([tab, q, cause, sample, from])} {...body} />
      )}
      {view.file !== null && (
        <CardBoundary name="The file">
          <FileDrawer
            transfer={transfer}
            number={view.file}
            vendorName={vendor?.name ?? null}
            source={source.bucket}
            destination={transfer.destination.bucket}
            pollMs={paceOf(isOpen(transfer))}
            onCause={(causeId) => show({ ...transferParams.first, tab: "attention", cause: causeId })}
            onClose={() => open({ file: null })}
          />
        </CardBoundary>
      )}
    </Card>
  );
}

function countTabs({ counts }: Transfer): Record<FilesTab, number> {
  const { total: _, ...states } = counts;
  return {
    all: Object.values(states).reduce((sum, count) => sum + count, 0),
    attention: counts.deadLettered,
    copying: counts.copying + counts.verifying,
    done: counts.copied + counts.skipped,
  };
}
