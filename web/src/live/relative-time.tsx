"use client";

import { tellAgo, tellMoment } from "../words/tell-time.ts";
import { useNow, useZone } from "./clock.tsx";

/** "3 min ago", with the exact moment as its title. `at` is RFC 3339. */
export function RelativeTime({ at }: { at: string }) {
  const then = Date.parse(at);
  return (
    <time dateTime={at} title={tellMoment(then, useZone())}>
      {tellAgo(useNow() - then)}
    </time>
  );
}
