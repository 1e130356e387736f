"use client";

import { hashKey, type QueryKey, type UseQueryOptions, useQueries } from "@tanstack/react-query";
import { type RefCallback, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { CardSource } from "./live-card.tsx";
import { watchSight } from "./sight.ts";

/** One page of a list, and where the next one begins. */
type PageOf<Item> = { items: Item[]; next: string | null };

type PageQuery<Item, Key extends QueryKey> = UseQueryOptions<PageOf<Item>, Error, PageOf<Item>, Key>;

/** A list of which some pages were opened. */
export type Pages<Item> = {
  pages: Item[][];
  hasMore: boolean;
  openMore: () => void;
  /** A page that was asked for is on its way. */
  isOpening: boolean;
  /** What is shown was asked for before; the answer to what is asked for now is on its way. */
  isBefore: boolean;
  /** The list as a card's source: as old as the oldest page in sight. */
  source: CardSource;
  /** For every element that shows something of a page: only pages in sight are asked for anew. */
  watch: (page: number) => RefCallback<Element>;
};

/**
 * A list that is opened page by page, each asked for by a query of its own. Only pages in sight are asked for anew: a list
 * with twenty opened pages costs no more than one with two.
 * @param queryOf the query of the page that begins there; null is the list's beginning
 */
export function usePages<Item, Key extends QueryKey>(
  queryOf: (cursor: string | null) => PageQuery<Item, Key>,
  pollMs: number,
): Pages<Item> {
  const list = hashKey(queryOf(null).queryKey);
  const [opened, setOpened] = useState<{ list: string; cursors: (string | null)[] }>({ list, cursors: [null] });
  const cursors = opened.list === list ? opened.cursors : [null];
  const [seen, setSeen] = useState<ReadonlySet<number>>(() => new Set([0]));
  const shown = useRef<{ list: string; pages: PageOf<Item>[] }>({ list, pages: [] });
  const kept = shown.current.list === list ? shown.current.pages : [];

  const results = useQueries({
    queries: cursors.map((cursor, index) => ({
      ...queryOf(cursor),
      enabled: index === 0 || seen.has(index) || kept[index] === undefined,
      refetchInterval: seen.has(index) && pollMs,
      refetchOnWindowFocus: seen.has(index),
    })),
  });

  const now = results.map(({ data }, index) => data ?? kept[index]);
  const isHere = now[0] !== undefined;
  const pages = isHere ? now.filter((page) => page !== undefined) : shown.current.pages;
  useEffect(() => {
    if (isHere) shown.current = { list, pages };
  });

  // What came in or went may move where a page ends: the next one begins there from now on.
  const mended = mendCursors(cursors, now);
  if (mended !== cursors || opened.list !== list) setOpened({ list, cursors: mended });

  const next = pages.at(-1)?.next ?? null;
  const isWhole = pages.length === cursors.length;
  const inSight = results.filter((_, index) => seen.has(index));
  const error = results.find(({ isError }) => isError)?.error ?? null;
  const times = inSight.map(({ dataUpdatedAt }) => dataUpdatedAt).filter((at) => at > 0);
  return {
    pages: useStable(pages.map(({ items }) => items)),
    hasMore: next !== null && isHere,
    openMore: () => {
      if (isWhole && next !== null) setOpened({ list, cursors: [...cursors, next] });
    },
    isOpening: isHere && !isWhole && results.at(-1)?.isError !== true,
    isBefore: !isHere && pages.length > 0,
    source: {
      age: {
        updatedAt: times.length === 0 ? 0 : Math.min(...times),
        isFailing: inSight.some(({ isError, failureCount }) => isError || failureCount > 0),
        beatMs: pollMs,
      },
      error,
      // What was asked for before does not stand for what is asked for now and cannot be had.
      isMissing: !isHere && (pages.length === 0 || error !== null),
      askAgain: () => {
        for (const result of results) if (result.isError) void result.refetch();
      },
    },
    watch: useWatch(setSeen),
  };
}

/** Where pages begin from now on; the very same array where nothing changes. A page behind the end is no page. */
export function mendCursors(
  cursors: (string | null)[],
  pages: ({ next: string | null } | undefined)[],
): (string | null)[] {
  for (const [index, cursor] of cursors.entries()) {
    const before = pages[index - 1];
    if (index === 0 || before === undefined || before.next === cursor) continue;
    return before.next === null
      ? cursors.slice(0, index)
      : [...cursors.slice(0, index), before.next, ...cursors.slice(index + 1)];
  }
  return cursors;
}

/** The same array as before where each entry is. */
function useStable<Entry>(entries: Entry[]): Entry[] {
  const before = useRef(entries);
  const isSame = before.current.length === entries.length && before.current.every((entry, at) => entry === entries[at]);
  if (!isSame) before.current = entries;
  return before.current;
}

type SetSeen = (change: (before: ReadonlySet<number>) => ReadonlySet<number>) => void;

function useWatch(setSeen: SetSeen): (page: number) => RefCallback<Element> {
  const counts = useRef(new Map<number, number>());
  const callbacks = useMemo(() => new Map<number, RefCallback<Element>>(), []);
  return useCallback(
    (page) => {
      const made = callbacks.get(page) ?? makeRef(page, counts.current, setSeen);
      callbacks.set(page, made);
      return made;
    },
    [callbacks, setSeen],
  );
}

function makeRef(page: number, counts: Map<number, number>, setSeen: SetSeen): RefCallback<Element> {
  const add = (change: number) => {
    const count = (counts.get(page) ?? 0) + change;
    counts.set(page, count);
    setSeen((before) => {
      if (before.has(page) === count > 0) return before;
      const after = new Set(before);
      if (count > 0) after.add(page);
      else after.delete(page);
      return after;
    });
  };
  return (element) => {
    if (element === null) return;
    let isInSight = false;
    const stop = watchSight(element, (isNow) => {
      if (isNow !== isInSight) add(isNow ? 1 : -1);
      isInSight = isNow;
    });
    return () => {
      stop();
      if (isInSight) add(-1);
    };
  };
}
