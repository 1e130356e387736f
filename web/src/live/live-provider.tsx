"use client";

import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ApiFailure } from "../api/api-failure.ts";

/**
 * Where the page keeps what it knows. What is shown stays while it is asked for again, nothing is asked for while the
 * page is hidden, and who is no longer signed in is sent to sign in and comes back here.
 */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [client] = useState(
    () =>
      new QueryClient({
        queryCache: new QueryCache({ onError: leaveIfSignedOut }),
        mutationCache: new MutationCache({ onError: leaveIfSignedOut }),
        // A browser that calls itself offline is asked all the same: it is the answer that tells.
        defaultOptions: { queries: { networkMode: "always", retry: false, staleTime: 1_000, gcTime: 60_000 } },
      }),
  );
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

function leaveIfSignedOut(error: unknown): void {
  if (!(error instanceof ApiFailure) || error.status !== 401) return;
  const here = window.location.pathname + window.location.search;
  window.location.assign(here === "/" ? "/sign-in" : `/sign-in?from=${encodeURIComponent(here)}`);
}
