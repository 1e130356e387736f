import type { FileState } from "@s3mirror/core/states";

export type FilesTab = "all" | "attention" | "copying" | "done";

/** Which states a tab shows; all of them where it names none. */
export const tabStates: Record<FilesTab, readonly FileState[] | null> = {
  all: null,
  attention: ["dead_lettered"],
  copying: ["copying", "verifying"],
  done: ["copied", "skipped"],
};

/**
 * Which files are looked at, as the address holds it, so that a link shows others the same: tab, search, one cause, one
 * sample; `from` is the file number gone to, `file` the one whose drawer is open.
 */
export type FilesView = {
  tab: FilesTab;
  q: string;
  cause: string | null;
  sample: string | null;
  from: number;
  file: number | null;
};

export const firstView: FilesView = { tab: "all", q: "", cause: null, sample: null, from: 1, file: null };

/** Reads the address; what makes no sense in it is as if it were not there. */
export function readFilesView(params: URLSearchParams): FilesView {
  const tab = params.get("tab");
  return {
    tab: isTab(tab) ? tab : "all",
    q: (params.get("q") ?? "").slice(0, 1_024),
    cause: params.get("cause") || null,
    sample: params.get("sample") || null,
    from: readNumber(params.get("from")) ?? 1,
    file: readNumber(params.get("file")),
  };
}

/** The address of a view; what is as usual is left out, and what belongs to others stays. */
export function writeFilesView(view: FilesView, others: URLSearchParams = new URLSearchParams()): string {
  const params = new URLSearchParams(others);
  for (const [name, value] of Object.entries(view)) {
    if (value === firstView[name as keyof FilesView]) params.delete(name);
    else params.set(name, `${value}`);
  }
  return `?${params}`;
}

/**
 * Whether rows are simply the files' numbers. Then any row can be asked for at once; what is filtered is walked through
 * from page to page.
 */
export function isUnfiltered({ tab, q, cause, sample }: FilesView): boolean {
  return tab === "all" && q === "" && cause === null && sample === null;
}

function isTab(tab: string | null): tab is FilesTab {
  return tab !== null && Object.hasOwn(tabStates, tab);
}

function readNumber(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,11}$/.test(text) ? Number(text) : null;
}
