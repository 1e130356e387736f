import type { Deps } from "./deps.ts";

/** Whether there may be work. With none the rooms rest and nobody asks the ledger, so that Aurora may pause. */
export class Activity {
  #busy = true;
  #wakes = 0;
  #wakers = new Set<() => void>();

  /** Something was accepted, or a queue holds a message: every room looks now. */
  wake(): void {
    this.#busy = true;
    this.#wakes += 1;
    for (const waker of this.#wakers) waker();
  }

  /** How often it was woken: read it before looking for work. */
  get wakes(): number {
    return this.#wakes;
  }

  /** Rests, unless it was woken since that look began: what it was woken for is not in what the look saw. */
  restSince(wakes: number): void {
    if (wakes === this.#wakes) this.#busy = false;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Settles after `ms`, sooner when woken or when the signal ends. */
  async pause(sleep: Deps["sleep"], ms: number, signal: AbortSignal): Promise<void> {
    const either = new AbortController();
    const wake = () => either.abort();
    this.#wakers.add(wake);
    signal.addEventListener("abort", wake, { once: true });
    if (!signal.aborted) await sleep(ms, either.signal);
    signal.removeEventListener("abort", wake);
    this.#wakers.delete(wake);
  }
}

/** One of the coordinator's rooms: looks once, says whether it did something and should look again at once. */
export type Room = { name: string; everyMs: number; look: () => Promise<boolean> };

/**
 * Lets a room look again and again until the signal ends. What it throws is logged and does not end it: every step of
 * every room is safe to repeat.
 */
export async function repeat(
  deps: Pick<Deps, "sleep" | "log" | "meter">,
  activity: Activity,
  room: Room,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    let again = false;
    if (activity.busy) {
      try {
        again = await room.look();
      } catch (error) {
        deps.meter.add("Errors", 1);
        deps.log.error({ err: error, room: room.name }, "a room's look failed; it looks again");
      }
    }
    if (!again) await activity.pause(deps.sleep, activity.busy ? room.everyMs : 60_000, signal);
  }
}
