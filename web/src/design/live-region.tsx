"use client";

import { useEffect, useRef, useState } from "react";

type Toast = { id: number; text: string };

const event = "s3mirror-announce";
const shownMs = 6_000;

/** Says something short to everyone: shown for a moment at the foot of the page, and read out. */
export function announce(text: string): void {
  window.dispatchEvent(new CustomEvent<string>(event, { detail: text }));
}

/** Where `announce` is heard; once on a page. */
export function LiveRegion() {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const nextId = useRef(0);
  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const listen = (heard: Event) => {
      const toast = { id: nextId.current++, text: (heard as CustomEvent<string>).detail };
      setToasts((before) => [...before.slice(-2), toast]);
      const timer = setTimeout(() => {
        timers.delete(timer);
        setToasts((before) => before.filter(({ id }) => id !== toast.id));
      }, shownMs);
      timers.add(timer);
    };
    window.addEventListener(event, listen);
    return () => {
      window.removeEventListener(event, listen);
      for (const timer of timers) clearTimeout(timer);
    };
  }, []);
  return (
    <div
      role="status"
      aria-live="polite"
      className="pointer-events-none fixed inset-x-0 bottom-4 z-50 grid justify-items-center gap-2 px-4"
    >
      {toasts.map(({ id, text }) => (
        <p key={id} className="max-w-xl rounded-lg bg-ink px-4 py-2 text-ground shadow-lg">
          {text}
        </p>
      ))}
    </div>
  );
}
