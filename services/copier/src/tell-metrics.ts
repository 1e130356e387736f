import type { Deps } from "./deps.ts";

const EVERY_MS = 60_000;

/** Writes what was counted as a line that CloudWatch reads metrics from: once a minute, and the rest at the end. */
export async function keepTelling(deps: Deps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await deps.clock.wait(EVERY_MS, signal);
    const line = deps.meter.take(deps.wallClockMs());
    if (line !== null) deps.log.info(line, "metrics");
  }
}
