"use client";

import type { RefCallback } from "react";
import { browserApi } from "../api/browser-api.ts";
import type { TransferEvent } from "../api/types.ts";
import { markColours, ToneMark } from "../design/badge.tsx";
import { Button } from "../design/button.tsx";
import { Card, CardHead } from "../design/card.tsx";
import { classNames } from "../design/class-names.ts";
import { ClockTime } from "../live/clock-time.tsx";
import { LiveCard } from "../live/live-card.tsx";
import { usePages } from "../live/use-pages.ts";
import { eventsQuery } from "./event-queries.ts";
import { tellEvent } from "./event-words.ts";

/** What happened to a transfer, newest first: what, when, who did it, and why. */
export function Events({
  transferId,
  vendorName,
  pollMs,
}: {
  transferId: string;
  vendorName: string | null;
  pollMs: number;
}) {
  const list = usePages((after) => eventsQuery(browserApi, transferId, after), pollMs);
  return (
    <LiveCard name="What happened" source={list.source}>
      <Card aria-labelledby="events-title">
        <CardHead id="events-title" title="What happened" />
        <ol className="px-5 pb-4">
          {list.pages.map((events, page) =>
            events.map((event) => (
              <Event key={event.id} event={event} vendorName={vendorName} watch={list.watch(page)} />
            )),
          )}
        </ol>
        {list.hasMore && (
          <p className="px-5 pb-4">
            <Button disabled={list.isOpening} onClick={list.openMore}>
              Show earlier
            </Button>
          </p>
        )}
      </Card>
    </LiveCard>
  );
}

function Event({
  event,
  vendorName,
  watch,
}: {
  event: TransferEvent;
  vendorName: string | null;
  watch: RefCallback<Element>;
}) {
  const { tone, text, outcome } = tellEvent(event, vendorName);
  return (
    <li ref={watch} className="relative flex gap-3 pb-3 last:pb-0">
      {/* The line that leads from one event to the one before. */}
      <span
        aria-hidden="true"
        className="absolute top-5 bottom-0 left-[0.34rem] w-px bg-line [li:last-child>&]:hidden"
      />
      <ToneMark tone={tone} className={classNames("relative mt-1", markColours[tone])} />
      <div className="flex min-w-0 grow items-baseline justify-between gap-x-4 max-sm:flex-col">
        <p className="min-w-0 [overflow-wrap:anywhere]">
          {text}
          {event.by !== null && (
            <>
              {" "}
              by <bdi>{event.by}</bdi>
            </>
          )}
          {event.reason !== null && (
            <span className="text-ink-soft">
              : <bdi>{event.reason}</bdi>
            </span>
          )}
          {outcome !== undefined && <span className="text-ink-soft"> {outcome}</span>}
        </p>
        <span className="shrink-0 text-[0.8125rem] text-ink-soft">
          <ClockTime at={event.at} />
        </span>
      </div>
    </li>
  );
}
