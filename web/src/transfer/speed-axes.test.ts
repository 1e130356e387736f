import { expect, test } from "vitest";
import { markAmounts, markTimes, offsetOf } from "./speed-axes.ts";

const seconds = (text: string) => Date.parse(text) / 1_000;
const told = (at: number[]) => at.map((second) => new Date(second * 1_000).toISOString().slice(5, 16));

test("times are marked where the viewer's clock is round", () => {
  const [from, to] = [seconds("2026-11-25T12:03:20Z"), seconds("2026-11-25T14:59:00Z")];
  expect(told(markTimes(from, to, 6, 3_600).at)).toEqual([
    "11-25T12:30",
    "11-25T13:00",
    "11-25T13:30",
    "11-25T14:00",
    "11-25T14:30",
  ]);
  const vienna = markTimes(seconds("2026-11-25T12:00:00Z"), seconds("2026-11-28T12:00:00Z"), 4, 3_600);
  expect(told(vienna.at)).toEqual(["11-25T23:00", "11-26T23:00", "11-27T23:00"]);
  expect(markTimes(from, from, 6, 0).at.length).toBeLessThanOrEqual(1);
  const years = markTimes(0, 400 * 86_400, 3, 0);
  expect(years.at.length).toBeLessThanOrEqual(4);
  expect(years.step % 86_400).toBe(0);
});

test("amounts go from 0 in round steps to one that nothing exceeds", () => {
  expect(markAmounts(730_000_000, 4).at).toEqual([0, 200e6, 400e6, 600e6, 800e6]);
  expect(markAmounts(100, 4).at).toEqual([0, 50, 100]);
  for (const highest of [0, 1, 3, 999, 1_001, 8.8e12]) {
    const { at } = markAmounts(highest, 4);
    expect(at[0]).toBe(0);
    expect(at.at(-1)).toBeGreaterThanOrEqual(highest);
    expect(at.at(-1)).toBeGreaterThan(0);
    expect(at.length).toBeLessThanOrEqual(6);
  }
});

test("a zone's offset follows its summer time", () => {
  expect(offsetOf("Europe/Vienna", seconds("2026-11-25T12:00:00Z"))).toBe(3_600);
  expect(offsetOf("Europe/Vienna", seconds("2026-07-25T12:00:00Z"))).toBe(7_200);
  expect(offsetOf("America/St_Johns", seconds("2026-11-25T12:00:00Z"))).toBe(-12_600);
  expect(offsetOf("UTC", 0)).toBe(0);
});
