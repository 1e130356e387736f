"use client";

import { useCallback } from "react";
import { type FilesTab, type FilesView, transferParams } from "../../app/(pages)/transfers/[id]/search-params.ts";
import type { Address } from "../address/use-address.ts";
import type { FileRow, Transfer } from "../api/types.ts";
import { Button } from "../design/button.tsx";
import { EmptyState } from "../design/empty-state.tsx";
import { LiveCard } from "../live/live-card.tsx";

import type { ShownFile } from "./file-columns.tsx";
import { FileRows, type Jump } from "./file-rows.tsx";
import { type Chosen, canBeChosen } from "./use-chosen.ts";
import type { FileRows as Rows, Sight } from "./use-file-rows.ts";

/** A transfer, and which of its files are looked at. */
export type FilesProps = Address<FilesView> & {
  transfer: Transfer;
  counts: Record<FilesTab, number>;
  goTo: (number: number) => void;
  chosen: Chosen;
};

/** The files that were found, or why there are none. */
export function ListedFiles({
  rows,
  first,
  total,
  jump,
  onSight,
  ...props
}: Omit<FilesProps, "goTo" | "counts"> & {
  rows: Rows;
  first: number;
  total: number | null;
  jump: Jump | null;
  onSight: (sight: Sight) => void;
}) {
  const { transfer, view, hrefOf, open, chosen } = props;
  const { numbers, toggle } = chosen;
  const prefix = transfer.source.prefix;
  const vendorName = transfer.vendor?.name ?? null;
  const show = useCallback(
    (file: FileRow): ShownFile => ({
      ...file,
      prefix,
      vendorName,
      href: hrefOf({ file: file.number }),
      open: () => open({ file: file.number }),
      choice: canBeChosen(file) ? { isChosen: numbers.has(file.number), toggle: () => toggle(file.number) } : null,
    }),
    [prefix, vendorName, hrefOf, open, numbers, toggle],
  );
  if (rows.count === 0 && !rows.isPending && rows.source.error === null) return <NoFiles {...props} />;
  return (
    <LiveCard name="Files" source={rows.source}>
      <FileRows
        label="Files"
        // While nothing is here yet, empty rows hold the place.
        count={rows.count === 0 ? 8 : rows.count}
        rowAt={(index) => {
          const file = rows.rowAt(index);
          return file === null ? null : show(file);
        }}
        lines={{ total, first }}
        jump={jump}
        marked={view.from > 1 ? view.from : null}
        onSight={onSight}
      />
    </LiveCard>
  );
}

const nothing: Record<FilesTab, string> = {
  all: "There are no files",
  attention: "No file needs attention",
  copying: "No file is being copied now",
  done: "No file is done yet",
};

function NoFiles({ transfer, view, show }: Pick<FilesProps, "transfer" | "view" | "show">) {
  const isSearch = view.q !== "" || view.cause !== null || view.sample !== null || view.from > 1;
  if (isSearch) {
    return (
      <EmptyState title="No file is like that">
        <p>Nothing among these files fits what is asked for.</p>
        <Button className="mt-3" onClick={() => show(transferParams.first)}>
          Show all files
        </Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState title={nothing[view.tab]}>
      {view.tab === "all" && transfer.state === "planning" && (
        <p>The source is being listed: files appear here as they are found.</p>
      )}
      {view.tab === "attention" && <p>What somebody has to act on appears here and at the top of the page.</p>}
    </EmptyState>
  );
}
