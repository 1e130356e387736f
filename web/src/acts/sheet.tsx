"use client";

import { type ReactNode, useEffect, useLayoutEffect, useRef } from "react";

/**
 * A small sheet over the page, on a phone from its foot. The browser's own dialog keeps the focus inside, closes on Escape
 * and gives the focus back; where what opened it is gone, the page's content gets it.
 * `isHeld`: it does not close while something is on its way.
 */
export function Sheet({
  title,
  isHeld = false,
  onClose,
  children,
}: {
  title: string;
  isHeld?: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => {
      element?.close();
      if (document.activeElement === null || document.activeElement === document.body) focusContent();
    };
  }, []);
  const first = useRef(title);
  useEffect(() => {
    if (title !== first.current) heading.current?.focus();
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
      <h2 id="sheet-title" ref={heading} tabIndex={-1} className="text-base font-semibold outline-none">
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
