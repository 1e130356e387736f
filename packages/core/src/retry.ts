/**
 * How long to wait before a retry, in whole milliseconds: full jitter, anywhere from 0 to the exponential ceiling, so
 * that clients who failed together do not come back together.
 * @param attempt 1 for the first retry
 * @param random 0 <= random() < 1
 */
export function retryDelayMs(attempt: number, random: () => number, limits: { baseMs: number; capMs: number }): number {
  const ceilingMs = Math.min(limits.capMs, limits.baseMs * 2 ** (Math.max(1, attempt) - 1));
  return Math.floor(random() * ceilingMs);
}
