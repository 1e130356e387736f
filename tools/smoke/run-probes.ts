import { setMaxListeners } from "node:events";
import { describeError, isUnheard } from "./aws-error.ts";
import { dollarsOf, standing } from "./cost.ts";
import { didNotHold, notAsked, type Outcome, type Probe, type SmokeContext } from "./probe.ts";

/** The last minutes are for taking away what was made. */
export const limits = { minutes: 30, minutesToCleanUp: 4, dollars: 1 };

export type Finding = Outcome & { name: string; claim: string };

/**
 * Runs the probes one after the other for at most a dollar, and takes away what they made even when `signal` stops
 * them: it carries the interruption and the end of the time. What could not be taken away is named in `left`.
 */
export async function runProbes(
  probes: readonly Probe[],
  given: Omit<SmokeContext, "onCleanup">,
): Promise<{ findings: Finding[]; left: string[] }> {
  const cleanups = new Map<string, () => Promise<unknown>>();
  const context: SmokeContext = {
    ...given,
    onCleanup: (what, remove) => {
      if (!cleanups.has(what)) cleanups.set(what, remove);
    },
  };
  // A probe has many calls in flight, each of which listens.
  setMaxListeners(0, given.signal);
  const findings: Finding[] = [];
  let spent = dollarsOf(standing(limits));
  for (const probe of probes) {
    const { name, claim } = probe;
    const dollars = dollarsOf(probe.uses(given));
    let outcome: Outcome;
    if (given.signal.aborted) outcome = notAsked(stopped(given.signal));
    else if (spent + dollars > limits.dollars) outcome = notAsked(`it could have passed $${limits.dollars}`);
    else {
      spent += dollars;
      outcome = await outcomeOf(probe, context);
    }
    findings.push({ name, claim, ...outcome });
  }
  return { findings, left: await takeAway(cleanups) };
}

const stopped = ({ reason }: AbortSignal): string => `stopped before its answer (${describeError(reason).name})`;

async function outcomeOf(probe: Probe, context: SmokeContext): Promise<Outcome> {
  try {
    return await probe.run(context);
  } catch (error) {
    const { status, text } = describeError(error);
    if (context.signal.aborted) return notAsked(`${stopped(context.signal)}; ${text}`);
    // Without an answer or without the right, nothing was learned of what the probe asks.
    if (isUnheard(status)) return notAsked(`could not ask: ${text}`);
    return didNotHold(text);
  }
}

/** The last made goes first. */
async function takeAway(cleanups: Map<string, () => Promise<unknown>>): Promise<string[]> {
  const left: string[] = [];
  for (const [what, remove] of [...cleanups].reverse()) {
    try {
      await remove();
    } catch (error) {
      left.push(`${what} (${describeError(error).text})`);
    }
  }
  return left;
}
