import { expect, test } from "vitest";
import { parseDuration, tellBytes, tellDuration, tellUsd } from "./units.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1 kB"],
  [1_550_000, "1.6 MB"],
  [100_000_000_000, "100 GB"],
  [378_136_000_000, "378 GB"],
  [2_500_000_000_000, "2.5 TB"],
])("%i bytes are told as %s", (bytes, told) => {
  expect(tellBytes(bytes)).toBe(told);
});

test.each([
  [840, "0.8 s"],
  [12_400, "12 s"],
  [200_000, "3 min 20 s"],
  [3_900_000, "1 h 5 min"],
])("%i ms are told as %s", (ms, told) => {
  expect(tellDuration(ms)).toBe(told);
});

test.each([
  ["90s", 90_000],
  ["90", null],
  ["50ms", 50],
  ["10m", 600_000],
  ["1.5h", 5_400_000],
  ["", null],
  ["-1s", null],
  ["10 years", null],
])("the duration %s is %s ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  [0, "$0.00"],
  [0.004, "under $0.01"],
  [0.028, "$0.03"],
  [1_234.5, "$1,234.50"],
])("%d dollars are told as %s", (usd, told) => {
  expect(tellUsd(usd)).toBe(told);
});
