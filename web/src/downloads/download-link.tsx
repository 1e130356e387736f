import type { ReactNode } from "react";
import { buttonClass } from "../design/button.tsx";

/** A link that saves what is behind it as a file; the browser takes it as it comes, whatever its length. */
export function DownloadLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} download className={buttonClass("quiet", "whitespace-nowrap max-sm:min-h-11")}>
      <svg viewBox="0 0 16 16" aria-hidden="true" className="size-3.5 shrink-0">
        <path
          d="M8 2v8M4.5 7 8 10.5 11.5 7M3 13.5h10"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {children}
    </a>
  );
}
