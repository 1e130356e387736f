"use client";

import { tellBytes } from "@s3mirror/core/units";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { browserApi } from "../api/browser-api.ts";
import type { SpeedPoint } from "../api/types.ts";
import { Card, CardHead } from "../design/card.tsx";
import { Cell, HeadCell, Table, tableClasses } from "../design/table.tsx";
import { ClockTime } from "../live/clock-time.tsx";
import { LiveCard, sourceOf } from "../live/live-card.tsx";
import { tellNumber } from "../words/tell-amount.ts";
import { throughputQuery } from "./file-queries.ts";
import { SpeedPlot } from "./speed-plot.tsx";
import { drawLine } from "./speed-points.ts";

/** A transfer's speed over its whole time, drawn and as a table. Nothing before there are two points to draw, and where nothing moved. */
export function SpeedChart({ transferId, pollMs }: { transferId: string; pollMs: number }) {
  const speed = useQuery({ ...throughputQuery(browserApi, transferId), refetchInterval: pollMs });
  const [isOpened, setIsOpened] = useState(false);
  const points = speed.data;
  const hasMoved = points?.some(({ bytesPerSecond }) => bytesPerSecond > 0);
  if (points === undefined)
    return (
      <LiveCard name="Speed" source={sourceOf(speed, pollMs)}>
        {null}
      </LiveCard>
    );
  if (points.length < 2 || !hasMoved) return null;
  const line = drawLine(points);
  return (
    <LiveCard name="Speed" source={sourceOf(speed, pollMs)}>
      <Card aria-labelledby="speed-title">
        <CardHead id="speed-title" title="Speed">
          {line.trouble.length > 0 && (
            <p className="flex items-center gap-1.5 text-[0.8125rem] text-ink-soft">
              <span aria-hidden="true" className="inline-block h-3 w-0.5 bg-warn" /> files were tried again or failed
            </p>
          )}
        </CardHead>
        <div className="px-3">
          <SpeedPlot line={line} label={describe(points)} />
        </div>
        <details className="px-5 pt-1 pb-4" onToggle={(event) => setIsOpened(event.currentTarget.open)}>
          <summary className="text-ink-soft">The same as a table</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with the keyboard. */}
          <section className="mt-2 max-h-80 overflow-auto" tabIndex={0} aria-label="Speed as a table">
            {isOpened && <PointsTable points={points} />}
          </section>
        </details>
      </Card>
    </LiveCard>
  );
}

function describe(points: readonly SpeedPoint[]): string {
  const speeds = points.map(({ bytesPerSecond }) => bytesPerSecond);
  const highest = speeds.reduce((most, speed) => Math.max(most, speed), 0);
  return `Speed over time: ${tellBytes(speeds.at(-1) ?? 0)} a second at the end, ${tellBytes(highest)} a second at most. The table below tells every point.`;
}

function PointsTable({ points }: { points: readonly SpeedPoint[] }) {
  return (
    <Table>
      <thead>
        <tr className={tableClasses.head}>
          <HeadCell>Until</HeadCell>
          <HeadCell className="text-right">Speed</HeadCell>
          <HeadCell className="text-right">Moved so far</HeadCell>
          <HeadCell className="text-right">Files done</HeadCell>
          <HeadCell className="text-right">Tried again</HeadCell>
          <HeadCell className="text-right">Failed</HeadCell>
        </tr>
      </thead>
      <tbody>
        {points.toReversed().map((point) => (
          <tr key={point.at} className={tableClasses.row}>
            <Cell>
              <ClockTime at={point.at} />
            </Cell>
            <Cell className="text-right">{tellBytes(point.bytesPerSecond)}/s</Cell>
            <Cell className="text-right">{tellBytes(point.bytesMoved)}</Cell>
            <Cell className="text-right">{tellNumber(point.filesDone)}</Cell>
            <Cell className="text-right">{tellNumber(point.retries)}</Cell>
            <Cell className="text-right">{tellNumber(point.needAttention)}</Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
