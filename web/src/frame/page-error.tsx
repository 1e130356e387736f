"use client";

import { useEffect, useState } from "react";
import { silentDigest } from "../api/silent-digest.ts";
import { Button } from "../design/button.tsx";
import { isLostChunk, reloadOnce } from "../live/lost-chunk.ts";

/** What is shown where a page could not be made: what is so, and what one can do. A page that lost a part reloads by itself. */
export function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  const isLost = isLostChunk(error);
  const [isReloading, setIsReloading] = useState(isLost);
  useEffect(() => {
    if (isLost) setIsReloading(reloadOnce());
  }, [isLost]);
  if (isReloading) return null;
  const digest = error instanceof Error && "digest" in error ? `${error.digest}` : null;
  const told = isLost ? lost : digest === silentDigest ? silent : broken;
  return (
    <main id="main" className="mx-auto max-w-lg px-4 py-24 text-center">
      <h1 className="text-xl font-semibold">{told.title}</h1>
      <p className="mt-2 text-ink-soft">{told.text}</p>
      {told === broken && digest !== null && (
        <p className="mt-2 text-[0.8125rem] text-ink-faint">An operator finds it in the page’s log as {digest}.</p>
      )}
      <p className="mt-6">
        <Button look="primary" onClick={isLost ? () => window.location.reload() : retry}>
          {isLost ? "Reload" : "Try again"}
        </Button>
      </p>
    </main>
  );
}

const lost = {
  title: "A part of this page is not there",
  text: "S3Mirror may just be changed for a newer version. Transfers go on, and nothing is lost.",
};
const silent = {
  title: "S3Mirror does not answer just now",
  text: "The page could not be read from the coordinator. Transfers go on without it, and nothing is lost.",
};
const broken = {
  title: "This page could not be drawn",
  text: "It is a fault of the page’s own. Transfers go on without it, and nothing is lost.",
};
