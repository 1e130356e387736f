"use client";

import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useEffect, useMemo } from "react";
import { TransferActs } from "../../../../src/acts/transfer-acts.tsx";
import { browserApi } from "../../../../src/api/browser-api.ts";
import { Arrow } from "../../../../src/design/arrow.tsx";
import { Badge } from "../../../../src/design/badge.tsx";
import { WhenSeen } from "../../../../src/design/when-seen.tsx";
import { HouseBanner } from "../../../../src/house/house-banner.tsx";
import { useHouse } from "../../../../src/house/use-house.ts";
import { isOld } from "../../../../src/live/age.ts";
import { CardBoundary } from "../../../../src/live/card-boundary.tsx";
import { useWordsAnywhere } from "../../../../src/live/clock.tsx";
import { LiveCard, sourceOf } from "../../../../src/live/live-card.tsx";
import { LiveStatus } from "../../../../src/live/live-status.tsx";
import { paceOf } from "../../../../src/live/pace.ts";
import { CauseCards } from "../../../../src/transfer/cause-cards.tsx";
import { FilesTable } from "../../../../src/transfer/files-table.tsx";
import { Origin } from "../../../../src/transfer/origin.tsx";
import { ProgressCard } from "../../../../src/transfer/progress-card.tsx";
import { SamplesCard } from "../../../../src/transfer/samples-card.tsx";
import { causesQuery, transferQuery } from "../../../../src/transfer/transfer-queries.ts";
import { nameOf } from "../../../../src/words/name-of.ts";
import { isOpen, isWithoutFiles, tellState } from "../../../../src/words/tell-state.ts";
import { tellTitle } from "../../../../src/words/tell-title.ts";
import { underBrake } from "../../../../src/words/under-brake.ts";

const SpeedChart = dynamic(() => import("../../../../src/transfer/speed-chart.tsx").then((chart) => chart.SpeedChart), {
  ssr: false,
});
const BannerAct = dynamic(() => import("../../../../src/acts/banner-act.tsx").then((act) => act.BannerAct));
const MustAct = dynamic(() => import("../../../../src/transfer/must-act.tsx").then((card) => card.MustAct));
const Events = dynamic(() => import("../../../../src/transfer/events.tsx").then((events) => events.Events), {
  ssr: false,
});

/** One transfer, live: how far it is, whom it waits for, which samples are ready, and every file of it. */
export function TransferDetails({ id }: { id: string }) {
  const live = useSuspenseQuery({
    ...transferQuery(browserApi, id),
    refetchInterval: ({ state }) => paceOf(state.data !== undefined && isOpen(state.data)),
  });
  const house = useHouse(false);
  const brake = house.summary?.fleet ?? null;
  const transfer = useMemo(() => underBrake(live.data, brake), [live.data, brake]);
  const pollMs = paceOf(isOpen(transfer));
  const causes = useQuery({ ...causesQuery(browserApi, id), refetchInterval: pollMs });
  const { word, tone } = tellState(transfer);
  const title = tellTitle(transfer);
  useEffect(() => {
    document.title = title;
  }, [title]);
  const source = sourceOf(live, pollMs);
  const isNow = useWordsAnywhere((now) => (isOld(source.age, now) ? "" : "now")) !== "";
  return (
    <>
      <HouseBanner
        house={house}
        transfer={transfer}
        action={(banner) => <BannerAct banner={banner} transfer={live.data} />}
      />
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
        <TransferActs transfer={live.data} isBannerTaken={brake !== null} />
        <LiveCard name="Progress" source={source}>
          {transfer.state !== "failed" && <ProgressCard transfer={transfer} isNow={isNow} />}
          {(transfer.failure !== null || transfer.stalledSince !== null) && <MustAct transfer={transfer} />}
        </LiveCard>
        <LiveCard name="What needs attention" source={sourceOf(causes, pollMs)}>
          <CauseCards transfer={transfer} causes={causes.data ?? []} />
        </LiveCard>
        <SamplesCard transfer={transfer} />
        {!isWithoutFiles(transfer) && <FilesTable transfer={transfer} />}
        <WhenSeen>
          <CardBoundary name="Speed">
            <SpeedChart transferId={id} pollMs={pollMs} />
          </CardBoundary>
        </WhenSeen>
        <WhenSeen>
          <CardBoundary name="What happened">
            <Events transferId={id} vendorName={transfer.vendor?.name ?? null} pollMs={pollMs} />
          </CardBoundary>
        </WhenSeen>
      </div>
    </>
  );
}
