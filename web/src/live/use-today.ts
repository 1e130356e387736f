"use client";

import { startOfDay } from "../words/start-of-day.ts";
import { useWordsAnywhere, useZone } from "./clock.tsx";

/** When the viewer's day began, as RFC 3339; another one from their midnight on. */
export function useToday(): string {
  const zone = useZone();
  return useWordsAnywhere((now) => new Date(startOfDay(now, zone)).toISOString());
}
