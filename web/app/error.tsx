"use client";

import { Button } from "../src/design/button.tsx";

/** What is shown where a page could not be made, mostly because the coordinator does not answer; the button asks for it anew. */
export default function PageError({ retry }: { retry: () => void }) {
  return (
    <main id="main" className="mx-auto max-w-lg px-4 py-24 text-center">
      <h1 className="text-xl font-semibold">S3Mirror does not answer just now</h1>
      <p className="mt-2 text-ink-soft">
        The page could not be read from the coordinator. Transfers go on without it, and nothing is lost.
      </p>
      <p className="mt-6">
        <Button look="primary" onClick={retry}>
          Try again
        </Button>
      </p>
    </main>
  );
}
