/**
 * The breaker of one (transfer, cause, side). Closed, it counts denials since the last success; at `tripAt` it trips:
 * dispatch pauses and `probeCount` files spread over the remainder are asked. One success among them and it is armed
 * again at double; none, and the transfer is paused with the rest still planned.
 */
export type Breaker = { denials: number; tripAt: number };

export const firstTripAt = 20;
export const probeCount = 20;

export function armBreaker(): Breaker {
  return { denials: 0, tripAt: firstTripAt };
}

/** Counts outcomes of one cause: a success forgets the denials before it. */
export function countOutcome(breaker: Breaker, outcome: "denied" | "succeeded"): Breaker {
  return { ...breaker, denials: outcome === "denied" ? breaker.denials + 1 : 0 };
}

export function hasTripped(breaker: Breaker): boolean {
  return breaker.denials >= breaker.tripAt;
}

/** What the probes of a tripped breaker say; no probes at all (nothing remained) let it go on. */
export function judgeProbes(
  breaker: Breaker,
  probes: { succeeded: number; denied: number },
): { type: "go_on"; breaker: Breaker } | { type: "pause" } {
  if (probes.succeeded === 0 && probes.denied > 0) return { type: "pause" };
  return { type: "go_on", breaker: { denials: 0, tripAt: breaker.tripAt * 2 } };
}

/**
 * At most `n` different whole numbers from `from` to `to` (both inclusive), ascending, evenly apart, with both ends.
 * An empty range gives none.
 */
export function spreadEvenly(from: number, to: number, n: number): number[] {
  const available = to - from + 1;
  if (available <= 0 || n <= 0) return [];
  if (n === 1) return [from + Math.floor((available - 1) / 2)];
  const count = Math.min(n, available);
  if (count === 1) return [from];
  return Array.from({ length: count }, (_, index) => from + Math.round((index * (available - 1)) / (count - 1)));
}
