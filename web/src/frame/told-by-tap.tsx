"use client";

import { useEffect } from "react";
import { announce } from "../design/live-region.tsx";

/** What a mouse is told by hovering, a finger is told by a tap: the title of what was tapped, shown and read out. */
export function ToldByTap() {
  useEffect(() => {
    const tell = (click: MouseEvent) => {
      if (!(click instanceof PointerEvent) || click.pointerType !== "touch" || !(click.target instanceof Element))
        return;
      const title = click.target.closest("[title]")?.getAttribute("title");
      if (title && click.target.closest("a, button, input, select, summary") === null) announce(title);
    };
    document.addEventListener("click", tell);
    return () => document.removeEventListener("click", tell);
  }, []);
  return null;
}
