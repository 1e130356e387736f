"use client";

import { usePathname } from "next/navigation";
import { type ComponentType, createContext, type ReactNode, use, useCallback, useState } from "react";
import { announce } from "../design/live-region.tsx";
import type { Act } from "./act.ts";

type Opened = { act: Act; number: number; page: string; Dialog: ComponentType<{ act: Act; onClose: () => void }> };

const OpenAct = createContext<(act: Act) => void>(() => undefined);

/**
 * Holds the dialog of the act that is being decided, above everything that may change or go while it is open. Its script
 * comes when it is first needed.
 */
export function ActsProvider({ children }: { children: ReactNode }) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const page = usePathname();
  const open = useCallback(
    (act: Act) => {
      import("./act-dialog.tsx").then(
        ({ ActDialog }) => setOpened((before) => ({ act, number: (before?.number ?? 0) + 1, page, Dialog: ActDialog })),
        () => announce("This could not be opened: S3Mirror did not answer, or was renewed. Reload the page."),
      );
    },
    [page],
  );
  return (
    <OpenAct value={open}>
      {children}
      {/* What was opened on another page is not decided here. */}
      {opened !== null && opened.page === page && (
        <opened.Dialog key={opened.number} act={opened.act} onClose={() => setOpened(null)} />
      )}
    </OpenAct>
  );
}

/** Opens the dialog in which an act is decided. */
export function useOpenAct(): (act: Act) => void {
  return use(OpenAct);
}
