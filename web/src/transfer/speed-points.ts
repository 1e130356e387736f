import type { SpeedPoint } from "../api/types.ts";

/** What a chart draws: seconds since 1970, bytes a second (null where the line is broken), and where there was trouble. */
export type SpeedLine = { at: number[]; bytesPerSecond: (number | null)[]; trouble: number[] };

/** Nobody measured for this long: a pause, and no line is drawn over it. */
const PAUSE_SECONDS = 90;

/** Points as a line, broken at pauses. */
export function drawLine(points: readonly SpeedPoint[]): SpeedLine {
  const line: SpeedLine = { at: [], bytesPerSecond: [], trouble: [] };
  const times = points.map(({ at }) => Date.parse(at) / 1_000);
  const step = spacing(times);
  for (const [index, point] of points.entries()) {
    const at = times[index] ?? 0;
    const before = line.at.at(-1);
    if (before !== undefined && at - before > Math.max(PAUSE_SECONDS, step * 3)) {
      line.at.push(before + step, at - step);
      line.bytesPerSecond.push(null, null);
    }
    line.at.push(at);
    line.bytesPerSecond.push(point.bytesPerSecond);
    if (point.retries > 0 || point.needAttention > 0) line.trouble.push(at);
  }
  return line;
}

/** The line's stretches without a break. */
export function stretches({ at, bytesPerSecond }: SpeedLine): { at: number; speed: number }[][] {
  const found: { at: number; speed: number }[][] = [];
  let isBroken = true;
  for (const [index, speed] of bytesPerSecond.entries()) {
    if (speed !== null && isBroken) found.push([]);
    isBroken = speed === null;
    if (speed !== null) found.at(-1)?.push({ at: at[index] ?? 0, speed });
  }
  return found;
}

/** The middle one of the distances between points. */
function spacing(times: number[]): number {
  const distances = times.slice(1).map((at, index) => at - (times[index] ?? at));
  return distances.sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 1;
}
