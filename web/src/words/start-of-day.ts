import { formatterOf } from "./formatter.ts";

/**
 * When the day of a moment began where the viewer is: milliseconds since 1970. `zone` as IANA names it. On the days when
 * clocks are changed a day is an hour longer or shorter, and it may begin at one o'clock.
 */
export function startOfDay(at: number, zone: string): number {
  const [year, month, day] = clockIn(at, zone);
  const midnight = Date.UTC(year, month - 1, day);
  // Where a clock in that zone shows midnight; told twice, because the zone's offset may differ between the two.
  const first = midnight - offsetAt(midnight, zone);
  const second = midnight - offsetAt(first, zone);
  return clockIn(second, zone)[2] === day ? second : Math.max(first, second);
}

/** How far a zone's clock is ahead of UTC's at a moment, in milliseconds. */
function offsetAt(at: number, zone: string): number {
  const [year, month, day, hour, minute, second] = clockIn(at, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
}

const clockParts = {
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "numeric",
  minute: "numeric",
  second: "numeric",
} as const;

type Clock = [year: number, month: number, day: number, hour: number, minute: number, second: number];

function clockIn(at: number, timeZone: string): Clock {
  const parts = formatterOf("en-GB", timeZone, clockParts).formatToParts(at);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return [read("year"), read("month"), read("day"), read("hour"), read("minute"), read("second")];
}
