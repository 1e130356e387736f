import { describeError } from "./aws-error.ts";
import { notTried, type Outcome, type Probe, refuted, type SmokeContext } from "./probe.ts";

export const limits = { minutes: 30, dollars: 1 };

export type Finding = Outcome & { name: string; proves: string };

/**
 * Runs the probes one after the other for at most a dollar, and takes away what they made even when `signal` stops
 * them: it carries the interruption and the 30 minutes. What could not be taken away is named in `left`.
 */
export async function runProbes(
  probes: Probe[],
  given: Omit<SmokeContext, "onCleanup">,
): Promise<{ findings: Finding[]; left: string[] }> {
  const cleanups: { what: string; remove: () => Promise<unknown> }[] = [];
  const context: SmokeContext = { ...given, onCleanup: (what, remove) => cleanups.push({ what, remove }) };
  const findings: Finding[] = [];
  let spent = 0;
  for (const probe of probes) {
    const { name, proves, costDollars } = probe;
    let outcome: Outcome;
    if (given.signal.aborted) outcome = notTried(stopped(given.signal));
    else if (spent + costDollars > limits.dollars) outcome = notTried(`it would have passed $${limits.dollars}`);
    else {
      spent += costDollars;
      outcome = await outcomeOf(probe, context);
    }
    findings.push({ name, proves, ...outcome });
  }
  return { findings, left: await takeAway(cleanups) };
}

const stopped = ({ reason }: AbortSignal): string => `stopped before its answer (${describeError(reason).name})`;

async function outcomeOf(probe: Probe, context: SmokeContext): Promise<Outcome> {
  try {
    return await probe.run(context);
  } catch (error) {
    const { status, text } = describeError(error);
    if (context.signal.aborted) return notTried(`${stopped(context.signal)}; ${text}`);
    // Without an answer or without the right, nothing was learned of what the probe asks.
    if (status === 0 || status === 401 || status === 403) return notTried(`could not ask: ${text}`);
    return refuted(text);
  }
}

async function takeAway(cleanups: { what: string; remove: () => Promise<unknown> }[]): Promise<string[]> {
  const left: string[] = [];
  for (const { what, remove } of cleanups.reverse()) {
    try {
      await remove();
    } catch (error) {
      left.push(`${what} (${describeError(error).text})`);
    }
  }
  return left;
}
