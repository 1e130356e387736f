"use client";

import "uplot/dist/uPlot.min.css";
import { tellBytes } from "@s3mirror/core/units";
import { useEffect, useRef, useSyncExternalStore } from "react";
import uPlot from "uplot";
import { readColour } from "../design/theme.ts";
import { useZone } from "../live/clock.tsx";
import type { SpeedLine } from "./speed-points.ts";

const HEIGHT = 180;

/** The drawing itself. A canvas keeps the colours it was made with, so it is made anew when the theme changes. */
export function SpeedPlot({ line, label }: { line: SpeedLine; label: string }) {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const latest = useRef(line);
  latest.current = line;
  const zone = useZone();
  const theme = useTheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is read from the page as it stands.
  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const options = plotOptions({ width: element.clientWidth, zone, trouble: () => latest.current.trouble });
    const made = new uPlot(options, dataOf(latest.current), element);
    plot.current = made;
    const resizing = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    resizing.observe(element);
    return () => {
      resizing.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [zone, theme]);
  useEffect(() => plot.current?.setData(dataOf(line)), [line]);
  return <div ref={holder} role="img" aria-label={label} className="min-h-45" />;
}

function dataOf({ at, bytesPerSecond }: SpeedLine): uPlot.AlignedData {
  return [at, bytesPerSecond];
}

function plotOptions(input: { width: number; zone: string; trouble: () => number[] }): uPlot.Options {
  const [ink, grid, stroke, mark] = (["--ink-soft", "--line", "--accent", "--warn"] as const).map(readColour);
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: input.zone });
  const exact = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: input.zone });
  const axis = { stroke: ink, font, ticks: { show: false }, grid: { stroke: grid, width: 1 } } as const;
  return {
    width: input.width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
    axes: [
      { ...axis, size: 30, space: 80, incrs: WHOLE_SECONDS, values: (_, seconds) => tellTimes(seconds, clock, exact) },
      { ...axis, size: 76, space: 36, values: (_, speeds) => speeds.map((speed) => `${tellBytes(speed)}/s`) },
    ],
    series: [
      {},
      { stroke, width: 1.5, fill: `color-mix(in srgb, ${stroke} 14%, transparent)`, points: { show: false } },
    ],
    hooks: { draw: [(plot) => markTrouble(plot, input.trouble(), mark ?? "")] },
  };
}

const WHOLE_SECONDS = [
  1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 172_800, 604_800,
];

/** Seconds where they tell the marks apart. */
function tellTimes(seconds: number[], clock: Intl.DateTimeFormat, exact: Intl.DateTimeFormat): string[] {
  const isClose = seconds.length > 1 && (seconds[1] ?? 0) - (seconds[0] ?? 0) < 60;
  return seconds.map((second) => (isClose ? exact : clock).format(second * 1_000));
}

function markTrouble({ ctx, bbox, valToPos }: uPlot, trouble: number[], colour: string): void {
  ctx.save();
  ctx.fillStyle = colour;
  const width = 2 * devicePixelRatio;
  for (const at of trouble) {
    ctx.fillRect(valToPos(at, "x", true) - width / 2, bbox.top + bbox.height - 5 * width, width, 5 * width);
  }
  ctx.restore();
}

function useTheme(): string {
  return useSyncExternalStore(
    (listener) => {
      const night = window.matchMedia(NIGHT);
      night.addEventListener("change", listener);
      window.addEventListener("themechange", listener);
      return () => {
        night.removeEventListener("change", listener);
        window.removeEventListener("themechange", listener);
      };
    },
    () => document.documentElement.dataset.theme ?? `${window.matchMedia(NIGHT).matches}`,
    () => "",
  );
}

const NIGHT = "(prefers-color-scheme: dark)";
