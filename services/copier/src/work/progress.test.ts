import type { Work } from "@s3mirror/core/store/files/claims";
import { expect, test } from "vitest";
import { sizeUp } from "./progress.ts";

const MIB = 1024 * 1024;

function work(sizeBytes: number): Work {
  return { sizeBytes, partSizeBytes: 64 * MIB, upload: null } as Work;
}

test("a large file brings a request for each part, a small one brings one", () => {
  const demand = sizeUp(256);
  expect(demand.of(work(640 * MIB))).toBe(10);
  expect(demand.of(work(1))).toBe(1);
});

test("what is expected of the next files follows the last ones, and is never below one", () => {
  const demand = sizeUp(256);
  expect(demand.expected()).toBe(128);
  for (let n = 0; n < 20; n += 1) demand.of(work(1));
  expect(demand.expected()).toBeLessThan(2);
  expect(demand.expected()).toBeGreaterThanOrEqual(1);
  for (let n = 0; n < 20; n += 1) demand.of(work(64_000 * MIB));
  expect(demand.expected()).toBeGreaterThan(900);
});
