const MOST_KEPT = 500;

type Snapshot = { startedMs: number; isUnderWay: boolean; value: Promise<unknown> };

/**
 * What was read a moment ago, so that many who ask for the same cost one read: of those who ask while it is under way
 * one reads for all, and for `keepMs` from its start its outcome is everyone's. What failed is not kept.
 */
export class Snapshots {
  readonly #keepMs: number;
  readonly #nowMs: () => number;
  readonly #kept = new Map<string, Snapshot>();

  constructor({ keepMs, nowMs }: { keepMs: number; nowMs: () => number }) {
    this.#keepMs = keepMs;
    this.#nowMs = nowMs;
  }

  /** @param name says all that `read` depends on */
  take<Value>(name: string, read: () => Promise<Value>): Promise<Value> {
    const nowMs = this.#nowMs();
    const known = this.#kept.get(name);
    if (known !== undefined && (known.isUnderWay || this.#isFresh(known, nowMs))) return known.value as Promise<Value>;
    this.#kept.delete(name);
    this.#forgetStale(nowMs);
    const value = read();
    if (this.#kept.size >= MOST_KEPT) return value;
    const snapshot: Snapshot = { startedMs: nowMs, isUnderWay: true, value };
    this.#kept.set(name, snapshot);
    value.then(
      () => {
        snapshot.isUnderWay = false;
      },
      () => {
        if (this.#kept.get(name) === snapshot) this.#kept.delete(name);
      },
    );
    return value;
  }

  /** Whoever asks from now on sees what is true now. */
  forget(): void {
    this.#kept.clear();
  }

  #isFresh({ startedMs }: Snapshot, nowMs: number): boolean {
    return Math.abs(nowMs - startedMs) < this.#keepMs;
  }

  // A map keeps the order of its making: the oldest are the first.
  #forgetStale(nowMs: number): void {
    for (const [name, snapshot] of this.#kept) {
      if (snapshot.isUnderWay || this.#isFresh(snapshot, nowMs)) return;
      this.#kept.delete(name);
    }
  }
}
