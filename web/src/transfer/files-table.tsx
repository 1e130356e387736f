"use client";

import dynamic from "next/dynamic";
import { useCallback, useEffect, useState } from "react";
import { tellFailure } from "../api/api-failure.ts";
import type { FileRow, Transfer } from "../api/types.ts";
import { Button } from "../design/button.tsx";
import { Card, CardHead } from "../design/card.tsx";
import { EmptyState } from "../design/empty-state.tsx";
import { ObjectKey } from "../design/object-key.tsx";
import { paceOf } from "../live/pace.ts";
import { tellNumber } from "../words/tell-amount.ts";
import { isOpen } from "../words/tell-state.ts";
import type { ShownFile } from "./file-columns.tsx";
import { windowAround, windowsOf } from "./file-pages.ts";
import { type Jump, FileRows as Rows } from "./file-rows.tsx";
import { FilesToolbar, FilterChip } from "./files-toolbar.tsx";
import { type FilesTab, firstView, isUnfiltered } from "./files-view.ts";
import { type FileRows, type Sight, useNumberedRows, useWalkedRows } from "./use-file-rows.ts";
import { useFilesView } from "./use-files-view.ts";
import { useSettled } from "./use-settled.ts";

// Opened by few, and after the first paint.
const FileDrawer = dynamic(() => import("./file-drawer.tsx").then((drawer) => drawer.FileDrawer), { ssr: false });

const noSight: Sight = { firstRow: 0, lastRow: 20, firstNumber: 1, lastNumber: 1 };
/** How long a scroll rests before what it came to is asked for. */
const SCROLL_MS = 80;

