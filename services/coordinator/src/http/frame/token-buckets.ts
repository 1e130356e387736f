/** Of so many names each has a bucket of its own; all others share one, so that memory has an end. */
const MOST_NAMES = 10_000;
const OTHERS = "all others";

/**
 * Who may ask how often: every name has a bucket of `burst` tokens that fills by `perSecond`, and a request takes one,
 * or what it costs. Kept in memory, so each process counts for itself.
 */
export class TokenBuckets {
  readonly #rate: { perSecond: number; burst: number };
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();
  #sweptAtMs = 0;

  constructor(rate: { perSecond: number; burst: number }) {
    this.#rate = rate;
  }

  /**
   * Takes what a request costs, a token unless told; at most a whole bucket.
   * @returns the seconds until there is as much; 0 where it was taken
   */
  take(of: string, nowMs: number, cost = 1): number {
    this.#sweep(nowMs);
    const name = this.#buckets.has(of) || this.#buckets.size < MOST_NAMES ? of : OTHERS;
    const price = Math.min(cost, this.#rate.burst);
    const tokens = this.#tokensOf(name, nowMs);
    if (tokens < price) return (price - tokens) / this.#rate.perSecond;
    this.#buckets.set(name, { tokens: tokens - price, atMs: nowMs });
    return 0;
  }

  /** Gives back a token that was taken for what has turned out to cost none. */
  giveBack(name: string): void {
    const bucket = this.#buckets.get(name);
    if (bucket !== undefined) bucket.tokens = Math.min(this.#rate.burst, bucket.tokens + 1);
  }

  #tokensOf(name: string, nowMs: number): number {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) return this.#rate.burst;
    const filled = (Math.max(0, nowMs - bucket.atMs) / 1_000) * this.#rate.perSecond;
    return Math.min(this.#rate.burst, bucket.tokens + filled);
  }

  // A full bucket is as good as none: who has not asked for long is forgotten.
  #sweep(nowMs: number): void {
    const fillMs = (this.#rate.burst / this.#rate.perSecond) * 1_000;
    if (Math.abs(nowMs - this.#sweptAtMs) < fillMs) return;
    this.#sweptAtMs = nowMs;
    for (const [name, { atMs }] of this.#buckets) if (nowMs - atMs >= fillMs) this.#buckets.delete(name);
  }
}
