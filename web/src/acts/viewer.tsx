"use client";

import { createContext, type ReactNode, use } from "react";

/** Who looks at the page. */
export type Viewer = { id: string; role: string };

const ViewerContext = createContext<Viewer>({ id: "", role: "viewer" });

export function ViewerProvider({ viewer, children }: { viewer: Viewer; children: ReactNode }) {
  return <ViewerContext value={viewer}>{children}</ViewerContext>;
}

/** Who looks at the page; the API judges anew what they may. */
export function useViewer(): Viewer {
  return use(ViewerContext);
}
