"use client";

import { createColumnHelper, tableFeatures } from "@tanstack/react-table";
import type { FileRow } from "../api/types.ts";
import { markColours, ToneMark } from "../design/badge.tsx";
import { Bytes } from "../design/bytes.tsx";
import { classNames } from "../design/class-names.ts";
import { isForAnotherTab } from "../design/is-for-another-tab.ts";
import { ObjectKey } from "../design/object-key.tsx";
import { Progress } from "../design/progress.tsx";
import { ClockTime } from "../live/clock-time.tsx";
import { tellNumber, tellPercent } from "../words/tell-amount.ts";
import { capitalise, tellParty } from "../words/tell-party.ts";
import { stateTones, stateWords, tellProof } from "./file-words.ts";

/** A file's line with what its cells need beside it. */
export type ShownFile = FileRow & {
  /** What all keys begin with: told once above the table. */
  prefix: string;
  vendorName: string | null;
  href: string;
  open: () => void;
};

export const features = tableFeatures({});
const column = createColumnHelper<typeof features, ShownFile>();

/** How wide each column is, and which ones a phone leaves out; heads and cells share it. */
export const columnClasses: Record<string, string> = {
  number: "text-ink-faint max-sm:hidden",
  key: "min-w-0 max-sm:col-span-2",
  size: "text-right max-sm:order-last max-sm:text-ink-soft",
  state: "",
  note: "min-w-0 text-ink-soft max-lg:hidden",
  finished: "text-right text-ink-soft max-xl:hidden",
};

export const columns = column.columns([
  column.accessor("number", { header: "No.", cell: (cell) => tellNumber(cell.getValue()) }),
  column.accessor("key", { header: "File", cell: (cell) => <FileLink file={cell.row.original} /> }),
  column.accessor("sizeBytes", { id: "size", header: "Size", cell: (cell) => <Bytes value={cell.getValue()} /> }),
  column.accessor("state", {
    header: "State",
    cell: (cell) => <State state={cell.getValue()} />,
  }),
  column.display({ id: "note", header: "How it stands", cell: (cell) => <Note file={cell.row.original} /> }),
  column.accessor("finishedAt", {
    id: "finished",
    header: "Finished",
    cell: (cell) => {
      const at = cell.getValue();
      return at === null ? null : <ClockTime at={at} />;
    },
  }),
]);

function State({ state }: Pick<FileRow, "state">) {
  const tone = stateTones[state];
  return (
    <span className={classNames("flex items-center gap-2 whitespace-nowrap", tone === "alert" && "text-alert")}>
      <ToneMark tone={tone} className={markColours[tone]} />
      {stateWords[state]}
    </span>
  );
}

function FileLink({ file }: { file: ShownFile }) {
  const { key, prefix, href, open } = file;
  return (
    <a
      href={href}
      onClick={(event) => {
        if (isForAnotherTab(event)) return;
        event.preventDefault();
        open();
      }}
      // The whole row opens it.
      className="block min-w-0 after:absolute after:inset-0"
    >
      <ObjectKey short value={key.length > prefix.length && key.startsWith(prefix) ? key.slice(prefix.length) : key} />
    </a>
  );
}

function Note({ file }: { file: ShownFile }) {
  const { state, failure, bytesCopied, sizeBytes, vendorName } = file;
  if (state === "copying" || state === "verifying") {
    if (sizeBytes === null || sizeBytes === 0) return null;
    const share = bytesCopied / sizeBytes;
    return (
      <span className="flex items-center gap-2">
        <span className="w-20 shrink-0">
          <Progress value={share} tone="busy" label="Copied of this file" />
        </span>
        <span className="whitespace-nowrap">{tellPercent(share)}</span>
      </span>
    );
  }
  if (failure !== null)
    return <span className="block truncate">{capitalise(tellParty(failure.actionBy, vendorName))} must act</span>;
  return tellProof(file).short;
}
