/**
 * How often the page asks again: every 2 s while something moves, every 6 s while nothing does. A question is given up
 * after 8 s (`ask-api.ts`), so a coordinator that hangs is noticed within 15 s even where nothing moves.
 */
export const pace = { busyMs: 2_000, idleMs: 6_000 } as const;

export function paceOf(isBusy: boolean): number {
  return isBusy ? pace.busyMs : pace.idleMs;
}
