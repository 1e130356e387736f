import { expect, test } from "vitest";
import type { SpeedPoint } from "../api/types.ts";
import { drawLine, stretches } from "./speed-points.ts";

const start = Date.parse("2026-11-25T12:00:00Z");
const point = (seconds: number, more: Partial<SpeedPoint> = {}): SpeedPoint => ({
  at: new Date(start + seconds * 1_000).toISOString(),
  bytesPerSecond: 5,
  filesPerSecond: 0,
  bytesMoved: 0,
  filesDone: 0,
  retries: 0,
  needAttention: 0,
  ...more,
});

test("a pause breaks the line, a slow stretch does not", () => {
  const paused = drawLine([point(0), point(2), point(4), point(600), point(602)]);
  expect(paused.at.map((at) => at - start / 1_000)).toEqual([0, 2, 4, 6, 598, 600, 602]);
  expect(paused.bytesPerSecond).toEqual([5, 5, 5, null, null, 5, 5]);
  expect(stretches(paused).map((stretch) => stretch.map(({ at, speed }) => [at - start / 1_000, speed]))).toEqual([
    [
      [0, 5],
      [2, 5],
      [4, 5],
    ],
    [
      [600, 5],
      [602, 5],
    ],
  ]);
  expect(drawLine([point(0), point(300), point(600), point(1_000)]).bytesPerSecond).toEqual([5, 5, 5, 5]);
});

test("trouble is marked where files were tried again or failed", () => {
  const line = drawLine([point(0), point(2, { retries: 3 }), point(4, { needAttention: 1 })]);
  expect(line.trouble.map((at) => at - start / 1_000)).toEqual([2, 4]);
});
