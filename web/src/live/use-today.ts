"use client";

import { startOfDay } from "../words/start-of-day.ts";
import { useNow, useZone } from "./clock.tsx";

/** When the viewer's day began, as RFC 3339; another one from their midnight on. */
export function useToday(): string {
  const [now, zone] = [useNow(), useZone()];
  return new Date(startOfDay(now, zone)).toISOString();
}
