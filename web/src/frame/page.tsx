import type { ReactNode } from "react";

/** A page's content, as wide as it reads well. */
export function Page({ children }: { children: ReactNode }) {
  return (
    <main id="main" className="mx-auto max-w-6xl px-4 py-6 max-sm:pt-3 sm:px-6">
      {children}
    </main>
  );
}
