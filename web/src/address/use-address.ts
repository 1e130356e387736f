"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import type { SearchParams } from "./search-params.ts";

/** What the address says is shown, and how to change it. */
export type Address<View> = {
  view: View;
  /** Shows another view in place of this one. */
  show: (change: Partial<View>) => void;
  /** Shows another view as a step that the browser's Back undoes. */
  open: (change: Partial<View>) => void;
  hrefOf: (change: Partial<View>) => string;
};

/**
 * What a page's address says is shown. Changing it leaves the page where it is: nothing is asked of the server for it,
 * and nothing scrolls.
 */
export function useAddress<View extends object>(params: SearchParams<View>): Address<View> {
  const [query, pathname] = [useSearchParams(), usePathname()];
  const view = useMemo(() => params.read(query), [params, query]);
  const show = useCallback(
    (change: Partial<View>) => window.history.replaceState(null, "", hrefNow(params, change)),
    [params],
  );
  const open = useCallback(
    (change: Partial<View>) => window.history.pushState(null, "", hrefNow(params, change)),
    [params],
  );
  const hrefOf = useCallback(
    (change: Partial<View>) => addressOf(pathname, params.write({ ...view, ...change }, query)),
    [pathname, params, view, query],
  );
  return { view, show, open, hrefOf };
}

// The address itself is asked, so that two changes before the next paint do not undo each other.
function hrefNow<View extends object>(params: SearchParams<View>, change: Partial<View>): string {
  const query = new URLSearchParams(window.location.search);
  return addressOf(window.location.pathname, params.write({ ...params.read(query), ...change }, query));
}

function addressOf(pathname: string, query: string): string {
  return query === "?" ? pathname : `${pathname}${query}`;
}
