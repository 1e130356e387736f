"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { unwrap } from "../api/api-failure.ts";
import { browserApi } from "../api/browser-api.ts";
import type { Cause, Sample, Transfer } from "../api/types.ts";
import { Arrow } from "../design/arrow.tsx";
import { Badge } from "../design/badge.tsx";
import { WhenSeen } from "../design/when-seen.tsx";
import { LiveStatus, StoppedBanner } from "../live/live-status.tsx";
import { paceOf } from "../live/pace.ts";
import { isOpen, isWithoutFiles, tellState } from "../words/tell-state.ts";
import { nameOf } from "../words/tell-transfer.ts";
import { CauseCards } from "./cause-cards.tsx";
import { FilesTable } from "./files-table.tsx";
import { MustAct } from "./must-act.tsx";
import { Origin } from "./origin.tsx";
import { ProgressCard } from "./progress-card.tsx";
import { SamplesCard } from "./samples-card.tsx";

const SpeedChart = dynamic(() => import("./speed-chart.tsx").then((chart) => chart.SpeedChart), { ssr: false });
const Events = dynamic(() => import("./events.tsx").then((events) => events.Events), { ssr: false });

export type First = {
  transfer: Transfer;
  causes: Cause[];
  samples: { items: Sample[]; nextCursor: string | null };
};

/** One transfer, live: how far it is, whom it waits for, which samples are ready, and every file of it. */
export function TransferDetails({ first, canTryAgain }: { first: First; canTryAgain: boolean }) {
  const { id } = first.transfer;
  const path = { params: { path: { id } } };
  const live = useQuery({
    queryKey: ["transfer", id],
    queryFn: async () => unwrap(await browserApi.GET("/v1/transfers/{id}", path)),
    initialData: first.transfer,
    initialDataUpdatedAt: Date.parse(first.transfer.asOf),
    refetchInterval: ({ state }) => paceOf(state.data !== undefined && isOpen(state.data)),
  });
  const transfer = live.data;
  const pollMs = paceOf(isOpen(transfer));
  const causes = useQuery({
    queryKey: ["transfer", id, "causes"],
    queryFn: async () => unwrap(await browserApi.GET("/v1/transfers/{id}/causes", path)).items,
    initialData: first.causes,
    refetchInterval: pollMs,
  });
  const { word, tone } = tellState(transfer);
  return (
    <>
      <StoppedBanner since={live.dataUpdatedAt} isStopped={live.isError} />
      <nav aria-label="Where you are">
        <Link href="/" className="inline-flex items-center gap-1.5 text-[0.8125rem] text-ink-soft hover:text-ink">
          <Arrow to="left" />
          All transfers
        </Link>
      </nav>
      <div className="mt-1 flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h1 className="text-xl font-semibold [overflow-wrap:anywhere]">
            <bdi>{nameOf(transfer)}</bdi>
          </h1>
          <Origin transfer={transfer} />
        </div>
        <div className="flex items-center gap-3">
          <LiveStatus updatedAt={live.dataUpdatedAt} />
          <Badge tone={tone}>{word}</Badge>
        </div>
      </div>
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-5">
        {transfer.state !== "failed" && <ProgressCard transfer={transfer} />}
        <MustAct transfer={transfer} />
        <CauseCards transfer={transfer} causes={causes.data} canTryAgain={canTryAgain} />
        <SamplesCard transfer={transfer} first={first.samples} />
        {!isWithoutFiles(transfer) && <FilesTable transfer={transfer} />}
        <WhenSeen>
          <SpeedChart transferId={id} pollMs={pollMs} />
        </WhenSeen>
        <WhenSeen>
          <Events transferId={id} vendorName={transfer.vendor?.name ?? null} pollMs={pollMs} />
        </WhenSeen>
      </div>
    </>
  );
}
