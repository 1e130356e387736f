"use client";

import { useRef } from "react";
import { tellClock, tellMoment } from "../words/tell-time.ts";
import { useWords, useZone } from "./clock.tsx";

/** "15:20 CET" on the viewer's clock, with the day where it is not today. `at` is RFC 3339. */
export function ClockTime({ at }: { at: string }) {
  const [then, zone] = [Date.parse(at), useZone()];
  const place = useRef<HTMLTimeElement>(null);
  const words = useWords(place, (now) => tellClock(then, zone, now));
  return (
    <time ref={place} dateTime={at} title={tellMoment(then, zone)} className="whitespace-nowrap">
      {words}
    </time>
  );
}
