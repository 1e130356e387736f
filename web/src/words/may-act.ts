import type { Act, ActName } from "../acts/act.ts";

type Right = "operate" | "administer" | "submit" | "redrive";

/** Who may what, as the API has it; a role that a newer release knows may nothing here. */
const rights: Record<string, readonly Right[]> = {
  viewer: [],
  operator: ["operate", "submit", "redrive"],
  admin: ["operate", "submit", "redrive", "administer"],
  vendor_viewer: [],
  vendor_admin: ["submit", "redrive"],
};

const whom: Record<Right, string> = {
  operate: "an operator",
  administer: "an administrator",
  submit: "an operator or the laboratory’s administrator",
  redrive: "an operator or the laboratory’s administrator",
};

const rightsOfActs: Record<ActName, Right> = {
  pause: "operate",
  resume: "operate",
  cancel: "operate",
  try_again: "redrive",
  waive: "operate",
  brake: "operate",
  release: "operate",
  route_off: "administer",
  route_on: "administer",
};

/** Why a role may not, and whom to ask; null where it may. */
export function whyNotAllowed(role: string, right: Right): string | null {
  return (rights[role] ?? []).includes(right) ? null : `This needs ${whom[right]}: ask one to do it.`;
}

/** Why an act cannot be done by this role, or not now; null where it can. */
export function whyNot(role: string, act: Act): string | null {
  return whyNotAllowed(role, rightsOfActs[act.name]) ?? ("transfer" in act ? whyNotNow(act) : null);
}

function whyNotNow({ name, transfer }: Extract<Act, { transfer: unknown }>): string | null {
  if (name === "pause" && transfer.state === "planning")
    return "It can be paused once the list of its files has been read; until then it can be ended.";
  if (name === "resume" && transfer.pausedBy === "route_disabled")
    return "Its route is switched off: it goes on once an administrator switches the route on.";
  if (name === "resume" && transfer.pausedBy === "fleet")
    return "The whole fleet is paused: it goes on once an operator releases the brake.";
  return null;
}
