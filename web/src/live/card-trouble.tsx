"use client";

import { type ReactNode, useId } from "react";
import { Button } from "../design/button.tsx";
import { Card, CardHead } from "../design/card.tsx";

/** Told where a card should stand: that it could not be shown, why, and what one can do. */
export function CardTrouble(props: { name: string; button: string; onPress: () => void; children: ReactNode }) {
  const id = useId();
  return (
    <Card aria-labelledby={id}>
      <CardHead id={id} title={`${props.name}: not to be had just now`} />
      <div className="flex flex-wrap items-center justify-between gap-3 px-5 pb-4 text-ink-soft">
        <p className="min-w-0 [overflow-wrap:anywhere]">{props.children}</p>
        <Button onClick={props.onPress}>{props.button}</Button>
      </div>
    </Card>
  );
}
