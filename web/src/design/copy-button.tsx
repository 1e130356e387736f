"use client";

import { type ReactNode, useEffect, useState } from "react";
import { Button } from "./button.tsx";
import { announce } from "./live-region.tsx";

/** Puts a text on the clipboard and says that it did. `what` completes "… copied". */
export function CopyButton({
  text,
  what,
  children,
  look = "plain",
}: {
  text: string;
  what: string;
  children: ReactNode;
  look?: "primary" | "plain" | "quiet";
}) {
  const [outcome, setOutcome] = useState<"copied" | "refused" | null>(null);
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), 2_000);
    return () => clearTimeout(timer);
  }, [outcome]);
  return (
    <Button look={look} onClick={async () => setOutcome((await copy(text, what)) ? "copied" : "refused")}>
      <span className="grid">
        <span className={outcome === null ? "col-start-1 row-start-1" : "invisible col-start-1 row-start-1"}>
          {children}
        </span>
        {outcome !== null && (
          <span className="col-start-1 row-start-1">{outcome === "copied" ? "Copied" : "Not allowed"}</span>
        )}
      </span>
    </Button>
  );
}

/** Puts a text on the clipboard and says whether it did: "{what} copied". */
export async function copy(text: string, what: string): Promise<boolean> {
  const isCopied = await writeClipboard(text);
  announce(isCopied ? `${what} copied` : "The browser did not allow copying: select the text and copy it by hand.");
  return isCopied;
}

async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
