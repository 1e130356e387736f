"use client";

import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/** The page's own origin, such as https://mirror.example; null while the server makes the page. */
export function usePageOrigin(): string | null {
  return useSyncExternalStore(
    never,
    () => window.location.origin,
    () => null,
  );
}
