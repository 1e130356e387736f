import { expect, test } from "vitest";
import { estimateTransfer } from "./estimate.ts";

const GB = 1_000_000_000;
const times = (count: number, size: number) => Array.from({ length: count }, () => size);

test("small files are a copy and a look each, and a page of the listing a thousand", () => {
  const { requests, copiers } = estimateTransfer({ sizes: times(2_500, 1_000_000), fleetMax: 64 });
  expect(requests).toMatchObject({ s3Writes: 2_503, s3Reads: 2_500 });
  expect(copiers).toBe(64);
});

test("large files are copied by parts: create, 150 parts of 64 MiB, complete; two looks and the tags", () => {
  const { requests } = estimateTransfer({ sizes: times(5, 10 * GB), fleetMax: 64 });
  expect(requests).toMatchObject({ s3Writes: 1 + 5 * 152, s3Reads: 15 });
});

test("a thousand times the batch costs more of everything, and the sum is the sum", () => {
  const small = estimateTransfer({ sizes: times(10, 50 * GB), fleetMax: 64 });
  const large = estimateTransfer({ sizes: times(10_000, 50 * GB), fleetMax: 64 });
  for (const service of ["s3", "sqs", "fargate", "aurora"] as const) {
    expect(large.usd[service]).toBeGreaterThan(small.usd[service]);
  }
  const { total, ...services } = large.usd;
  expect(total).toBeCloseTo(Object.values(services).reduce((sum, usd) => sum + usd));
  // Three requests a file, of a queue with group ids: half a dollar a million.
  expect(large.usd.sqs).toBeCloseTo(10_000 * 3 * 5e-7);
  // 500 TB in parts of 512 MiB: 94 parts a file, half a cent a thousand.
  expect(large.usd.s3).toBeCloseTo((10_000 * (2 + 94) + 10) * 5e-6 + 30_000 * 4e-7);
});

test("nothing needs no copier", () => {
  expect(estimateTransfer({ sizes: [], fleetMax: 64 })).toMatchObject({ copiers: 0, requests: { s3Writes: 0 } });
});
