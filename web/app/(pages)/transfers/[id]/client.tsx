"use client";

import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { browserApi } from "../../../../src/api/browser-api.ts";
import { Arrow } from "../../../../src/design/arrow.tsx";
import { Badge } from "../../../../src/design/badge.tsx";
import { WhenSeen } from "../../../../src/design/when-seen.tsx";
import { LiveStatus, StoppedBanner } from "../../../../src/live/live-status.tsx";
import { paceOf } from "../../../../src/live/pace.ts";
import { CauseCards } from "../../../../src/transfer/cause-cards.tsx";
import { FilesTable } from "../../../../src/transfer/files-table.tsx";
import { MustAct } from "../../../../src/transfer/must-act.tsx";
import { Origin } from "../../../../src/transfer/origin.tsx";
import { ProgressCard } from "../../../../src/transfer/progress-card.tsx";
import { SamplesCard } from "../../../../src/transfer/samples-card.tsx";
import { causesQuery, transferQuery } from "../../../../src/transfer/transfer-queries.ts";
import { isOpen, isWithoutFiles, tellState } from "../../../../src/words/tell-state.ts";
import { nameOf } from "../../../../src/words/tell-transfer.ts";

const SpeedChart = dynamic(() => import("../../../../src/transfer/speed-chart.tsx").then((chart) => chart.SpeedChart), {
  ssr: false,
});
const Events = dynamic(() => import("../../../../src/transfer/events.tsx").then((events) => events.Events), {
  ssr: false,
});

/** One transfer, live: how far it is, whom it waits for, which samples are ready, and every file of it. */
export function TransferDetails({ id, canTryAgain }: { id: string; canTryAgain: boolean }) {
  const live = useSuspenseQuery({
    ...transferQuery(browserApi, id),
    refetchInterval: ({ state }) => paceOf(state.data !== undefined && isOpen(state.data)),
  });
  const transfer = live.data;
  const pollMs = paceOf(isOpen(transfer));
  const causes = useQuery({ ...causesQuery(browserApi, id), refetchInterval: pollMs });
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
        <CauseCards transfer={transfer} causes={causes.data ?? []} canTryAgain={canTryAgain} />
        <SamplesCard transfer={transfer} />
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
