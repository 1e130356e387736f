"use client";

import { type UseQueryResult, useQueries } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { transferParams } from "../../app/(pages)/transfers/[id]/search-params.ts";
import { browserApi } from "../api/browser-api.ts";
import type { FileRow } from "../api/types.ts";
import type { CardSource } from "../live/live-card.tsx";
import { joinPages, mendStarts, PAGE_ROWS, pagesOfRows, type Window } from "./file-pages.ts";
import { type FilesFilter, filesPageQuery } from "./file-queries.ts";

/** What is in sight: rows of the list from 0 on, and the numbers of the files there. */
export type Sight = { firstRow: number; lastRow: number; firstNumber: number; lastNumber: number };

/** A list as a table shows it. A row that is not here yet is null. */
export type FileRows = {
  count: number;
  rowAt: (index: number) => FileRow | null;
  /** Nothing of what is in sight is here yet. */
  isPending: boolean;
  source: CardSource;
};

/** Rows beyond those in sight that are asked for ahead. */
const AHEAD = 40;
/** A walked list ends here, lest the page's memory fill; one goes on from the next number. */
const MOST_PAGES = 100;

type Input = { transferId: string; sight: Sight; pollMs: number };

/** All files of a window: row and number go together, so each page in sight is asked for by itself. */
export function useNumberedRows({ transferId, window, sight, pollMs }: Input & { window: Window }): FileRows {
  const rows = { first: sight.firstRow - AHEAD, last: sight.lastRow + AHEAD };
  const starts = pagesOfRows(window, rows);
  const pages = useQueries({
    queries: starts.map((start) => ({
      ...filesPageQuery(browserApi, transferId, transferParams.first, start),
      refetchInterval: pollMs,
    })),
  });
  const rowAt = (index: number) => {
    const page = pages[starts.indexOf(window.first + Math.floor(index / PAGE_ROWS) * PAGE_ROWS)];
    return page?.data?.items[index % PAGE_ROWS] ?? null;
  };
  return { count: window.last - window.first + 1, rowAt, ...stateOf(pages, pollMs) };
}

/**
 * The files that pass a filter, walked through from `from` on. `nextNumber` is where to go on once the list has grown as
 * long as it may. Mount it anew for another filter.
 */
export function useWalkedRows({
  transferId,
  filter,
  from,
  sight,
  pollMs,
}: Input & { filter: FilesFilter; from: number }): FileRows & { nextNumber: number | null } {
  const [starts, setStarts] = useState([from]);
  const pages = useQueries({
    queries: starts.map((start, index) => ({
      ...filesPageQuery(browserApi, transferId, filter, start),
      refetchInterval: isInSight(sight, start, starts[index + 1]) ? pollMs : false,
      refetchOnWindowFocus: isInSight(sight, start, starts[index + 1]),
    })),
  });
  const data = pages.map((page) => page.data);
  const mended = mendStarts(starts, data);
  if (mended !== starts) setStarts(mended);
  const { rows, nextStart } = joinPages(starts, data);
  const isFull = starts.length >= MOST_PAGES;
  const isNextWanted = nextStart !== null && !isFull && sight.lastRow + AHEAD >= rows.length;
  useEffect(() => {
    if (isNextWanted) setStarts((before) => [...before, nextStart]);
  }, [isNextWanted, nextStart]);
  return {
    count: rows.length + (nextStart !== null && !isFull ? 1 : 0),
    rowAt: (index) => rows[index] ?? null,
    nextNumber: isFull ? nextStart : null,
    ...stateOf(
      pages.filter((_, index) => isInSight(sight, starts[index] ?? from, starts[index + 1])),
      pollMs,
    ),
    isPending: pages.every((page) => page.isPending),
  };
}

function isInSight(sight: Sight, start: number, next: number | undefined): boolean {
  return start <= sight.lastNumber && (next === undefined || next > sight.firstNumber);
}

/** `pages` are those in sight. */
function stateOf(pages: UseQueryResult[], beatMs: number): Pick<FileRows, "isPending" | "source"> {
  const isLost = pages.length > 0 && pages.every((page) => page.isError && page.data === undefined);
  const times = pages.map(({ dataUpdatedAt }) => dataUpdatedAt).filter((at) => at > 0);
  return {
    isPending: pages.length > 0 && pages.every((page) => page.isPending),
    source: {
      age: {
        updatedAt: times.length === 0 ? 0 : Math.min(...times),
        isFailing: pages.some(({ isError, failureCount }) => isError || failureCount > 0),
        beatMs,
      },
      error: isLost ? (pages[0]?.error ?? null) : null,
      isMissing: isLost,
      askAgain: () => {
        for (const page of pages) if (page.isError) void page.refetch();
      },
    },
  };
}
