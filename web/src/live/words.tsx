"use client";

import { useRef } from "react";
import { useWords } from "./clock.tsx";

/** Words that time changes. `tell` gives them at a moment, in milliseconds since 1970. */
export function Words({ tell, className }: { tell: (now: number) => string; className?: string }) {
  const place = useRef<HTMLSpanElement>(null);
  const words = useWords(place, tell);
  return (
    <span ref={place} className={className}>
      {words}
    </span>
  );
}
