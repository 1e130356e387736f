"use client";

import { type ReactNode, useLayoutEffect, useRef } from "react";
import { Button } from "./button.tsx";

/**
 * A sheet from the right (on a phone the whole page) over what one was reading. The browser's own dialog keeps the focus
 * inside, closes on Escape and gives the focus back.
 */
export function Drawer({ title, children, onClose }: { title: ReactNode; children: ReactNode; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Closed while it still stands in the page: only then the browser gives the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape is the dialog's own key, and ends in onClose.
    <dialog
      ref={dialog}
      aria-labelledby="drawer-title"
      onClose={onClose}
      // A click on the dialog itself is one on its backdrop: what is inside covers the rest.
      onClick={(event) => event.target === dialog.current && onClose()}
      className="m-0 ml-auto h-dvh max-h-none w-full max-w-2xl border-l border-line bg-surface p-0 text-ink shadow-2xl backdrop:bg-black/40"
    >
      <div className="flex min-h-full flex-col">
        <header className="sticky top-0 z-10 flex items-start justify-between gap-4 border-b border-line bg-surface px-5 py-3.5">
          <h2 id="drawer-title" className="min-w-0 text-[0.9375rem] font-semibold">
            {title}
          </h2>
          <Button look="quiet" onClick={onClose} className="-my-1 -mr-2 shrink-0">
            Close
          </Button>
        </header>
        <div className="grow px-5 py-4">{children}</div>
      </div>
    </dialog>
  );
}
