import type { Cause, Route, Transfer } from "../api/types.ts";

/** Which files of a transfer an act is for. */
export type ChosenFiles = { cause: Cause } | { numbers: readonly number[] } | "all";

/** One thing that a person may decide, with what it is about as they saw it. */
export type Act =
  | { name: "pause" | "resume" | "cancel"; transfer: Transfer }
  | { name: "try_again" | "waive"; transfer: Transfer; files: ChosenFiles }
  | { name: "brake" | "release" }
  | { name: "route_off" | "route_on"; route: Route };

export type ActName = Act["name"];

/** How many files are chosen; null where nobody counted them. */
export function countChosen(files: ChosenFiles): number | null {
  if (files === "all") return null;
  return "cause" in files ? files.cause.files : files.numbers.length;
}

/** What undoes an act with one press; null where nothing does. */
export function inverseOf(act: Act): Act | null {
  if (act.name === "brake") return { name: "release" };
  return act.name === "pause" ? { name: "resume", transfer: act.transfer } : null;
}
