"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { type ComponentType, createContext, type ReactNode, use, useCallback, useState } from "react";
import { browserApi } from "../api/browser-api.ts";
import type { InFlight } from "../api/types.ts";
import { announce } from "../design/live-region.tsx";
import type { Outcome } from "../words/tell-receipt.ts";
import type { Act } from "./act.ts";
import { inFlightQuery } from "./in-flight-query.ts";

type Asked = { act: Act; onDone: (outcome: Outcome) => void };
type Dialog = ComponentType<Asked & { inFlight: InFlight | null; onClose: () => void }>;
type Opened = Asked & { number: number; page: string; Dialog: Dialog };
type Open = (act: Act, onDone?: (outcome: Outcome) => void) => void;

const OpenAct = createContext<Open>(() => undefined);

/**
 * Holds the dialog of the act that is being decided, above everything that may change or go while it is open. Its script
 * comes when it is first needed.
 */
export function ActsProvider({ children }: { children: ReactNode }) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const page = usePathname();
  const open: Open = useCallback(
    (act, onDone = () => undefined) => {
      import("./act-dialog.tsx").then(
        ({ ActDialog }) =>
          setOpened((before) => ({ act, onDone, number: (before?.number ?? 0) + 1, page, Dialog: ActDialog })),
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
        <Decided key={opened.number} opened={opened} onClose={() => setOpened(null)} />
      )}
    </OpenAct>
  );
}

/**
 * The dialog with what copiers have in hand as it opens. Asked here, where every page asks: a script that comes later would
 * bring what asking takes once more.
 */
function Decided({ opened, onClose }: { opened: Opened; onClose: () => void }) {
  const { act, onDone, Dialog } = opened;
  const { data } = useQuery({
    ...inFlightQuery(browserApi, "transfer" in act ? act.transfer.id : null),
    enabled: !("route" in act),
  });
  return <Dialog act={act} inFlight={data ?? null} onDone={onDone} onClose={onClose} />;
}

/** Opens the dialog in which an act is decided; `onDone` hears what came of it. */
export function useOpenAct(): Open {
  return use(OpenAct);
}