/** All files of a transfer: found, filtered, gone through and opened, at a million as quickly as at ten. */
export function FilesTable({ transfer }: { transfer: Transfer }) {
  const { view, show, open, hrefOf } = useFilesView();
  const [jump, setJump] = useState<{ number: number } | null>(view.from > 1 ? { number: view.from } : null);
  const goTo = (number: number) => {
    setJump({ number });
    show({ from: number });
  };
  const { source, vendor } = transfer;
  const { tab, q, cause, sample, from } = view;
  const counts = countTabs(transfer);
  const body = { transfer, counts, view, show, open, hrefOf, goTo };
  return (
    <Card id="files" aria-labelledby="files-title" className="scroll-mt-4">
      <CardHead id="files-title" title="Files">
        {source.prefix !== "" && (
          <p className="min-w-0 text-[0.8125rem] text-ink-soft">
            all below <ObjectKey value={source.prefix} />
          </p>
        )}
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
      {isUnfiltered(view) ? (
        <NumberedFiles {...body} jump={jump} />
      ) : (
        <WalkedFiles key={JSON.stringify([tab, q, cause, sample, from])} {...body} />
      )}
      {view.file !== null && (
        <FileDrawer
          transferId={transfer.id}
          number={view.file}
          vendorName={vendor?.name ?? null}
          source={source.bucket}
          destination={transfer.destination.bucket}
          pollMs={paceOf(isOpen(transfer))}
          onCause={(causeId) => show({ ...firstView, tab: "attention", cause: causeId })}
          onClose={() => open(null)}
        />
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

type BodyProps = ReturnType<typeof useFilesView> & {
  transfer: Transfer;
  counts: Record<FilesTab, number>;
  goTo: (number: number) => void;
};

function NumberedFiles({ jump, goTo, ...props }: BodyProps & { jump: { number: number } | null }) {
  const { transfer, counts, view } = props;
  const [sight, setSight] = useState(noSight);
  const window = windowAround(view.from, counts.all);
  const settled = useSettled(sight, SCROLL_MS);
  const rows = useNumberedRows({ transferId: transfer.id, window, sight: settled, pollMs: paceOf(isOpen(transfer)) });
  const windows = windowsOf(counts.all);
  const [rowJump, setRowJump] = useState<Jump | null>(null);
  useEffect(() => {
    if (jump !== null) setRowJump({ row: Math.min(jump.number, window.last) - window.first });
  }, [jump, window.first, window.last]);
  return (
    <>
      <Listed {...props} rows={rows} first={window.first} total={counts.all} jump={rowJump} onSight={setSight} />
      {windows.length > 1 && (
        <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">
          <label className="flex items-center gap-2 text-ink-soft">
            Files shown
            <select
              value={window.first}
              onChange={(event) => goTo(Number(event.target.value))}
              className="min-h-8 rounded-md border border-line-strong bg-surface px-2 text-ink"
            >
              {windows.map(({ first, last }) => (
                <option key={first} value={first}>
                  {tellNumber(first)} to {tellNumber(last)}
                </option>
              ))}
            </select>
          </label>
          <Button disabled={window.first === 1} onClick={() => goTo(window.first - 1)}>
            Earlier
          </Button>
          <Button disabled={window.last >= counts.all} onClick={() => goTo(window.last + 1)}>
            Later
          </Button>
        </div>
      )}
    </>
  );
}

function WalkedFiles({ goTo, ...props }: BodyProps) {
  const { transfer, view, counts } = props;
  const [sight, setSight] = useState(noSight);
  const settled = useSettled(sight, SCROLL_MS);
  const rows = useWalkedRows({
    transferId: transfer.id,
    filter: view,
    from: view.from,
    sight: settled,
    pollMs: paceOf(isOpen(transfer)),
  });
  const isWholeTab = view.q === "" && view.cause === null && view.sample === null && view.from === 1;
  return (
    <>
      {view.from > 1 && <FilterChip onClear={() => goTo(1)}>From file number {tellNumber(view.from)} on</FilterChip>}
      <Listed
        {...props}
        rows={rows}
        first={1}
        total={isWholeTab ? counts[view.tab] : null}
        jump={null}
        onSight={setSight}
      />
      {rows.nextNumber !== null && (
        <p className="border-t border-line px-5 py-3 text-right">
          <Button onClick={() => goTo(rows.nextNumber ?? 1)}>Go on from file {tellNumber(rows.nextNumber)}</Button>
        </p>
      )}
    </>
  );
}

function Listed({
  rows,
  first,
  total,
  jump,
  onSight,
  ...props
}: Omit<BodyProps, "goTo" | "counts"> & {
  rows: FileRows;
  first: number;
  total: number | null;
  jump: Jump | null;
  onSight: (sight: Sight) => void;
}) {
  const { transfer, view, hrefOf, open } = props;
  const prefix = transfer.source.prefix;
  const vendorName = transfer.vendor?.name ?? null;
  const show = useCallback(
    (file: FileRow): ShownFile => ({
      ...file,
      prefix,
      vendorName,
      href: hrefOf({ file: file.number }),
      open: () => open(file.number),
    }),
    [prefix, vendorName, hrefOf, open],
  );
  if (rows.error !== null) {
    return (
      <EmptyState title="The files could not be fetched">
        <p>{tellFailure(rows.error)}</p>
        <Button className="mt-3" onClick={rows.tryAgain}>
          Ask again
        </Button>
      </EmptyState>
    );
  }
  if (rows.count === 0 && !rows.isPending) return <NoFiles {...props} />;
  return (
    <Rows
      label="Files"
      // While nothing is here yet, empty rows hold the place.
      count={rows.count === 0 ? 8 : rows.count}
      rowAt={(index) => {
        const file = rows.rowAt(index);
        return file === null ? null : show(file);
      }}
      lines={{ total, first }}
      jump={jump}
      marked={view.from > 1 ? view.from : null}
      onSight={onSight}
    />
  );
}

const nothing: Record<FilesTab, string> = {
  all: "There are no files",
  attention: "No file needs attention",
  copying: "No file is being copied now",
  done: "No file is done yet",
};

function NoFiles({ transfer, view, show }: Pick<BodyProps, "transfer" | "view" | "show">) {
  const isSearch = view.q !== "" || view.cause !== null || view.sample !== null || view.from > 1;
  if (isSearch) {
    return (
      <EmptyState title="No file is like that">
        <p>Nothing among these files fits what is asked for.</p>
        <Button className="mt-3" onClick={() => show(firstView)}>
          Show all files
        </Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={nothing[view.tab]}>
      {view.tab === "all" && transfer.state === "planning" && (
        <p>The source is being listed: files appear here as they are found.</p>
      )}
      {view.tab === "attention" && <p>What somebody has to act on appears here and at the top of the page.</p>}
    </EmptyState>
  );
}
