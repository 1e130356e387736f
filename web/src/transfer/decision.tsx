"use client";

import { useQuery } from "@tanstack/react-query";
import { browserApi } from "../api/browser-api.ts";
import type { Transfer } from "../api/types.ts";
import { paceOf } from "../live/pace.ts";
import { RelativeTime } from "../live/relative-time.tsx";
import { isOpen } from "../words/tell-state.ts";
import { eventsQuery } from "./event-queries.ts";

const decisions = ["transfer.cancelling", "transfer.cancelled"];

/** Who decided that a transfer ends, when, and why: whom one asks. */
export function Decision({ transfer }: { transfer: Transfer }) {
  const { data } = useQuery({
    ...eventsQuery(browserApi, transfer.id, null),
    refetchInterval: paceOf(isOpen(transfer)),
  });
  const events = data?.items ?? [];
  const decision = events.find(({ type, by }) => by !== null && decisions.includes(type));
  if (decision === undefined) return null;
  return (
    <p className="mt-1 text-ink-soft [overflow-wrap:anywhere]">
      Decided by <bdi className="font-medium text-ink">{decision.by}</bdi> <RelativeTime at={decision.at} />
      {decision.reason !== null && (
        <>
          : <bdi>{decision.reason}</bdi>
        </>
      )}
    </p>
  );
}
