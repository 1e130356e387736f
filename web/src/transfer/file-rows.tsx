// biome-ignore-all lint/a11y/useSemanticElements: a table of a million rows is made of divs that say what each is.
// biome-ignore-all lint/a11y/useFocusableInteractive: it is a table to read, not a grid to edit; its links take the focus.
"use client";

import { useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { classNames } from "../design/class-names.ts";
import { columnClasses, columns, features, type ShownFile } from "./file-columns.tsx";
import type { Sight } from "./use-file-rows.ts";

const grid =
  "grid items-center gap-x-4 px-5 max-sm:grid-cols-[1fr_auto] max-sm:content-center max-sm:gap-y-0.5 " +
  "sm:grid-cols-[3.5rem_minmax(0,1fr)_5rem_9rem] lg:grid-cols-[4.5rem_minmax(0,1fr)_5.5rem_9rem_12rem] xl:grid-cols-[4.5rem_minmax(0,1fr)_5.5rem_9rem_12rem_10.5rem]";

/** Go to this row; a new object goes there again. */
export type Jump = { row: number };

/**
 * The rows in sight of a list of any length, as an accessible table. The rest is empty space above and below, so that
 * the scroll bar is true; it is set by script, because the page's policy lets no style come with the HTML.
 * @param lines.total how many rows there are beyond this list, for screen readers; null where nobody knows
 * @param lines.firstNumber the row's number among those that its first one has
 */
export function FileRows({
  label,
  count,
  rowAt,
  lines,
  jump,
  marked,
  onSight,
}: {
  label: string;
  count: number;
  rowAt: (index: number) => ShownFile | null;
  lines: { total: number | null; first: number };
  jump: Jump | null;
  marked: number | null;
  onSight: (sight: Sight) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const rowPx = useRowHeight();
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 8,
    initialRect: { width: 0, height: 640 },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the heights it has measured are those of the old row.
  useEffect(() => virtual.measure(), [rowPx]);
  useEffect(() => {
    if (jump !== null) virtual.scrollToIndex(jump.row, { align: "start" });
  }, [jump, virtual]);

  const items = virtual.getVirtualItems();
  const shown = items.map(({ index }) => rowAt(index)).filter((file) => file !== null);
  const table = useTable({ features, columns, data: shown, getRowId: ({ number }) => `${number}` });
  const [firstRow, lastRow] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  const [firstNumber, lastNumber] = [shown[0]?.number ?? 1, shown.at(-1)?.number ?? 1];
  useEffect(() => {
    onSight({ firstRow, lastRow, firstNumber, lastNumber });
  }, [onSight, firstRow, lastRow, firstNumber, lastNumber]);

  const isMounted = useIsMounted();
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div role="table" aria-label={label} aria-rowcount={lines.total === null ? -1 : lines.total + 1}>
      <div role="rowgroup" className="border-b border-line text-[0.8125rem] font-medium text-ink-soft max-sm:sr-only">
        {table.getHeaderGroups().map((group) => (
          <div key={group.id} role="row" aria-rowindex={1} className={classNames(grid, "py-2")}>
            {group.headers.map((header) => (
              <div key={header.id} role="columnheader" className={columnClasses[header.column.id]}>
                <table.FlexRender header={header} />
              </div>
            ))}
          </div>
        ))}
      </div>
      <div
        ref={scroller}
        role="rowgroup"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with the keyboard.
        tabIndex={0}
        aria-label={label}
        className="max-h-[min(40rem,70dvh)] overflow-y-auto overscroll-contain focus-visible:-outline-offset-2"
      >
        {isMounted && above > 0 && <div role="presentation" style={{ height: above }} />}
        {items.map(({ index }) => {
          const file = rowAt(index);
          return (
            <div
              key={index}
              role="row"
              aria-rowindex={lines.first + index + 1}
              className={classNames(
                grid,
                "relative h-10 border-t border-line first:border-t-0 max-sm:h-15",
                file !== null && "hover:bg-sunken",
                file !== null && file.number === marked && "bg-accent-soft",
              )}
            >
              {file === null ? (
                <div role="cell" className="col-span-full h-3 w-2/3 rounded bg-sunken">
                  <span className="sr-only">Loading</span>
                </div>
              ) : (
                table
                  .getRow(`${file.number}`)
                  .getAllCells()
                  .map((cell) => (
                    <div key={cell.id} role="cell" className={columnClasses[cell.column.id]}>
                      <table.FlexRender cell={cell} />
                    </div>
                  ))
              )}
            </div>
          );
        })}
        {isMounted && below > 0 && <div role="presentation" style={{ height: below }} />}
      </div>
    </div>
  );
}

/** A row's height: two lines on a phone, one elsewhere; it grows with the text that the viewer has chosen. */
function useRowHeight(): number {
  return useSyncExternalStore(
    (listener) => {
      const phone = window.matchMedia(PHONE);
      phone.addEventListener("change", listener);
      return () => phone.removeEventListener("change", listener);
    },
    () => (window.matchMedia(PHONE).matches ? 3.75 : 2.5) * remPx(),
    () => 40,
  );
}

const PHONE = "(width < 40rem)";

function remPx(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

function useIsMounted(): boolean {
  return useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
}
