import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** What a state means at a glance; the words beside it say the same. */
export type Tone = "idle" | "busy" | "done" | "alert" | "warn";

const tones: Record<Tone, string> = {
  idle: "bg-sunken text-ink-soft",
  busy: "bg-accent-soft text-accent",
  done: "bg-done-soft text-done",
  alert: "bg-alert-soft text-alert",
  warn: "bg-warn-soft text-warn",
};

// One shape a tone, so that it can be told without its colour.
const shapes: Record<Tone, ReactNode> = {
  idle: <circle cx="6" cy="6" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  busy: <path d="M2 6a4 4 0 1 1 4 4" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />,
  done: (
    <path
      d="m2.5 6.4 2.4 2.4 4.6-5.2"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  alert: <path d="M6 1.2 11.3 10.6H.7Z" fill="currentColor" />,
  warn: <path d="M3.4 2.4v7.2M8.6 2.4v7.2" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
};

/** A mark's colour where it stands alone, beside words in the text's own colour. */
export const markColours: Record<Tone, string> = {
  idle: "text-ink-faint",
  busy: "text-accent",
  done: "text-done",
  alert: "text-alert",
  warn: "text-warn",
};

export function ToneMark({ tone, className }: { tone: Tone; className?: string }) {
  return (
    <svg viewBox="0 0 12 12" aria-hidden="true" className={classNames("size-3 shrink-0", className)}>
      {shapes[tone]}
    </svg>
  );
}

export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span
      className={classNames(
        "inline-flex items-center gap-1.5 rounded-full px-2 py-0.5 text-[0.8125rem] font-medium leading-5 whitespace-nowrap",
        tones[tone],
      )}
    >
      <ToneMark tone={tone} />
      {children}
    </span>
  );
}
