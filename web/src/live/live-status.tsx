"use client";

import { tellAgo, tellClock } from "../words/tell-time.ts";
import { useNow, useZone } from "./clock.tsx";

/** "Updated 2 s ago". `updatedAt` in milliseconds since 1970. */
export function LiveStatus({ updatedAt }: { updatedAt: number }) {
  const now = useNow();
  return <span className="text-[0.8125rem] text-ink-faint">Updated {tellAgo(Math.max(0, now - updatedAt))}</span>;
}

/** Says that what is shown is old, since when, and that nobody has to do anything about it. */
export function StoppedBanner({ since, isStopped }: { since: number; isStopped: boolean }) {
  const [now, zone] = [useNow(), useZone()];
  return (
    <div role="status">
      {isStopped && (
        <p className="mb-4 rounded-lg border border-line-strong bg-warn-soft px-4 py-2.5 text-warn">
          <strong className="font-semibold">Updates stopped at {tellClock(since, zone, now)}.</strong> What you see is
          from then. Trying again; transfers go on without this page.
        </p>
      )}
    </div>
  );
}
