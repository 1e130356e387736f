"use client";

import { useEffect, useRef, useState } from "react";

import { PendingSign } from "./pending-sign.tsx";

/** How what one types into or chooses from looks. */
export const fieldClass =
  "min-h-8 rounded-md border border-line-strong bg-raised px-2.5 py-1 text-ink placeholder:text-ink-faint";

const TYPING_PAUSE_MS = 300;

/** Keeps what is being typed, whatever the page does meanwhile; the address follows a moment later. */
export function SearchField({
  label,
  placeholder,
  value,
  maxLength = 200,
  isPending = false,
  onChange,
}: {
  label: string;
  placeholder: string;
  value: string;
  maxLength?: number;
  /** What was asked for is on its way. */
  isPending?: boolean;
  onChange: (value: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  const sent = useRef(value);
  // Another address, by a link or the back button, is not typing.
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => {
    if (typed.trim() === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = typed.trim();
      onChange(typed.trim());
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, onChange]);
  return (
    <span className="relative w-full sm:w-64">
      <input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={typed}
        maxLength={maxLength}
        onChange={(event) => setTyped(event.target.value)}
        className={`${fieldClass} w-full`}
      />
      <PendingSign isPending={isPending} className="absolute top-2.5 right-8 text-ink-faint" />
    </span>
  );
}
