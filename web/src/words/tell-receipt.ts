import { tellCount } from "@s3mirror/core/units";
import type { ActName } from "../acts/act.ts";
import type { Redriven } from "../api/types.ts";
import { tellRedrive } from "./tell-redrive.ts";

/** What an act came to: the number of its entry in the audit log (null: nothing was to be changed), and what was counted. */
export type Outcome = { entry: string | null; redriven?: Redriven; waived?: number };

const done: Record<Exclude<ActName, "try_again" | "waive">, string> = {
  pause: "It is paused.",
  resume: "It goes on.",
  cancel: "It is being ended.",
  brake: "The brake is on.",
  release: "The brake is released.",
  route_off: "The route is off.",
  route_on: "The route is on.",
};

/** What is said once it was decided: what came of it. */
export function tellOutcome(name: ActName, { redriven, waived }: Outcome): string {
  if (name === "try_again") return redriven === undefined ? "They are tried again." : tellRedrive(redriven);
  if (name !== "waive") return done[name];
  if (!waived) return "None of these files waited any more: nothing was waived.";
  return `${tellCount(waived, "file")} ${waived === 1 ? "was" : "were"} waived.`;
}

/** Where it is written down. */
export function tellEntry(entry: string | null): string {
  return entry === null
    ? "It was so already: nothing changed, and nothing was written down."
    : `Written down as entry ${entry} of the audit log.`;
}
