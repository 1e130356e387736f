"use client";

import { tellCount } from "@s3mirror/core/units";
import { useCallback, useState } from "react";
import { ActButton } from "../acts/act-button.tsx";
import type { FileRow, Transfer } from "../api/types.ts";
import { Button } from "../design/button.tsx";

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

/** What can be decided of the chosen files. */
export function ChosenFiles({ transfer, chosen }: { transfer: Transfer; chosen: Chosen }) {
  const { numbers, clear } = chosen;
  if (numbers.size === 0) return null;
  const files = { numbers: [...numbers].sort((one, other) => one - other) };
  return (
    <section
      aria-label="Chosen files"
      className="mx-5 mb-3 flex flex-wrap items-center gap-2 rounded-md bg-accent-soft px-3 py-1.5"
    >
      <span className="mr-2 font-medium text-accent">{tellCount(numbers.size, "file")} chosen</span>
      <ActButton
        act={{ name: "try_again", transfer, files }}
        // What is still refused stays chosen: one may go without it.
        onDone={({ redriven }) => redriven?.stillFailing === 0 && clear()}
      />
      <ActButton act={{ name: "waive", transfer, files }} onDone={clear} />
      <Button look="quiet" onClick={clear}>
        Choose none
      </Button>
    </section>
  );
}
