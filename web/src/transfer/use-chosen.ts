"use client";

import { useCallback, useState } from "react";
import type { FileRow } from "../api/types.ts";

/** The API's most in one request. */
const MOST_FILES = 10_000;

/** Which files were chosen one by one. */
export type Chosen = { numbers: ReadonlySet<number>; toggle: (number: number) => void; clear: () => void };

export function useChosen(): Chosen {
  const [numbers, setNumbers] = useState<ReadonlySet<number>>(() => new Set());
  const toggle = useCallback(
    (number: number) =>
      setNumbers((before) => {
        const after = new Set(before);
        if (!after.delete(number) && after.size < MOST_FILES) after.add(number);
        return after;
      }),
    [],
  );
  return { numbers, toggle, clear: useCallback(() => setNumbers(new Set()), []) };
}

/** Whether something can be decided of a file by itself. */
export function canBeChosen({ state }: Pick<FileRow, "state">): boolean {
  return state === "dead_lettered";
}
