import type { FileState } from "@s3mirror/core/states";
import { choice, count, defineSearchParams, optional, text } from "../../../../src/address/search-params.ts";

export type FilesTab = (typeof tabs)[number];

const tabs = ["all", "attention", "copying", "done"] as const;

/** Which states a tab shows; all of them where it names none. */
export const tabStates: Record<FilesTab, readonly FileState[] | null> = {
  all: null,
  attention: ["dead_lettered"],
  copying: ["copying", "verifying"],
  done: ["copied", "skipped"],
};

/**
 * Which files of a transfer are looked at, so that a link shows others the same: tab, search, one cause, one sample;
 * `from` is the file number gone to, `file` the one whose drawer is open.
 */
export type FilesView = {
  tab: FilesTab;
  q: string;
  cause: string | null;
  sample: string | null;
  from: number;
  file: number | null;
};

export const transferParams = defineSearchParams<FilesView>({
  tab: choice(tabs),
  q: text(1_024),
  cause: optional,
  sample: optional,
  from: count(1),
  file: count(null),
});

/**
 * Whether rows are simply the files' numbers. Then any row can be asked for at once; what is filtered is walked through
 * from page to page.
 */
export function isUnfiltered({ tab, q, cause, sample }: FilesView): boolean {
  return tab === "all" && q === "" && cause === null && sample === null;
}
