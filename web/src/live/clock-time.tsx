"use client";

import { tellClock, tellMoment } from "../words/tell-time.ts";
import { useNow, useZone } from "./clock.tsx";

/** "15:20 CET" on the viewer's clock, with the day where it is not today. `at` is RFC 3339. */
export function ClockTime({ at }: { at: string }) {
  const [then, zone] = [Date.parse(at), useZone()];
  return (
    <time dateTime={at} title={tellMoment(then, zone)} className="whitespace-nowrap">
      {tellClock(then, zone, useNow())}
    </time>
  );
}
