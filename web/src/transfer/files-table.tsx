"use client";

import { useCallback, useEffect, useState } from "react";
import { tellFailure } from "../api/api-failure.ts";
import { Button } from "../design/button.tsx";
import { Card, CardHead } from "../design/card.tsx";
import { EmptyState } from "../design/empty-state.tsx";
import { ObjectKey } from "../design/object-key.tsx";
import { tellNumber } from "../words/tell-amount.ts";
import type { ShownFile } from "./file-columns.tsx";
import { FileDrawer } from "./file-drawer.tsx";
import { windowAround, windowsOf } from "./file-pages.ts";
import type { FileRow } from "./file-queries.ts";
import { type Jump, FileRows as Rows } from "./file-rows.tsx";
import { FilesToolbar, FilterChip } from "./files-toolbar.tsx";
import { type FilesTab, firstView, isUnfiltered } from "./files-view.ts";
import { type FileRows, type Sight, useNumberedRows, useWalkedRows } from "./use-file-rows.ts";
import { useFilesView } from "./use-files-view.ts";
import { useSettled } from "./use-settled.ts";

/** What the files table has to know of its transfer. */
export type FilesOf = {
  transferId: string;
  vendorName: string | null;
  source: { bucket: string; prefix: string };
  destination: { bucket: string };
  counts: Record<FilesTab, number>;
  /** Whether the list of files is still growing. */
  isPlanning: boolean;
  /** How often what is in sight is asked for anew; false where nothing changes any more. */
  pollMs: number | false;
};

const noSight: Sight = { firstRow: 0, lastRow: 20, firstNumber: 1, lastNumber: 1 };
/** How long a scroll rests before what it came to is asked for. */
const SCROLL_MS = 80;

/** All files of a transfer: found, filtered, gone through and opened, at a million as quickly as at ten. */
export function FilesTable(props: FilesOf) {
  const { view, show, open, hrefOf } = useFilesView();
  const [jump, setJump] = useState<{ number: number } | null>(view.from > 1 ? { number: view.from } : null);
  const goTo = (number: number) => {
    setJump({ number });
    show({ from: number });
  };
  const { q, cause, sample } = view;
  const body = { ...props, view, show, open, hrefOf };
  return (
    <Card aria-labelledby="files-title">
      <CardHead id="files-title" title="Files">
        {props.source.prefix !== "" && (
          <p className="min-w-0 text-ink-soft">
            all below <ObjectKey value={props.source.prefix} />
          </p>
        )}
      </CardHead>
      <FilesToolbar view={view} counts={props.counts} hrefOf={hrefOf} onShow={show} onJump={goTo} />
      {cause !== null && (
        <FilterChip onClear={() => show({ cause: null, from: 1 })}>Only files that wait for one thing</FilterChip>
      )}
      {sample !== null && (
        <FilterChip onClear={() => show({ sample: null, from: 1 })}>
          Only sample <ObjectKey value={sample} />
        </FilterChip>
      )}
      {isUnfiltered(view) ? (
        <NumberedFiles {...body} jump={jump} goTo={goTo} />
      ) : (
        <WalkedFiles key={JSON.stringify([view.tab, q, cause, sample, view.from])} {...body} goTo={goTo} />
      )}
      {view.file !== null && (
        <FileDrawer
          transferId={props.transferId}
          number={view.file}
          vendorName={props.vendorName}
          source={props.source.bucket}
          destination={props.destination.bucket}
          pollMs={props.pollMs}
          onCause={(cause) => show({ ...firstView, tab: "attention", cause })}
          onClose={() => open(null)}
        />
      )}
    </Card>
  );
}

type BodyProps = FilesOf & ReturnType<typeof useFilesView> & { goTo: (number: number) => void };

function NumberedFiles({ jump, goTo, ...props }: BodyProps & { jump: { number: number } | null }) {
  const { transferId, counts, pollMs, view } = props;
  const [sight, setSight] = useState(noSight);
  const window = windowAround(view.from, counts.all);
  const rows = useNumberedRows({ transferId, window, sight: useSettled(sight, SCROLL_MS), pollMs });
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
  const { transferId, view, pollMs, counts } = props;
  const [sight, setSight] = useState(noSight);
  const settled = useSettled(sight, SCROLL_MS);
  const rows = useWalkedRows({ transferId, filter: view, from: view.from, sight: settled, pollMs });
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
}: Omit<BodyProps, "goTo"> & {
  rows: FileRows;
  first: number;
  total: number | null;
  jump: Jump | null;
  onSight: (sight: Sight) => void;
}) {
  const { view, hrefOf, open, source, vendorName } = props;
  const show = useCallback(
    (file: FileRow): ShownFile => ({
      ...file,
      prefix: source.prefix,
      vendorName,
      href: hrefOf({ file: file.number }),
      open: () => open(file.number),
    }),
    [source.prefix, vendorName, hrefOf, open],
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

function NoFiles({ view, show, isPlanning }: Pick<BodyProps, "view" | "show" | "isPlanning">) {
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
      {view.tab === "all" && isPlanning && <p>The source is being listed: files appear here as they are found.</p>}
      {view.tab === "attention" && <p>What somebody has to act on appears here and at the top of the page.</p>}
    </EmptyState>
  );
}
