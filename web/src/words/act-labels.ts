import type { ActName } from "../acts/act.ts";

/** What an act's button is called. */
export const actLabels: Record<ActName, string> = {
  pause: "Pause",
  resume: "Resume",
  cancel: "Cancel transfer",
  try_again: "Try again",
  waive: "Waive",
  brake: "Pause the fleet",
  release: "Release the brake",
  route_off: "Switch off",
  route_on: "Switch on",
};
