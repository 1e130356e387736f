"use client";

import { tellBytes, tellRate } from "@s3mirror/core/units";
import { type ReactNode, useRef } from "react";
import type { Transfer } from "../api/types.ts";
import { Card } from "../design/card.tsx";
import { classNames } from "../design/class-names.ts";
import { Progress } from "../design/progress.tsx";
import { useWords, useZone } from "../live/clock.tsx";
import { filesDone } from "../words/files-done.ts";
import { nameOf } from "../words/name-of.ts";
import { tellBytesOf, tellCountOf, tellNumber } from "../words/tell-amount.ts";
import { barTone, isCancelled, isOpen, shareBlocked, shareDone, tellState } from "../words/tell-state.ts";
import { tellSpan } from "../words/tell-time.ts";
import { tellSentence } from "../words/tell-transfer.ts";
import { Decision } from "./decision.tsx";
import { Phases } from "./phases.tsx";

/**
 * The sentence people come for, the bar, the phases, and the few numbers behind it. `isNow`: what is told is of the last
 * beats; a speed of before is not told as one of now.
 */
export function ProgressCard({ transfer, isNow }: { transfer: Transfer; isNow: boolean }) {
  const zone = useZone();
  const place = useRef<HTMLParagraphElement>(null);
  const rest = useWords(place, (now) => tellSentence(transfer, zone, now).rest);
  const { lead } = tellSentence(transfer, zone, 0);
  const share = shareDone(transfer);
  const { counts, verification, samples } = transfer;
  const hasSamples = samples.total !== null && samples.total > 0;
  return (
    <Card aria-label="Progress" className="px-5 pt-4 pb-5">
      <p ref={place} className="text-lg leading-7">
        <strong className="font-semibold">{lead}</strong> {rest}
      </p>
      {isCancelled(transfer) && <Decision transfer={transfer} />}
      <p className="sr-only" aria-live="polite">
        {coarsely(transfer, share)}
      </p>
      <Progress
        value={share}
        label={`Progress of ${nameOf(transfer)}`}
        blocked={shareBlocked(transfer)}
        tone={barTone(transfer)}
        className="mt-3 h-2"
      />
      <Phases transfer={transfer} />
      <dl
        className={classNames(
          "mt-5 grid grid-cols-2 gap-x-6 gap-y-4",
          hasSamples ? "sm:grid-cols-3 md:grid-cols-5" : "sm:grid-cols-4",
        )}
      >
        {hasSamples && (
          <Fact title="Samples ready" note={samples.ready === samples.total ? "analysis can start" : undefined}>
            {tellNumber(samples.ready ?? 0)} of {tellNumber(samples.total ?? 0)}
          </Fact>
        )}
        <Fact title="Copied">{tellBytesOf(transfer.bytes.copied, transfer.bytes.total)}</Fact>
        <Fact
          title="Files here"
          note={counts.skipped > 0 ? `${tellNumber(counts.skipped)} were here before` : undefined}
        >
          {tellCountOf(filesDone(transfer), counts.total)}
        </Fact>
        {isOpen(transfer) ? (
          <Fact title="Speed now" note={counts.copying > 0 ? `${tellNumber(counts.copying)} at a time` : undefined}>
            {isNow && counts.copying > 0 && transfer.rateBytesPerSecond ? tellRate(transfer.rateBytesPerSecond) : "–"}
          </Fact>
        ) : (
          transfer.finishedAt !== null && (
            <Fact title="Took" note={meanRate(transfer)}>
              {took(transfer)}
            </Fact>
          )
        )}
        <Fact
          title="Proven by checksum"
          note={verification.sizeOnly > 0 ? `${tellNumber(verification.sizeOnly)} by size only` : undefined}
        >
          {tellNumber(verification.verified)}
        </Fact>
      </dl>
    </Card>
  );
}

function Fact({ title, note, children }: { title: string; note?: string | undefined; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-[0.8125rem] text-ink-soft">{title}</dt>
      <dd className="text-[0.9375rem] font-medium">{children}</dd>
      {note !== undefined && <dd className="text-[0.8125rem] text-ink-faint">{note}</dd>}
    </div>
  );
}

/** For those who listen: said anew at every twentieth, not at every byte. */
function coarsely(transfer: Transfer, share: number | null): string {
  if (!isOpen(transfer)) return tellState(transfer).word;
  return share === null ? "Reading the list of files" : `${Math.floor(share * 20) * 5} % copied`;
}

function took({ startedAt, createdAt, finishedAt }: Transfer): string {
  return finishedAt === null ? "–" : tellSpan(Date.parse(finishedAt) - Date.parse(startedAt ?? createdAt));
}

function meanRate({ startedAt, finishedAt, bytes }: Transfer): string | undefined {
  if (startedAt === null || finishedAt === null || bytes.copied === 0) return undefined;
  const seconds = Math.max(1, (Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000);
  return `${tellBytes(bytes.copied / seconds)}/s on average`;
}
