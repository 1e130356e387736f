import { expect, test } from "vitest";
import { ageOf, isOld } from "./age.ts";

const age = { updatedAt: 100_000, isFailing: false, beatMs: 2_000 };

test("what is three beats old is no longer taken for what is now, nor what was asked for in vain", () => {
  expect(isOld(age, 106_000)).toBe(false);
  expect(isOld(age, 106_001)).toBe(true);
  expect(isOld({ ...age, isFailing: true }, 100_500)).toBe(true);
});

test("what never came is not old: it is missing", () => {
  expect(isOld({ ...age, updatedAt: 0, isFailing: true }, 200_000)).toBe(false);
});

test("one question in vain is enough", () => {
  expect(ageOf({ dataUpdatedAt: 1, isError: false, failureCount: 1 }, 2_000).isFailing).toBe(true);
  expect(ageOf({ dataUpdatedAt: 1, isError: true, failureCount: 0 }, 2_000).isFailing).toBe(true);
  expect(ageOf({ dataUpdatedAt: 1, isError: false, failureCount: 0 }, 2_000).isFailing).toBe(false);
});
