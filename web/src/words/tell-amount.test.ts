import { expect, test } from "vitest";
import { tellBytesOf, tellCountOf, tellFilesOf, tellPercent } from "./tell-amount.ts";

test.each([
  [1.9e12, 8.8e12, "1.9 of 8.8 TB"],
  [320e6, 1e12, "320 MB of 1 TB"],
  [0, 1e12, "0 of 1 TB"],
  [1e12, 1e12, "1 TB"],
  [5e9, null, "5 GB so far"],
])("%i of %s bytes are told as %s", (part, whole, told) => {
  expect(tellBytesOf(part, whole)).toBe(told);
});

test.each([
  [209, 989, "209 of 989"],
  [1_000_000, 1_000_000, "1,000,000"],
  [12_000, null, "12,000 so far"],
])("%i of %s files are told as %s", (part, whole, told) => {
  expect(tellCountOf(part, whole)).toBe(told);
});

test("100 % is said of the whole only", () => {
  expect([0, 0.625, 0.9999, 1].map(tellPercent)).toEqual(["0 %", "62 %", "99 %", "100 %"]);
});

test.each([
  [0, null, "0 files so far"],
  [1, null, "1 file so far"],
  [209, 989, "209 of 989 files"],
  [1, 1, "1 file"],
])("%s of %s files are told", (part, whole, told) => {
  expect(tellFilesOf(part, whole)).toBe(told);
});
