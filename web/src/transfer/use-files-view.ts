"use client";

import { useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { type FilesView, readFilesView, writeFilesView } from "./files-view.ts";

/**
 * What the address says of the files, and how to change it. The page stays where it is: nothing is asked of the server
 * for it, and nothing scrolls. `open` makes a step that the browser's Back undoes.
 */
export function useFilesView(): {
  view: FilesView;
  show: (change: Partial<FilesView>) => void;
  open: (file: number | null) => void;
  hrefOf: (change: Partial<FilesView>) => string;
} {
  const view = readFilesView(useSearchParams());
  const show = useCallback((change: Partial<FilesView>) => {
    window.history.replaceState(null, "", nowWith(change));
  }, []);
  const open = useCallback((file: number | null) => {
    window.history.pushState(null, "", nowWith({ file }));
  }, []);
  const params = useSearchParams();
  const hrefOf = (change: Partial<FilesView>) => writeFilesView({ ...view, ...change }, params);
  return { view, show, open, hrefOf };
}

// The address itself is asked, so that two changes before the next paint do not undo each other.
function nowWith(change: Partial<FilesView>): string {
  const params = new URLSearchParams(window.location.search);
  return writeFilesView({ ...readFilesView(params), ...change }, params);
}
