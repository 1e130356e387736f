import type { SmokeContext } from "./probe.ts";

/** Looks again and again until something is there. @returns null when nothing was within `forMs` */
export async function until<T>(
  { nowMs, wait, patience, signal }: Pick<SmokeContext, "nowMs" | "wait" | "patience" | "signal">,
  forMs: number,
  look: () => Promise<T | null>,
): Promise<T | null> {
  const deadline = nowMs() + forMs;
  for (;;) {
    signal.throwIfAborted();
    const seen = await look();
    if (seen !== null || nowMs() >= deadline) return seen;
    await wait(patience.lookMs, signal);
  }
}
