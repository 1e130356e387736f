import { expect, test } from "vitest";
import { startOfDay } from "./start-of-day.ts";

test.each([
  ["2026-11-25T12:00:00Z", "UTC", "2026-11-25T00:00:00.000Z"],
  ["2026-11-25T23:30:00Z", "Europe/Vienna", "2026-11-25T23:00:00.000Z"],
  ["2026-11-25T04:00:00Z", "America/New_York", "2026-11-24T05:00:00.000Z"],
  ["2026-11-25T18:00:00Z", "Asia/Kolkata", "2026-11-24T18:30:00.000Z"],
  ["2026-11-25T12:00:00Z", "Pacific/Kiritimati", "2026-11-25T10:00:00.000Z"],
  // The days on which clocks are changed.
  ["2026-03-29T20:00:00Z", "Europe/Vienna", "2026-03-28T23:00:00.000Z"],
  ["2026-10-25T20:00:00Z", "Europe/Vienna", "2026-10-24T22:00:00.000Z"],
  ["2026-11-01T20:00:00Z", "America/New_York", "2026-11-01T04:00:00.000Z"],
  // There is no midnight: the clock goes from 23:59 to 01:00.
  ["2026-09-06T20:00:00Z", "America/Santiago", "2026-09-06T04:00:00.000Z"],
])("at %s in %s the day began at %s", (at, zone, began) => {
  expect(new Date(startOfDay(Date.parse(at), zone)).toISOString()).toBe(began);
});

test("a day's beginning is the beginning of that day all year, everywhere", () => {
  for (const timeZone of ["UTC", "Europe/London", "America/Sao_Paulo", "Asia/Kathmandu", "Australia/Lord_Howe"]) {
    const { format } = new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "short" });
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 11 * 3_600_000) {
      const began = startOfDay(at, timeZone);
      expect(began).toBeLessThanOrEqual(at);
      expect(format(began)).toBe(format(at));
      expect(format(began - 1)).not.toBe(format(at));
    }
  }
});
