"use client";

import { useState } from "react";
import type { Sight } from "./use-file-rows.ts";
import { useSettled } from "./use-settled.ts";

const noSight: Sight = { firstRow: 0, lastRow: 20, firstNumber: 1, lastNumber: 1 };
/** How long a scroll rests before what it came to is asked for. */
const SCROLL_MS = 80;

/** What is in sight of a list once a scroll has come to rest, and where the list tells it. */
export function useSight(): [Sight, (sight: Sight) => void] {
  const [sight, onSight] = useState(noSight);
  return [useSettled(sight, SCROLL_MS), onSight];
}
