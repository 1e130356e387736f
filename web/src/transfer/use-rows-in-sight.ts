"use client";

import { type RefObject, useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";

/** Rows drawn above and below those that one sees. */
const BEYOND = 8;
/** What is drawn before it is known how high the list is: more than it may be on most screens. */
const FIRST_ROWS = 24;

type InSight = {
  /** The first row drawn, and the one after the last. */
  from: number;
  to: number;
  /** Empty space that stands for the rows above and below, in CSS pixels. */
  abovePx: number;
  belowPx: number;
  goTo: (row: number) => void;
};

/**
 * Which rows of a scrolled list of `count` equally high rows are drawn. It costs the same for ten rows as for a million:
 * all that is kept is where the list is scrolled to. Where rows grow, the one at the top stays there.
 */
export function useRowsInSight(scroller: RefObject<HTMLElement | null>, count: number, rowPx: number): InSight {
  const [seen, setSeen] = useState({ from: 0, to: FIRST_ROWS });
  const [topRow, heightPx] = [useRef(0), useRef(rowPx)];
  heightPx.current = rowPx;
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    if (topRow.current > 0) element.scrollTop = topRow.current * rowPx;
    const look = () => {
      topRow.current = element.scrollTop / rowPx;
      const from = Math.max(0, Math.floor(element.scrollTop / rowPx) - BEYOND);
      const to = Math.ceil((element.scrollTop + element.clientHeight) / rowPx) + BEYOND;
      setSeen((before) => (before.from === from && before.to === to ? before : { from, to }));
    };
    const resizing = new ResizeObserver(look);
    resizing.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      resizing.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [scroller, rowPx, topRow]);
  const goTo = useCallback(
    (row: number) => {
      if (scroller.current !== null) scroller.current.scrollTop = row * heightPx.current;
    },
    [scroller, heightPx],
  );
  // The list may have become shorter than where it was seen last.
  const to = Math.min(count, seen.to);
  const from = Math.min(seen.from, Math.max(0, to - 1));
  return { from, to, abovePx: from * rowPx, belowPx: (count - to) * rowPx, goTo };
}

/** A row's height: two lines on a phone, one elsewhere; it grows with the text that the viewer has chosen. */
export function useRowHeight(): number {
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
