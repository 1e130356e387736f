"use client";

import { type ReactNode, useId } from "react";
import { Button } from "../design/button.tsx";
import { announce } from "../design/live-region.tsx";
import { whyNot } from "../words/may-act.ts";
import { actLabels } from "../words/tell-act.ts";
import type { Act } from "./act.ts";
import { useOpenAct } from "./acts-provider.tsx";
import { useViewer } from "./viewer.tsx";

/** Opens an act's dialog. Where the viewer may not, or not now, it is there all the same and says why, and whom to ask. */
export function ActButton({
  act,
  look = "plain",
  className,
  children = actLabels[act.name],
}: {
  act: Act;
  look?: "primary" | "plain" | "quiet";
  className?: string;
  children?: ReactNode;
}) {
  const why = whyNot(useViewer().role, act);
  const open = useOpenAct();
  return (
    <BarredButton why={why} look={look} className={className} onClick={() => open(act)}>
      {children}
    </BarredButton>
  );
}

/** A button that is barred for a reason: it can be reached and pressed, and then tells it. */
export function BarredButton({
  why,
  look,
  className,
  onClick,
  children,
}: {
  why: string | null;
  look: "primary" | "plain" | "quiet";
  className?: string | undefined;
  onClick: () => void;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <>
      <Button
        look={look}
        className={className}
        onClick={why === null ? onClick : () => announce(why)}
        {...(why !== null && { "aria-disabled": true, "aria-describedby": id, title: why })}
      >
        {children}
      </Button>
      {why !== null && (
        <span id={id} hidden>
          {why}
        </span>
      )}
    </>
  );
}
