import type { Clock } from "../deps.ts";

/**
 * Requests a second for one bucket and first prefix: a token bucket whose rate follows what S3 tolerates (AIMD).
 * A throttled answer cuts the rate to 70 % of what was really sent, at most twice a second (the answers to what was
 * already in flight tell nothing new) and never below a fiftieth of the cap; from one second after a cut it grows by a twentieth of the cap each second.
 */
export type Budget = {
  /** Milliseconds until one more request may start; 0 = now. */
  waitMs(): number;
  take(): void;
  slowDown(): void;
  setCap(capPerSecond: number): void;
  /** Whether forgetting it would change nothing: full, and unhurt by throttling. */
  isIdle(): boolean;
};

const burstSeconds = 0.2;

export function makeBudget(input: { clock: Clock; capPerSecond: number }): Budget {
  const { clock } = input;
  let cap = input.capPerSecond;
  let rate = cap;
  let tokens = burst();
  let refilledMs = clock.nowMs();
  let cutMs = Number.NEGATIVE_INFINITY;
  let sentPerSecond = 0;

  function burst(): number {
    return Math.max(1, rate * burstSeconds);
  }

  function refill(): void {
    const now = clock.nowMs();
    const seconds = (now - refilledMs) / 1000;
    if (seconds <= 0) return;
    refilledMs = now;
    if (now - cutMs > 1_000) rate = Math.min(cap, rate + cap * 0.05 * seconds);
    tokens = Math.min(burst(), tokens + rate * seconds);
    sentPerSecond *= Math.exp(-seconds);
  }

  return {
    waitMs() {
      refill();
      return tokens >= 1 ? 0 : Math.max(1, Math.ceil(((1 - tokens) / rate) * 1000));
    },
    take() {
      refill();
      tokens -= 1;
      // A sum that decays by 1/e a second: in a steady flow it is the flow per second.
      sentPerSecond += 1;
    },
    slowDown() {
      refill();
      const now = clock.nowMs();
      if (now - cutMs < 500) return;
      cutMs = now;
      rate = Math.max(1, cap / 50, Math.min(rate, sentPerSecond) * 0.7);
      tokens = Math.min(tokens, 0);
    },
    setCap(capPerSecond) {
      refill();
      cap = capPerSecond;
      rate = Math.min(rate, cap);
      // A session that is alone again does not climb from its old share.
      if (clock.nowMs() - cutMs > 20_000) rate = cap;
    },
    isIdle() {
      refill();
      return rate >= cap && tokens >= burst();
    },
  };
}
