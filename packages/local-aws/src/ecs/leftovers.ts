import { setTimeout as delay } from "node:timers/promises";
import { processStart } from "../running.ts";

/** A task's process of a former life of the stand-in. */
export type Leftover = { pid: number; startedAt: string };

/**
 * Ends what a killed stand-in left running (a task that watches its stdin has ended by itself): SIGTERM, and SIGKILL
 * after `timeoutMs` or when `signal` aborts. A pid that now belongs to somebody else is left alone.
 */
export async function endLeftovers(leftovers: Leftover[], timeoutMs: number, signal: AbortSignal): Promise<void> {
  const alive = (): Leftover[] => leftovers.filter(({ pid, startedAt }) => processStart(pid) === startedAt);
  for (const { pid } of alive()) signalGroup(pid, "SIGTERM");
  const deadline = Date.now() + timeoutMs;
  while (alive().length > 0 && Date.now() < deadline && !signal.aborted) {
    await delay(100, undefined, { signal }).catch(() => "closing");
  }
  for (const { pid } of alive()) signalGroup(pid, "SIGKILL");
}

/** To the process, or with SIGKILL to everything it started as well: a container takes all of it along. */
export function signalGroup(pid: number, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    process.kill(signal === "SIGKILL" ? -pid : pid, signal);
  } catch (error) {
    // EPERM is what macOS says of a group in which only dead processes are left.
    if (!["ESRCH", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
