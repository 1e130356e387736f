import { classNames } from "./class-names.ts";

/** An arrow that every system draws alike: not each font has one. */
export function Arrow({ to, className }: { to: "left" | "right"; className?: string }) {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" className={classNames("inline-block size-3.5 shrink-0", className)}>
      <path
        d={to === "right" ? "M2 8h11M9 4l4 4-4 4" : "M14 8H3M7 4 3 8l4 4"}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
