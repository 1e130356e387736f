"use client";

import { useEffect, useState } from "react";
import { Button } from "../design/button.tsx";
import { paceOf } from "../live/pace.ts";
import { tellNumber } from "../words/tell-amount.ts";
import { isOpen } from "../words/tell-state.ts";
import { windowAround, windowsOf } from "./file-pages.ts";
import type { Jump } from "./file-rows.tsx";
import { type FilesProps, ListedFiles } from "./listed-files.tsx";
import { useNumberedRows } from "./use-file-rows.ts";
import { useSight } from "./use-sight.ts";

/** All files by their numbers, in windows where they are too many for one. */
export function NumberedFiles({ jump, goTo, ...props }: FilesProps & { jump: { number: number } | null }) {
  const { transfer, counts, view } = props;
  const [sight, onSight] = useSight();
  const window = windowAround(view.from, counts.all);
  const rows = useNumberedRows({ transferId: transfer.id, window, sight, pollMs: paceOf(isOpen(transfer)) });
  const windows = windowsOf(counts.all);
  const [rowJump, setRowJump] = useState<Jump | null>(null);
  useEffect(() => {
    if (jump !== null) setRowJump({ row: Math.min(jump.number, window.last) - window.first });
  }, [jump, window.first, window.last]);
  return (
    <>
      <ListedFiles {...props} rows={rows} first={window.first} total={counts.all} jump={rowJump} onSight={onSight} />
      {windows.length > 1 && (
        <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">
          <label className="flex items-center gap-2 text-ink-soft">
            Files shown
            <select
              value={window.first}
              onChange={(event) => goTo(Number(event.target.value))}
              className="min-h-8 rounded-md border border-line-strong bg-surface px-2 text-ink"
            >
              {windows.map(({ first, last }) => (
                <option key={first} value={first}>
                  {tellNumber(first)} to {tellNumber(last)}
                </option>
              ))}
            </select>
          </label>
          <Button disabled={window.first === 1} onClick={() => goTo(window.first - 1)}>
            Earlier
          </Button>
          <Button disabled={window.last >= counts.all} onClick={() => goTo(window.last + 1)}>
            Later
          </Button>
        </div>
      )}
    </>
  );
}
