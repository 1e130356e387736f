import { tellBytes, tellCount, tellRate } from "@s3mirror/core/units";
import type { ReactNode } from "react";
import type { Summary } from "../api/types.ts";
import { tellNumber } from "../words/tell-amount.ts";

/** How things stand in one line: what moves, what arrived today, what needs somebody. */
export function SummaryStrip({ summary }: { summary: Summary }) {
  const { inFlight, needsAttention } = summary;
  // Told of the last beats only: what stands still has no speed.
  const rate = summary.fleet === null && inFlight.filesWorking > 0 ? inFlight.rateBytesPerSecond : 0;
  return (
    <>
      <p className="text-[0.8125rem] leading-6 text-ink-soft sm:hidden">
        {tellNumber(inFlight.transfers)} in progress{rate > 0 && `, ${tellRate(rate)}`}
        {needsAttention.transfers > 0 && (
          <>
            {", "}
            <strong className="font-semibold text-alert">
              {tellNumber(needsAttention.transfers)} {needsAttention.transfers === 1 ? "needs" : "need"} attention
            </strong>
          </>
        )}
      </p>
      <dl className="mt-4 hidden gap-px overflow-hidden rounded-xl border border-line bg-line sm:grid sm:grid-cols-4">
        <Fact title="In progress" value={tellNumber(inFlight.transfers)}>
          {inFlight.transfers > 0 ? `${tellBytes(inFlight.bytesLeft)} left` : "nothing is moving"}
        </Fact>
        <Fact title="Speed now" value={rate > 0 ? tellRate(rate) : "–"}>
          {summary.fleet !== null
            ? "all copying is paused"
            : inFlight.filesWorking > 0
              ? `${tellCount(inFlight.filesWorking, "file")} being copied`
              : "at rest"}
        </Fact>
        <Fact title="Copied today" value={tellBytes(summary.bytesCopied)}>
          since midnight
        </Fact>
        <Fact
          title="Needs attention"
          value={tellNumber(needsAttention.transfers)}
          isAlert={needsAttention.transfers > 0}
        >
          {needsAttention.files > 0
            ? `${tellCount(needsAttention.files, "file")} ${needsAttention.files === 1 ? "waits" : "wait"} for somebody`
            : needsAttention.transfers > 0
              ? "somebody should look"
              : "nobody has to act"}
        </Fact>
      </dl>
    </>
  );
}

function Fact({
  title,
  value,
  isAlert = false,
  children,
}: {
  title: string;
  value: string;
  isAlert?: boolean;
  children: ReactNode;
}) {
  return (
    <div className="bg-surface px-5 py-3">
      <dt className="text-[0.8125rem] text-ink-soft">{title}</dt>
      <dd className={isAlert ? "text-lg font-semibold text-alert" : "text-lg font-semibold"}>{value}</dd>
      <dd className="text-[0.8125rem] text-ink-faint">{children}</dd>
    </div>
  );
}
