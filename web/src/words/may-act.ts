import type { Act } from "../acts/act.ts";

type Right = "operate" | "administer" | "submit";

/** Who may what, as the API has it; a role that a newer release knows may nothing here. */
const rights: Record<string, readonly Right[]> = {
  viewer: [],
  operator: ["operate", "submit"],
  admin: ["operate", "submit", "administer"],
};

const whom: Record<Right, string> = { operate: "an operator", submit: "an operator", administer: "an administrator" };

/** Why a role may not, and whom to ask; null where it may. */
export function whyNotAllowed(role: string, right: Right): string | null {
  return (rights[role] ?? []).includes(right) ? null : `This needs ${whom[right]}: ask one to do it.`;
}

/** Why an act cannot be done by this role, or not now; null where it can. */
export function whyNot(role: string, act: Act): string | null {
  const right = act.name === "route_on" || act.name === "route_off" ? "administer" : "operate";
  return whyNotAllowed(role, right) ?? ("transfer" in act ? whyNotNow(act) : null);
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
