"use client";

import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";

/**
 * A small sheet over the page, on a phone from its foot. The browser's own dialog keeps the focus inside, closes on Escape
 * and gives the focus back; where what opened it is gone, the page's content gets it.
 * `isHeld`: it does not close while something is on its way. `isOpenerGone`: what opened it is there no more, or soon.
 */
export function Sheet({
  title,
  isHeld = false,
  isOpenerGone = false,
  onClose,
  children,
}: {
  title: string;
  isHeld?: boolean;
  isOpenerGone?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const leaves = useRef(isOpenerGone);
  useEffect(() => {
    leaves.current = isOpenerGone;
  }, [isOpenerGone]);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      element?.close();
      // Where the browser had nobody to give the focus back to, it stays inside or goes nowhere.
      const focused = document.activeElement;
      if (focused === null || focused === document.body || element?.contains(focused) || leaves.current) focusContent();
    };
  }, []);
  const first = useRef(title);
  useEffect(() => {
    const element = heading.current;
    if (title !== first.current && element !== null) {
      // Only now: when the dialog opens, the browser would give the focus to a heading that can have it.
      element.tabIndex = -1;
      element.focus();
    }
    first.current = title;
  }, [title]);
  return (
    <dialog
      ref={dialog}
      aria-labelledby="sheet-title"
      onCancel={(event) => {
        if (isHeld) event.preventDefault();
      }}
      onClose={onClose}
      className="m-0 mt-auto max-h-dvh w-full max-w-none overflow-y-auto rounded-t-2xl border border-line bg-surface p-5 text-ink shadow-2xl backdrop:bg-black/40 sm:m-auto sm:max-w-xl sm:rounded-xl"
    >
      <h2 id="sheet-title" ref={heading} className="text-base font-semibold outline-none">
        {title}
      </h2>
      {children}
    </dialog>
  );
}

function focusContent(): void {
  const content = document.getElementById("main");
  if (content === null) return;
  content.tabIndex = -1;
  content.focus({ preventScroll: true });
}
