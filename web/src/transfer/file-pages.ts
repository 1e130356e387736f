/** Rows asked for at once. */
export const PAGE_ROWS = 200;

/**
 * Chromium draws no element taller than 33,554,428 px and Firefox none above 17,895,697 px, so a million rows do not fit
 * below each other: above this many they are shown in windows.
 */
export const WINDOW_ROWS = 300_000;

/** A window of files, from the number `first` to `last`. */
export type Window = { first: number; last: number };

/** The windows that `files` numbered files are shown in; one where they fit. */
export function windowsOf(files: number): Window[] {
  const count = Math.max(1, Math.ceil(files / WINDOW_ROWS));
  return Array.from({ length: count }, (_, index) => ({
    first: index * WINDOW_ROWS + 1,
    last: Math.min(files, (index + 1) * WINDOW_ROWS),
  }));
}

/** The window that holds a file number, the last one for a number beyond the end. */
export function windowAround(number: number, files: number): Window {
  const windows = windowsOf(files);
  return windows[Math.min(windows.length - 1, Math.floor((number - 1) / WINDOW_ROWS))] ?? { first: 1, last: files };
}

/** The first numbers of the pages that hold these rows of a window (the first row is 0). */
export function pagesOfRows(window: Window, rows: { first: number; last: number }): number[] {
  const pages: number[] = [];
  const lastRow = Math.min(rows.last, window.last - window.first);
  for (let page = Math.floor(Math.max(0, rows.first) / PAGE_ROWS); page * PAGE_ROWS <= lastRow; page += 1) {
    pages.push(window.first + page * PAGE_ROWS);
  }
  return pages;
}

/** `nextNumber` is where to go on: beyond the last item where more were looked at, null where none follow. */
type NumberedPage<Item> = { items: Item[]; nextNumber: number | null };

/**
 * A filtered list is walked through: each page begins at a file number, and holds what passes the filter from there up
 * to where the next one begins. Files come and go under a filter while pages are asked for anew one by one, so a page may
 * hold more than it did; then it is split, and no file is lost between two pages.
 * @param starts where pages begin, the first one first
 * @param pages what is known of each
 * @returns the starts to go on with; the very same array where nothing changes
 */
export function mendStarts(starts: number[], pages: (NumberedPage<unknown> | undefined)[]): number[] {
  const mended = starts.flatMap((start, index) => {
    const end = pages[index]?.nextNumber ?? null;
    const next = starts[index + 1];
    return end !== null && next !== undefined && end < next ? [start, end] : [start];
  });
  return mended.length === starts.length ? starts : mended;
}

/** The rows of all pages, each cut where the next one begins; `nextStart` is where more follow, null where none do. */
export function joinPages<Item extends { number: number }>(
  starts: number[],
  pages: (NumberedPage<Item> | undefined)[],
): { rows: Item[]; nextStart: number | null } {
  const rows = starts.flatMap((_, index) => {
    const end = starts[index + 1] ?? Number.POSITIVE_INFINITY;
    return (pages[index]?.items ?? []).filter(({ number }) => number < end);
  });
  return { rows, nextStart: pages[starts.length - 1]?.nextNumber ?? null };
}
