const TIME_STEPS = [
  1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 172_800, 604_800, 2_419_200,
];
const DAY = 86_400;

/** Marks along an axis, at most `most` of them; `step` is the distance between two, in the axis' unit. */
export type Marks = { at: number[]; step: number };

/**
 * Round moments between two (seconds since 1970) on the clock of a viewer who is `offsetSeconds` ahead of UTC: whole
 * minutes, hours, midnights.
 */
export function markTimes(from: number, to: number, most: number, offsetSeconds: number): Marks {
  const step = TIME_STEPS.find((step) => (to - from) / step <= most) ?? Math.ceil((to - from) / most / DAY) * DAY;
  return { step, at: multiples(from + offsetSeconds, to + offsetSeconds, step).map((at) => at - offsetSeconds) };
}

/** Round amounts from 0 to the first one that is not below `highest`: the last of them is the top of the axis. */
export function markAmounts(highest: number, most: number): Marks {
  const rough = Math.max(highest, 1) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((times) => times * power >= rough) ?? 10) * power;
  return { step, at: Array.from({ length: Math.max(1, Math.ceil(highest / step)) + 1 }, (_, index) => index * step) };
}

/** How far a zone's clock is ahead of UTC at a moment, in seconds. */
export function offsetOf(zone: string, atSeconds: number): number {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(
    atSeconds * 1_000,
  );
  const [, sign, hours, minutes] =
    /GMT([+-])(\d\d):(\d\d)/.exec(parts.find(({ type }) => type === "timeZoneName")?.value ?? "") ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60);
}

function multiples(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, index) => (first + index) * step);
}
