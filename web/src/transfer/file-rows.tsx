// biome-ignore-all lint/a11y/useSemanticElements: a table of a million rows is made of divs that say what each is.
// biome-ignore-all lint/a11y/useFocusableInteractive: it is a table to read, not a grid to edit; its links take the focus.
"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";
import { classNames } from "../design/class-names.ts";
import { followRow } from "../design/follow-row.ts";
import { columns, type ShownFile } from "./file-columns.tsx";
import type { Sight } from "./use-file-rows.ts";
import { useRowHeight, useRowsInSight } from "./use-rows-in-sight.ts";

const grid =
  "grid items-center gap-x-4 px-5 max-sm:grid-cols-[1fr_auto] max-sm:content-center max-sm:gap-y-0.5 " +
  "sm:grid-cols-[3.5rem_minmax(0,1fr)_5rem_9rem] lg:grid-cols-[4.5rem_minmax(0,1fr)_5.5rem_9rem_12rem] xl:grid-cols-[4.5rem_minmax(0,1fr)_5.5rem_9rem_12rem_10.5rem]";

/** Go to this row; a new object goes there again. */
export type Jump = { row: number };

/**
 * The rows in sight of a list of any length, as an accessible table. The rest is empty space above and below, so that
 * the scroll bar is true; it is set by script, because the page's policy lets no style come with the HTML.
 * @param lines.total how many rows there are beyond this list, for screen readers; null where nobody knows
 * @param lines.first the row's number among those that its first one has
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
  const { from, to, abovePx, belowPx, goTo } = useRowsInSight(scroller, count, useRowHeight());
  const isMounted = useIsMounted();
  useEffect(() => {
    // Before, the space that it scrolls through is not there.
    if (jump !== null && isMounted) goTo(jump.row);
  }, [jump, isMounted, goTo]);

  const shown = Array.from({ length: to - from }, (_, place) => ({ index: from + place, file: rowAt(from + place) }));
  const numbers = shown.flatMap(({ file }) => file?.number ?? []);
  const [firstNumber, lastNumber] = [numbers[0] ?? 1, numbers.at(-1) ?? 1];
  useEffect(() => {
    onSight({ firstRow: from, lastRow: Math.max(from, to - 1), firstNumber, lastNumber });
  }, [onSight, from, to, firstNumber, lastNumber]);

  return (
    <div role="table" aria-label={label} aria-rowcount={lines.total === null ? -1 : lines.total + 1}>
      <div role="rowgroup" className="border-b border-line text-[0.8125rem] font-medium text-ink-soft max-sm:sr-only">
        <div role="row" aria-rowindex={1} className={classNames(grid, "py-2")}>
          {columns.map(({ head, className }) => (
            <div key={head} role="columnheader" className={className}>
              {head}
            </div>
          ))}
        </div>
      </div>
      <div
        ref={scroller}
        role="rowgroup"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with the keyboard.
        tabIndex={0}
        aria-label={label}
        className="max-h-[min(40rem,70dvh)] overflow-y-auto overscroll-contain [overflow-anchor:none] focus-visible:-outline-offset-2"
      >
        {isMounted && abovePx > 0 && <div role="presentation" style={{ height: abovePx }} />}
        {shown.map(({ index, file }) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has the row’s link.
          <div
            key={index}
            role="row"
            onClick={followRow}
            aria-rowindex={lines.first + index + 1}
            className={classNames(
              grid,
              "relative h-10 border-t border-line first:border-t-0 max-sm:h-15",
              file !== null && "cursor-pointer hover:bg-sunken",
              file !== null && file.number === marked && "bg-accent-soft",
            )}
          >
            {file === null ? (
              <div role="cell" className="col-span-full h-3 w-2/3 rounded bg-sunken">
                <span className="sr-only">Loading</span>
              </div>
            ) : (
              columns.map(({ head, className, cell }) => (
                <div key={head} role="cell" className={className}>
                  {cell(file)}
                </div>
              ))
            )}
          </div>
        ))}
        {isMounted && belowPx > 0 && <div role="presentation" style={{ height: belowPx }} />}
      </div>
    </div>
  );
}

function useIsMounted(): boolean {
  return useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
}
