"use client";

import type { ReactNode } from "react";
import { ViewLink } from "../address/view-link.tsx";
import type { FileRow } from "../api/types.ts";
import { markColours, ToneMark } from "../design/badge.tsx";
import { Bytes } from "../design/bytes.tsx";
import { classNames } from "../design/class-names.ts";
import { ObjectKey } from "../design/object-key.tsx";
import { Progress } from "../design/progress.tsx";
import { ClockTime } from "../live/clock-time.tsx";
import { tellNumber, tellPercent } from "../words/tell-amount.ts";
import { capitalise, tellParty } from "../words/tell-party.ts";
import { stateTones, stateWords, tellProofShortly } from "./file-words.ts";

/** A file's line with what its cells need beside it. */
export type ShownFile = FileRow & {
  /** What all keys begin with: told once above the table. */
  prefix: string;
  vendorName: string | null;
  href: string;
  open: () => void;
  /** Whether it is among those that something is to be decided of; null where nothing can be. */
  choice: { isChosen: boolean; toggle: () => void } | null;
};

type Column = {
  head: string;
  /** How wide it is, and whether a phone leaves it out; head and cells share it. */
  className: string;
  cell: (file: ShownFile) => ReactNode;
};

/** What the table tells of each file, from left to right. */
export const columns: readonly Column[] = [
  { head: "No.", className: "text-ink-faint max-sm:hidden", cell: (file) => <FileNumber file={file} /> },
  { head: "File", className: "min-w-0 max-sm:col-span-2", cell: (file) => <FileLink file={file} /> },
  {
    head: "Size",
    className: "text-right max-sm:order-last max-sm:text-ink-soft",
    cell: ({ sizeBytes }) => <Bytes value={sizeBytes} />,
  },
  { head: "State", className: "", cell: ({ state }) => <State state={state} /> },
  {
    head: "How it stands",
    className: "min-w-0 text-ink-soft max-lg:hidden",
    cell: (file) => <Note file={file} />,
  },
  {
    head: "Finished",
    className: "text-right text-ink-soft max-xl:hidden",
    cell: ({ finishedAt }) => finishedAt !== null && <ClockTime at={finishedAt} />,
  },
];

function FileNumber({ file: { number, choice } }: { file: ShownFile }) {
  if (choice === null) return tellNumber(number);
  return (
    <label className="flex cursor-pointer items-center gap-2 py-1 text-ink-soft">
      <input
        type="checkbox"
        aria-label={`Choose file ${number}`}
        checked={choice.isChosen}
        onChange={choice.toggle}
        className="size-4 accent-accent"
      />
      {tellNumber(number)}
    </label>
  );
}

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
    <ViewLink href={href} onShow={open} className="block min-w-0">
      <ObjectKey short value={key.length > prefix.length && key.startsWith(prefix) ? key.slice(prefix.length) : key} />
    </ViewLink>
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
  return tellProofShortly(file);
}
