import { S3Error } from "./s3-error.ts";

/** Request rates per bucket and first folder of the key, reads and writes apart. */
export type Throttle = {
  rates: { write: number; read: number };
  buckets: Map<string, { tokens: number; atMs: number }>;
};

const burstSeconds = 0.25;
const mostPrefixes = 10_000;

export function createThrottle(rates: { write: number; read: number }): Throttle {
  return { rates, buckets: new Map() };
}

/** @throws SlowDown above the rate (with a quarter of a second's requests of burst) */
export function takeToken(
  throttle: Throttle,
  kind: "write" | "read",
  bucket: string,
  key: string,
  nowMs: number,
): void {
  const rate = throttle.rates[kind];
  const most = Math.max(1, rate * burstSeconds);
  const name = `${kind}/${bucket}/${key.slice(0, key.indexOf("/") + 1)}`;
  if (throttle.buckets.size > mostPrefixes) throttle.buckets.clear();
  let bucketOfTokens = throttle.buckets.get(name);
  if (!bucketOfTokens) {
    bucketOfTokens = { tokens: most, atMs: nowMs };
    throttle.buckets.set(name, bucketOfTokens);
  }
  const { tokens, atMs } = bucketOfTokens;
  bucketOfTokens.tokens = Math.min(most, tokens + ((nowMs - atMs) * rate) / 1000);
  bucketOfTokens.atMs = nowMs;
  if (bucketOfTokens.tokens < 1) throw new S3Error("SlowDown");
  bucketOfTokens.tokens--;
}
