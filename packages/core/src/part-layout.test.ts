import fc from "fast-check";
import { expect, test } from "vitest";
import {
  choosePartSize,
  copyMethod,
  findSizeProblem,
  GIB,
  MAX_OBJECT_BYTES,
  MAX_PART_BYTES,
  MAX_PARTS,
  MIB,
  MIN_PART_BYTES,
  type PartLayout,
  partRange,
  planParts,
} from "./part-layout.ts";

const edges = [1, 5 * GIB - 1, 5 * GIB, 5 * GIB + 1, 50e12, MAX_OBJECT_BYTES - 1, MAX_OBJECT_BYTES];
const sizes = fc.oneof(fc.constantFrom(...edges), fc.integer({ min: 1, max: MAX_OBJECT_BYTES }));
const batches = fc.integer({ min: 0, max: 1e15 });
const gates = fc.integer({ min: 1, max: 4096 });

function layoutOf(sizeBytes: number, batchBytes: number, gate: number): PartLayout {
  return planParts(sizeBytes, choosePartSize({ sizeBytes, batchBytes, gate }));
}

test("parts cover an object exactly, in order, without gap or overlap", () => {
  fc.assert(
    fc.property(sizes, batches, gates, (sizeBytes, batchBytes, gate) => {
      const layout = layoutOf(sizeBytes, batchBytes, gate);
      let next = 0;
      let wrong = 0;
      for (let part = 1; part <= layout.partCount; part++) {
        const range = partRange(layout, part);
        if (range.start !== next || range.end - range.start + 1 !== range.sizeBytes) wrong++;
        next = range.end + 1;
      }
      expect(wrong).toBe(0);
      expect(next).toBe(sizeBytes);
    }),
  );
});

test("every part but the last is 5 MiB to 5 GiB, the last is not empty, and there are at most 10,000", () => {
  fc.assert(
    fc.property(sizes, batches, gates, (sizeBytes, batchBytes, gate) => {
      const layout = layoutOf(sizeBytes, batchBytes, gate);
      expect(layout.partCount).toBeLessThanOrEqual(MAX_PARTS);
      expect(layout.partSizeBytes).toBeGreaterThanOrEqual(MIN_PART_BYTES);
      expect(layout.partSizeBytes).toBeLessThanOrEqual(MAX_PART_BYTES);
      expect(layout.lastPartSizeBytes).toBeGreaterThanOrEqual(1);
      expect(layout.lastPartSizeBytes).toBeLessThanOrEqual(layout.partSizeBytes);
    }),
  );
});

test("the part size is whole MiB, 64-512 MiB, and more only where 10,000 parts would not reach", () => {
  fc.assert(
    fc.property(sizes, batches, gates, (sizeBytes, batchBytes, gate) => {
      const partSizeBytes = choosePartSize({ sizeBytes, batchBytes, gate });
      expect(partSizeBytes % MIB).toBe(0);
      expect(partSizeBytes).toBeGreaterThanOrEqual(64 * MIB);
      if (partSizeBytes > 512 * MIB) expect(sizeBytes).toBeGreaterThan((partSizeBytes - MIB) * MAX_PARTS);
    }),
  );
});

test.each([
  [100 * GIB, 0, 64, 64 * MIB],
  [100 * GIB, 100 * GIB, 100, 128 * MIB],
  [100 * GIB, 8_800e9, 2048, 513 * MIB - MIB],
  [100 * GIB, 1e15, 1, 512 * MIB],
  [50e12, 50e12, 2048, 4769 * MIB],
  [MAX_OBJECT_BYTES, MAX_OBJECT_BYTES, 2048, 5 * GIB],
])("%i bytes of a batch of %i behind a gate of %i are cut into parts of %i", (sizeBytes, batchBytes, gate, part) => {
  expect(choosePartSize({ sizeBytes, batchBytes, gate })).toBe(part);
});

test("the largest object is 10,000 full parts, and one byte more is refused", () => {
  expect(MAX_OBJECT_BYTES).toBe(53_687_091_200_000);
  expect(layoutOf(MAX_OBJECT_BYTES, 0, 1)).toEqual({
    partSizeBytes: 5 * GIB,
    partCount: 10_000,
    lastPartSizeBytes: 5 * GIB,
  });
  expect(findSizeProblem(MAX_OBJECT_BYTES)).toBeNull();
  expect(findSizeProblem(MAX_OBJECT_BYTES + 1)?.code).toBe("size_too_large");
  expect(() => choosePartSize({ sizeBytes: MAX_OBJECT_BYTES + 1, batchBytes: 0, gate: 1 })).toThrow(RangeError);
  expect(() => planParts(MAX_OBJECT_BYTES + 1, MAX_PART_BYTES)).toThrow(RangeError);
});

test("what is not a whole number of bytes is no size", () => {
  for (const size of [-1, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY]) {
    expect(findSizeProblem(size)?.code).toBe("size_not_an_integer");
  }
});

test("a vendor's own layout can be repeated, and one that S3 would refuse cannot", () => {
  expect(planParts(20 * MIB + 1, 8_000_000)).toEqual({
    partSizeBytes: 8_000_000,
    partCount: 3,
    lastPartSizeBytes: 20 * MIB + 1 - 16_000_000,
  });
  expect(() => planParts(20 * MIB, MIN_PART_BYTES - 1)).toThrow(RangeError);
  expect(() => planParts(20 * GIB, MAX_PART_BYTES + 1)).toThrow(RangeError);
  expect(() => planParts(5 * MIB * 10_000 + 1, 5 * MIB)).toThrow(RangeError);
});

test("nothing has no parts, and there is no part beyond the last", () => {
  expect(() => planParts(0, 64 * MIB)).toThrow(RangeError);
  const one = planParts(1, 64 * MIB);
  expect(partRange(one, 1)).toEqual({ start: 0, end: 0, sizeBytes: 1 });
  for (const part of [0, 2, 1.5]) expect(() => partRange(one, part)).toThrow(RangeError);
});

test("up to 256 MiB, empty objects too, an object is one CopyObject", () => {
  expect([0, 1, 256 * MIB, 256 * MIB + 1, 5 * GIB].map(copyMethod)).toEqual([
    "copy_object",
    "copy_object",
    "copy_object",
    "multipart",
    "multipart",
  ]);
});
