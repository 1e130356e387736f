"use client";

import { tellRate } from "@s3mirror/core/units";
import { type PointerEvent, type RefObject, useLayoutEffect, useRef, useState } from "react";
import { useZone } from "../live/clock.tsx";
import { formatterOf } from "../words/formatter.ts";
import { tellMoment } from "../words/tell-time.ts";
import { type Marks, markAmounts, markTimes, offsetOf } from "./speed-axes.ts";
import { type SpeedLine, stretches } from "./speed-points.ts";

const HEIGHT = 180;
const [LEFT, RIGHT, TOP, BOTTOM] = [84, 10, 10, 26];

/** The drawing itself. Who points at it is told the moment and the speed there. */
export function SpeedPlot({ line, label }: { line: SpeedLine; label: string }) {
  const holder = useRef<HTMLDivElement>(null);
  const width = useWidth(holder);
  const zone = useZone();
  const [pointed, setPointed] = useState<number | null>(null);
  const [first, last] = [line.at[0] ?? 0, line.at.at(-1) ?? 1];
  const speeds = markAmounts(Math.max(0, ...line.bytesPerSecond.map((speed) => speed ?? 0)), 4);
  const top = speeds.at.at(-1) ?? 1;
  const room = Math.max(1, width - LEFT - RIGHT);
  const x = (at: number) => LEFT + ((at - first) / Math.max(1, last - first)) * room;
  const y = (speed: number) => TOP + (1 - speed / top) * (HEIGHT - TOP - BOTTOM);
  const times = markTimes(first, last, Math.max(2, Math.floor(room / 90)), offsetOf(zone, last));
  const point = ({ clientX, currentTarget }: PointerEvent) => {
    const at = first + ((clientX - currentTarget.getBoundingClientRect().left - LEFT) / room) * (last - first);
    setPointed(nearest(line, at));
  };
  return (
    <div ref={holder} className="min-h-45">
      {width > 0 && (
        <svg
          role="img"
          aria-label={label}
          viewBox={`0 0 ${width} ${HEIGHT}`}
          className="block h-45 w-full text-xs"
          onPointerMove={point}
          onPointerLeave={() => setPointed(null)}
        >
          {speeds.at.map((speed) => (
            <g key={speed}>
              <line x1={LEFT} x2={width - RIGHT} y1={y(speed)} y2={y(speed)} className="stroke-line" />
              <text x={LEFT - 8} y={y(speed)} dy="0.35em" textAnchor="end" className="fill-ink-soft">
                {speed === 0 ? "0" : tellRate(speed)}
              </text>
            </g>
          ))}
          {times.at.map((at) => (
            <text key={at} x={x(at)} y={HEIGHT - 8} textAnchor="middle" className="fill-ink-soft">
              {tellMark(at, times, zone)}
            </text>
          ))}
          {stretches(line).map((stretch) => {
            const path = stretch.map(({ at, speed }) => `${x(at).toFixed(1)} ${y(speed).toFixed(1)}`).join("L");
            const [from, to] = [stretch[0]?.at ?? 0, stretch.at(-1)?.at ?? 0];
            return (
              <g key={from}>
                <path d={`M${x(from)} ${y(0)}L${path}L${x(to)} ${y(0)}Z`} className="fill-accent/15" />
                <path d={`M${path}`} fill="none" strokeWidth="1.5" strokeLinejoin="round" className="stroke-accent" />
              </g>
            );
          })}
          {line.trouble.map((at) => (
            <rect key={at} x={x(at) - 1} y={y(0) - 10} width="2" height="10" className="fill-warn" />
          ))}
          {pointed !== null && <Pointed line={line} index={pointed} zone={zone} x={x} y={y} width={width} />}
        </svg>
      )}
    </div>
  );
}

/** What was at the moment that one points at: on the side of it where there is room. */
function Pointed({
  line,
  index,
  zone,
  x,
  y,
  width,
}: {
  line: SpeedLine;
  index: number;
  zone: string;
  x: (at: number) => number;
  y: (speed: number) => number;
  width: number;
}) {
  const [at, speed] = [line.at[index] ?? 0, line.bytesPerSecond[index] ?? 0];
  const isLate = x(at) > width / 2;
  return (
    <g pointerEvents="none">
      <line x1={x(at)} x2={x(at)} y1={TOP} y2={y(0)} className="stroke-ink-faint" strokeDasharray="3 3" />
      <circle cx={x(at)} cy={y(speed)} r="3.5" className="fill-accent stroke-surface" strokeWidth="1.5" />
      <text
        x={x(at) + (isLate ? -8 : 8)}
        y={TOP + 8}
        textAnchor={isLate ? "end" : "start"}
        paintOrder="stroke"
        strokeWidth="4"
        className="fill-ink stroke-surface font-medium"
      >
        {tellRate(speed)}, {tellMoment(at * 1_000, zone)}
      </text>
    </g>
  );
}

/** A day where marks are days apart, else the time, with seconds where they tell the marks apart. */
function tellMark(at: number, { step }: Marks, timeZone: string): string {
  const parts: Intl.DateTimeFormatOptions =
    step >= 86_400
      ? { day: "numeric", month: "short" }
      : { hour: "2-digit", minute: "2-digit", ...(step < 60 && { second: "2-digit" }) };
  return formatterOf("en-GB", timeZone, parts).format(at * 1_000);
}

/** The measured point that is nearest to a moment; null where there is none. */
function nearest({ at, bytesPerSecond }: SpeedLine, moment: number): number | null {
  let best: number | null = null;
  for (const [index, time] of at.entries()) {
    if (bytesPerSecond[index] === null) continue;
    if (best === null || Math.abs(time - moment) < Math.abs((at[best] ?? 0) - moment)) best = index;
  }
  return best;
}

/** How wide an element is, in CSS pixels; 0 before it is drawn. */
function useWidth(holder: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = holder.current;
    if (element === null) return;
    setWidth(element.clientWidth);
    const resizing = new ResizeObserver(() => setWidth(element.clientWidth));
    resizing.observe(element);
    return () => resizing.disconnect();
  }, [holder]);
  return width;
}
