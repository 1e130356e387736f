"use client";

import { tellCount } from "@s3mirror/core/units";
import Link from "next/link";
import { memo, type RefCallback, useRef } from "react";
import type { TransfersView } from "../../app/(pages)/transfers/search-params.ts";
import type { Address } from "../address/use-address.ts";
import { ViewLink } from "../address/view-link.tsx";
import type { Transfer } from "../api/types.ts";
import { Badge } from "../design/badge.tsx";
import { followRow } from "../design/follow-row.ts";
import { ObjectKey } from "../design/object-key.tsx";
import { LinkPending } from "../design/pending-sign.tsx";
import { Progress } from "../design/progress.tsx";
import { useWords, useZone } from "../live/clock.tsx";
import { ClockTime } from "../live/clock-time.tsx";
import { RelativeTime } from "../live/relative-time.tsx";
import { filesDone } from "../words/files-done.ts";
import { nameOf } from "../words/name-of.ts";
import { tellBytesOf, tellFilesOf, tellNumber } from "../words/tell-amount.ts";
import { capitalise, tellParties } from "../words/tell-party.ts";
import { barTone, needsSomebody, shareBlocked, shareDone, tellState } from "../words/tell-state.ts";
import { tellFinish } from "../words/tell-transfer.ts";

/** One transfer in the list: what it is, how it stands, how far it is, when it is done. */
export const TransferRow = memo(function TransferRow({
  transfer,
  address,
  watch,
}: {
  transfer: Transfer;
  address: Pick<Address<TransfersView>, "open" | "hrefOf">;
  /** Hears whether the row is in sight. */
  watch: RefCallback<Element>;
}) {
  const { word, tone } = tellState(transfer);
  const labels = Object.entries(transfer.labels);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has the row’s link.
    <li
      ref={watch}
      onClick={followRow}
      className="grid cursor-pointer gap-x-6 gap-y-2 px-5 py-3.5 hover:bg-sunken/60 md:grid-cols-[minmax(0,5fr)_minmax(0,3fr)_minmax(0,4fr)_9.5rem] md:items-center"
    >
      <div className="min-w-0">
        <Link
          href={`/transfers/${transfer.id}`}
          prefetch={false}
          className="flex items-center gap-2 text-[0.9375rem] font-semibold"
        >
          <bdi className="truncate">{nameOf(transfer)}</bdi>
          <LinkPending className="shrink-0" />
        </Link>
        <div className="flex min-w-0 items-baseline gap-1.5 text-[0.8125rem] text-ink-soft">
          {transfer.vendor !== null && <bdi className="shrink-0">{transfer.vendor.name}</bdi>}
          {transfer.vendor !== null && <span aria-hidden="true">·</span>}
          <ObjectKey short value={`${transfer.source.bucket}/${transfer.source.prefix}`} className="text-ink-faint" />
        </div>
        {labels.length > 0 && (
          <ul aria-label="Labels" className="mt-1 flex flex-wrap gap-1 pointer-coarse:hidden">
            {labels.slice(0, 4).map(([name, value]) => (
              <li key={name} className="min-w-0">
                <ViewLink
                  href={address.hrefOf({ label: { name, value } })}
                  onShow={() => address.open({ label: { name, value } })}
                  className="block max-w-48 truncate rounded bg-sunken px-1.5 text-xs leading-5 text-ink-soft hover:text-ink"
                >
                  {name} {value}
                </ViewLink>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className="min-w-0">
        <Badge tone={tone}>{word}</Badge>
        <Attention transfer={transfer} />
      </div>
      <div className="min-w-0 text-[0.8125rem] text-ink-soft">
        {transfer.failure === null ? (
          <HowFar transfer={transfer} />
        ) : (
          <p className="line-clamp-2 [overflow-wrap:anywhere]">{transfer.failure.message}</p>
        )}
      </div>
      <div className="text-[0.8125rem] text-ink-soft md:text-right">
        <When transfer={transfer} />
      </div>
    </li>
  );
});

function HowFar({ transfer }: { transfer: Transfer }) {
  const { bytes, counts, samples } = transfer;
  return (
    <>
      <Progress
        value={shareDone(transfer)}
        label={`Progress of ${nameOf(transfer)}`}
        blocked={shareBlocked(transfer)}
        tone={barTone(transfer)}
      />
      <div className="mt-1.5 flex flex-wrap justify-between gap-x-3">
        <span>{tellBytesOf(bytes.copied, bytes.total)}</span>
        <span>{tellFilesOf(filesDone(transfer), counts.total)}</span>
      </div>
      {samples.total !== null && samples.total > 0 && (
        <p className="font-medium text-ink">
          {tellNumber(samples.ready ?? 0)} of {tellCount(samples.total, "sample")} ready
        </p>
      )}
    </>
  );
}

function Attention({ transfer }: { transfer: Transfer }) {
  if (!needsSomebody(transfer)) return null;
  const { files, actionBy } = transfer.needsAttention;
  const who = tellParties(actionBy, transfer.vendor?.name ?? null);
  const what = actionBy.length > 0 ? `${who} must act` : "an operator should look";
  return (
    <p className="mt-1 text-[0.8125rem] text-alert">
      {files > 0 ? `${tellCount(files, "file")}: ${what}` : capitalise(what)}
    </p>
  );
}

function When({ transfer }: { transfer: Transfer }) {
  const zone = useZone();
  const place = useRef<HTMLDivElement>(null);
  const finish = useWords(place, (now) => {
    const told = tellFinish(transfer, zone, now);
    return told === null ? "" : `${told.left}|${told.at}`;
  });
  if (transfer.finishedAt !== null) {
    return (
      <>
        <span className="block font-medium text-ink">
          {transfer.state === "completed" ? "Done" : "Ended"} <RelativeTime at={transfer.finishedAt} />
        </span>
        <ClockTime at={transfer.finishedAt} />
      </>
    );
  }
  if (finish === "") {
    return (
      <div ref={place}>
        asked for <RelativeTime at={transfer.createdAt} />
      </div>
    );
  }
  const [left, at] = finish.split("|");
  const isAll = transfer.timeLeft.waitingFor.length === 0;
  return (
    <div ref={place}>
      <span className="block font-medium text-ink">
        {capitalise(left ?? "")} {isAll ? "left" : "for the rest"}
      </span>
      by {at}
    </div>
  );
}
