import { describe, expect, it, test } from "vitest";
import { tellAgo, tellClock, tellSpan, tellTimeLeft } from "./tell-time.ts";

const minute = 60_000;
const noon = Date.parse("2026-11-25T12:00:00Z");

describe("tellClock", () => {
  it("tells the viewer's clock with its zone, and the day where it is another", () => {
    expect(tellClock(noon, "Europe/Vienna", noon)).toBe("13:00 CET");
    expect(tellClock(noon, "America/New_York", noon)).toBe("07:00 EST");
    expect(tellClock(noon + 21 * 60 * minute, "UTC", noon)).toBe("Thu 26 Nov, 09:00 UTC");
  });

  it("tells the year of what is not of this one", () => {
    expect(tellClock(Date.parse("2025-04-03T08:05:00Z"), "Europe/Vienna", noon)).toBe("3 Apr 2025, 10:05 CEST");
    expect(tellClock(Date.parse("2026-12-31T23:30:00Z"), "Europe/Vienna", noon)).toBe("1 Jan 2027, 00:30 CET");
  });
});

test.each([
  [10_000, 50_000, "under a minute"],
  [13 * minute, 14 * minute, "about 14 min"],
  [4 * minute, 6 * minute, "4 to 6 min"],
  [30_000, 3 * minute, "up to 3 min"],
  [120 * minute, 180 * minute, "2 to 3 h"],
  [70 * 60 * minute, 72 * 60 * minute, "about 3 days"],
])("from %i to %i ms left is told as %s", (earliest, latest, told) => {
  expect(tellTimeLeft(earliest, latest)).toBe(told);
});

test.each([
  [800, "just now"],
  [2_000, "2 s ago"],
  [61 * minute, "1 h ago"],
  [50 * 60 * minute, "2 days ago"],
])("%i ms before now is told as %s", (ms, told) => {
  expect(tellAgo(ms)).toBe(told);
});

test.each([
  [400, "1 s"],
  [200_000, "3 min"],
  [3_900_000, "1 h 5 min"],
])("%i ms took %s", (ms, told) => {
  expect(tellSpan(ms)).toBe(told);
});
