"use client";

import { use } from "react";
import { Page } from "./page.tsx";

/** A page that is made within this time comes whole, in its first paint and without any script. */
const QUICK_MS = 1_500;

/** What holds the place of a page that takes longer. */
export function PageLoading() {
  // On the server only: there this is drawn beside the page itself, and whichever is first is sent.
  if (typeof window === "undefined") use(new Promise<void>((resolve) => setTimeout(resolve, QUICK_MS)));
  return (
    <Page>
      <p role="status" className="sr-only">
        Loading
      </p>
      <div aria-hidden="true" className="grid animate-pulse gap-5">
        <div className="h-7 w-64 max-w-full rounded bg-sunken" />
        <div className="h-56 rounded-xl border border-line bg-surface" />
        <div className="h-96 rounded-xl border border-line bg-surface" />
      </div>
    </Page>
  );
}
