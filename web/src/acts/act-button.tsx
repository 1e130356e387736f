"use client";

import { type ReactNode, useId } from "react";
import { Button } from "../design/button.tsx";
import { announce } from "../design/live-region.tsx";
import { actLabels } from "../words/act-labels.ts";
import { whyNot } from "../words/may-act.ts";
import type { Outcome } from "../words/tell-receipt.ts";
import type { Act } from "./act.ts";
import { useOpenAct } from "./acts-provider.tsx";
import { useViewer } from "./viewer.tsx";

/** Opens an act's dialog. Where the viewer may not, or not now, it is there all the same and says why, and whom to ask. */
export function ActButton({
  act,
  look = "plain",
  className,
  onDone,
  children = actLabels[act.name],
}: {
  act: Act;
  look?: "primary" | "plain" | "quiet";
  className?: string;
  onDone?: (outcome: Outcome) => void;
  children?: ReactNode;
}) {
  const why = whyNot(useViewer().role, act);
  const open = useOpenAct();
  return (
    <BarredButton why={why} look={look} className={className} onClick={() => open(act, onDone)}>
      {children}
    </BarredButton>
  );
}

/** A button that is barred for a reason: it can be reached and pressed, and then tells it. */
export function BarredButton({
  why,
  type = "button",
  look,
  className,
  isBusy = false,
  onClick,
  children,
}: {
  why: string | null;
  type?: "button" | "submit";
  isBusy?: boolean;
  look: "primary" | "plain" | "quiet";
  className?: string | undefined;
  onClick?: () => void;
  children: ReactNode;
}) {
  const id = useId();
  if (why === null) {
    return (
      <Button type={type} look={look} className={className} disabled={isBusy} onClick={onClick}>
        {children}
      </Button>
    );
  }
  return (
    <>
      <Button
        look={look}
        className={className}
        onClick={() => announce(why)}
        aria-disabled
        aria-describedby={id}
        title={why}
      >
        {children}
      </Button>
      <span id={id} hidden>
        {why}
      </span>
    </>
  );
}
