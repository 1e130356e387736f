/**
 * Who may ask how often: every name has a bucket of `burst` tokens that fills by `perSecond`, and a request takes one.
 * Kept in memory, so each process counts for itself.
 */
export class TokenBuckets {
  readonly #rate: { perSecond: number; burst: number };
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();
  #sweptAtMs = 0;

  constructor(rate: { perSecond: number; burst: number }) {
    this.#rate = rate;
  }

  /** Takes a token. @returns the seconds until there is one again; 0 where one was taken */
  take(name: string, nowMs: number): number {
    this.#sweep(nowMs);
    const tokens = this.#tokensOf(name, nowMs);
    if (tokens < 1) return (1 - tokens) / this.#rate.perSecond;
    this.#buckets.set(name, { tokens: tokens - 1, atMs: nowMs });
    return 0;
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
