"use client";

import { useSyncExternalStore } from "react";
import { tellAgo } from "../words/tell-time.ts";
import { oldestInSight, onAges } from "./ages-in-sight.ts";
import { Words } from "./words.tsx";

/** "Updated 2 s ago": the oldest card in sight, which were answered at `updatedAt` (milliseconds since 1970) at first. */
export function LiveStatus({ updatedAt }: { updatedAt: number }) {
  const oldest = useSyncExternalStore(onAges, oldestInSight, () => null) ?? updatedAt;
  return (
    <span className="text-[0.8125rem] whitespace-nowrap text-ink-faint">
      Updated <Words tell={(now) => tellAgo(Math.max(0, now - oldest))} />
    </span>
  );
}
