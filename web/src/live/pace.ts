/** How often the page asks again: every 2 s while something moves, every 15 s while nothing does. */
export const pace = { busyMs: 2_000, idleMs: 15_000 } as const;

export function paceOf(isBusy: boolean): number {
  return isBusy ? pace.busyMs : pace.idleMs;
}
