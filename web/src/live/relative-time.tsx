"use client";

import { useRef } from "react";
import { tellAgo, tellMoment } from "../words/tell-time.ts";
import { useWords, useZone } from "./clock.tsx";

/** "3 min ago", with the exact moment as its title. `at` is RFC 3339. */
export function RelativeTime({ at }: { at: string }) {
  const [then, zone] = [Date.parse(at), useZone()];
  const place = useRef<HTMLTimeElement>(null);
  const words = useWords(place, (now) => tellAgo(now - then));
  return (
    <time ref={place} dateTime={at} title={tellMoment(then, zone)}>
      {words}
    </time>
  );
}
