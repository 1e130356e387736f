"use client";

import { Button } from "../design/button.tsx";
import { paceOf } from "../live/pace.ts";
import { tellNumber } from "../words/tell-amount.ts";
import { isOpen } from "../words/tell-state.ts";
import { FilterChip } from "./files-toolbar.tsx";
import { type FilesProps, ListedFiles } from "./listed-files.tsx";
import { useWalkedRows } from "./use-file-rows.ts";
import { useSight } from "./use-sight.ts";

/** The files that pass the filters, gone through from the first of them on. Mount it anew for another filter. */
export function WalkedFiles({ goTo, ...props }: FilesProps) {
  const { transfer, view, counts } = props;
  const [sight, onSight] = useSight();
  const rows = useWalkedRows({
    transferId: transfer.id,
    filter: view,
    from: view.from,
    sight,
    pollMs: paceOf(isOpen(transfer)),
  });
  const isWholeTab = view.q === "" && view.cause === null && view.sample === null && view.from === 1;
  return (
    <>
      {view.from > 1 && <FilterChip onClear={() => goTo(1)}>From file number {tellNumber(view.from)} on</FilterChip>}
      <ListedFiles
        {...props}
        rows={rows}
        first={1}
        total={isWholeTab ? counts[view.tab] : null}
        jump={null}
        onSight={onSight}
      />
      {rows.nextNumber !== null && (
        <p className="border-t border-line px-5 py-3 text-right">
          <Button onClick={() => goTo(rows.nextNumber ?? 1)}>Go on from file {tellNumber(rows.nextNumber)}</Button>
        </p>
      )}
    </>
  );
}
