"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { browserApi } from "../api/browser-api.ts";
import type { Summary } from "../api/types.ts";
import { type CardSource, sourceOf } from "../live/live-card.tsx";
import { pace, paceOf } from "../live/pace.ts";
import { useToday } from "../live/use-today.ts";
import { summaryQuery } from "./summary-query.ts";

/**
 * How the whole house stands: one cheap question that every page asks, so that each hears of the brake, and that nobody
 * answers. `isShown`: the page shows its numbers, which are asked for more often while something moves.
 */
export function useHouse(isShown: boolean): { summary: Summary | undefined; source: CardSource } {
  const house = useQuery({
    ...summaryQuery(browserApi, useToday()),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (isShown ? paceOf((state.data?.inFlight.transfers ?? 0) > 0) : pace.idleMs),
  });
  const beatMs = isShown ? paceOf((house.data?.inFlight.transfers ?? 0) > 0) : pace.idleMs;
  return { summary: house.data, source: sourceOf(house, beatMs) };
}
