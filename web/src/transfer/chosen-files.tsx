"use client";

import { tellCount } from "@s3mirror/core/units";
import { ActButton } from "../acts/act-button.tsx";
import type { Transfer } from "../api/types.ts";
import { Button } from "../design/button.tsx";
import type { Chosen } from "./use-chosen.ts";

/** What can be decided of the chosen files. */
export function ChosenFiles({ transfer, chosen }: { transfer: Transfer; chosen: Chosen }) {
  const { numbers, clear } = chosen;
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
