"use client";

import { tellBytes, tellCount } from "@s3mirror/core/units";
import { useQuery } from "@tanstack/react-query";
import { ProblemNote } from "../acts/problem-note.tsx";
import { browserApi } from "../api/browser-api.ts";
import { ObjectKey } from "../design/object-key.tsx";
import { lookQuery } from "./new-queries.ts";

/** What lies under a prefix now: how much as far as a short look shows, and the first hundred names. */
export function Look({ routeId, bucket, prefix }: { routeId: string; bucket: string | null; prefix: string }) {
  const {
    data: look,
    error,
    isFetching,
  } = useQuery({ ...lookQuery(browserApi, routeId, prefix, bucket), gcTime: 60_000 });
  return (
    <section aria-label="What is there now" aria-busy={isFetching} className="grid grid-cols-1 gap-2">
      {look === undefined && error === null && <p className="text-ink-soft">Looking</p>}
      <ProblemNote error={error} />
      {look !== undefined && (
        <>
          <p role="status">
            {look.files === 0 ? (
              <strong className="font-semibold text-warn">Nothing is there.</strong>
            ) : (
              <>
                <strong className="font-semibold">
                  {look.isComplete ? "" : "At least "}
                  {tellCount(look.files, "file")}, {tellBytes(look.bytes)}
                </strong>
                {look.isComplete ? " are there now." : " are there now; the look ended before all were seen."}
                {look.files > look.items.length && ` The first ${look.items.length}:`}
              </>
            )}
          </p>
          {look.items.length > 0 && (
            <ul
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (axe: scrollable-region-focusable).
              tabIndex={0}
              aria-label="Names"
              className="max-h-64 overflow-y-auto rounded-md border border-line bg-sunken px-3 py-2"
            >
              {look.items.map(({ key, sizeBytes }) => (
                <li key={key} className="flex items-baseline justify-between gap-4">
                  <ObjectKey short value={key} className="min-w-0" />
                  <span className="shrink-0 text-[0.8125rem] text-ink-soft">{tellBytes(sizeBytes)}</span>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
}
