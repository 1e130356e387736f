import { tellBytes, tellCount, tellRate } from "@s3mirror/core/units";
import type { ReactNode } from "react";
import type { Summary } from "../api/types.ts";
import { tellNumber } from "../words/tell-amount.ts";

/** How things stand in one line: what moves, what arrived today, what needs somebody. */
export function SummaryStrip({ summary }: { summary: Summary }) {
  const { inFlight, needsAttention } = summary;
  return (
    <dl className="mt-4 grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line sm:grid-cols-4">
      <Fact title="In progress" value={tellNumber(inFlight.transfers)}>
        {inFlight.transfers > 0 ? `${tellBytes(inFlight.bytesLeft)} left` : "nothing is moving"}
      </Fact>
      <Fact title="Speed now" value={inFlight.rateBytesPerSecond > 0 ? tellRate(inFlight.rateBytesPerSecond) : "–"}>
        {inFlight.filesWorking > 0 ? `${tellCount(inFlight.filesWorking, "file")} being copied` : "at rest"}
      </Fact>
      <Fact title="Copied today" value={tellBytes(summary.bytesCopied)}>
        since midnight
      </Fact>
      <Fact title="Needs attention" value={tellNumber(needsAttention.transfers)} isAlert={needsAttention.transfers > 0}>
        {needsAttention.files > 0
          ? `${tellCount(needsAttention.files, "file")} ${needsAttention.files === 1 ? "waits" : "wait"} for somebody`
          : needsAttention.transfers > 0
            ? "somebody should look"
            : "nobody has to act"}
      </Fact>
    </dl>
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
