"use client";

import { tellMoment } from "../words/tell-time.ts";
import { useZone } from "./clock.tsx";

/** "25 Nov 2026, 15:20:07 CET" on the viewer's clock. `at` is RFC 3339. */
export function ExactTime({ at }: { at: string }) {
  return <time dateTime={at}>{tellMoment(Date.parse(at), useZone())}</time>;
}
