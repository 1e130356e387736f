import { describe, expect, it } from "vitest";
import { TokenBuckets } from "./token-buckets.ts";

describe("TokenBuckets", () => {
  it("lets a burst through, then as many a second as it fills, and says how long to wait", () => {
    const buckets = new TokenBuckets({ perSecond: 2, burst: 3 });
    expect([1, 2, 3].map(() => buckets.take("a", 0))).toEqual([0, 0, 0]);
    expect(buckets.take("a", 0)).toBe(0.5);
    expect(buckets.take("a", 400)).toBeCloseTo(0.1);
    expect(buckets.take("a", 500)).toBe(0);
    expect(buckets.take("a", 500)).toBe(0.5);
  });

  it("counts each name by itself, and a clock that is set back gives nothing and takes nothing", () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 1 });
    expect(buckets.take("a", 10_000)).toBe(0);
    expect(buckets.take("b", 10_000)).toBe(0);
    expect(buckets.take("a", 5_000)).toBe(1);
    expect(buckets.take("a", 11_000)).toBe(0);
  });

  it("is full again after a rest, and never fuller than full", () => {
    const buckets = new TokenBuckets({ perSecond: 10, burst: 2 });
    buckets.take("a", 0);
    buckets.take("a", 0);
    const afterRest = 3_600_000;
    expect([1, 2, 3].map(() => buckets.take("a", afterRest))).toEqual([0, 0, 0.1]);
  });

  it("takes what a request costs, never more than a bucket holds, and gives back what cost nothing", () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 10 });
    expect(buckets.take("a", 0, 8)).toBe(0);
    expect(buckets.take("a", 0, 8)).toBe(6);
    buckets.giveBack("a");
    expect(buckets.take("a", 0, 3)).toBe(0);
    expect(buckets.take("b", 0, 100)).toBe(0);
    expect(buckets.take("b", 0, 1)).toBe(1);
  });

  it("keeps a bounded number of names: all others share one bucket, and those it knows keep theirs", () => {
    const buckets = new TokenBuckets({ perSecond: 1, burst: 1 });
    for (let n = 0; n < 10_000; n += 1) buckets.take(`known ${n}`, 0);
    expect([buckets.take("other 1", 0), buckets.take("other 2", 0)]).toEqual([0, 1]);
    expect(buckets.take("known 7", 1_000)).toBe(0);
  });
});
