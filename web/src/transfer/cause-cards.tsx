"use client";

import type { Cause, Transfer } from "../api/types.ts";
import { CauseCard } from "./cause-card.tsx";

/** What stands in the way, grouped by its cause: what is open first, then what was remedied or waived. */
export function CauseCards({ transfer, causes }: { transfer: Transfer; causes: Cause[] }) {
  const open = causes.filter(({ state, files }) => state === "open" && files > 0);
  const settled = causes.length - open.length;
  if (open.length === 0) return null;
  return (
    <section aria-labelledby="causes" className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <h2 id="causes" className="sr-only">
        What needs attention
      </h2>
      {open.map((cause) => (
        <CauseCard key={cause.id} transfer={transfer} cause={cause} />
      ))}
      {settled > 0 && (
        <p className="px-1 text-[0.8125rem] text-ink-faint">
          {settled === 1 ? "Another cause was" : `${settled} other causes were`} settled.
        </p>
      )}
    </section>
  );
}
