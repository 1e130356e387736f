"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { BannerAct } from "../../../src/acts/banner-act.tsx";
import { useAddress } from "../../../src/address/use-address.ts";
import { browserApi } from "../../../src/api/browser-api.ts";
import type { Summary, Transfer } from "../../../src/api/types.ts";
import { Button } from "../../../src/design/button.tsx";
import { HouseBanner } from "../../../src/house/house-banner.tsx";
import { useHouse } from "../../../src/house/use-house.ts";
import { FilterBar } from "../../../src/list/filter-bar.tsx";
import { transfersQuery, vendorsQuery } from "../../../src/list/list-queries.ts";
import { NoTransfers } from "../../../src/list/no-transfers.tsx";
import { SummaryStrip } from "../../../src/list/summary-strip.tsx";
import { TransferRow } from "../../../src/list/transfer-row.tsx";
import { LiveCard } from "../../../src/live/live-card.tsx";
import { LiveStatus } from "../../../src/live/live-status.tsx";
import { pace, paceOf } from "../../../src/live/pace.ts";
import { usePages } from "../../../src/live/use-pages.ts";
import { NewTransferLink } from "../../../src/new-transfer/new-transfer-link.tsx";
import { isOpen, needsSomebody } from "../../../src/words/tell-state.ts";
import { underBrake } from "../../../src/words/under-brake.ts";
import { transfersParams } from "./search-params.ts";

/** All transfers, what needs somebody first. The address holds the filters, so that a view can be shared. */
export function TransferList() {
  const address = useAddress(transfersParams);
  const { view, show, open, hrefOf } = address;
  const [isBusy, setIsBusy] = useState(true);
  const list = usePages((cursor) => transfersQuery(browserApi, view, cursor), paceOf(isBusy));
  const isBusyNow = list.pages.some((page) => page.some(isOpen));
  if (isBusyNow !== isBusy) setIsBusy(isBusyNow);
  const house = useHouse(true);
  const brake = house.summary?.fleet ?? null;
  const vendors = useQuery({
    ...vendorsQuery(browserApi),
    // Once they are known they are asked for no more.
    refetchInterval: ({ state }) => state.data === undefined && pace.idleMs,
  });
  const rows = useMemo(() => toRows(list.pages, brake), [list.pages, brake]);
  const forRow = useMemo(() => ({ open, hrefOf }), [open, hrefOf]);
  return (
    <>
      <HouseBanner house={house} action={(banner) => <BannerAct banner={banner} />} />
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <h1 className="text-xl font-semibold">Transfers</h1>
        <span className="flex items-center gap-4">
          <LiveStatus updatedAt={list.source.age.updatedAt} />
          <NewTransferLink />
        </span>
      </div>
      <LiveCard name="The numbers" source={house.source}>
        {house.summary !== undefined && <SummaryStrip summary={house.summary} />}
      </LiveCard>
      <FilterBar address={address} vendors={vendors.data ?? (vendors.isError ? null : [])} isPending={list.isBefore} />
      <LiveCard name="Transfers" source={list.source}>
        <div aria-busy={list.isBefore} className={list.isBefore ? "opacity-60" : undefined}>
          {rows.length === 0 && !list.source.isMissing ? (
            <NoTransfers
              view={view}
              href={hrefOf(transfersParams.first)}
              onShowAll={() => show(transfersParams.first)}
            />
          ) : (
            sections(rows).map(({ title, items }) => (
              <section key={title} aria-label={title} className="mt-5 max-sm:mt-2">
                <h2 className="mb-2 text-[0.8125rem] font-medium text-ink-soft max-sm:mb-1">{title}</h2>
                <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
                  {items.map(({ transfer, page }) => (
                    <TransferRow key={transfer.id} transfer={transfer} address={forRow} watch={list.watch(page)} />
                  ))}
                </ul>
              </section>
            ))
          )}
        </div>
      </LiveCard>
      {list.hasMore && (
        <p className="mt-4 text-center">
          <Button disabled={list.isOpening} onClick={list.openMore}>
            Show more
          </Button>
        </p>
      )}
    </>
  );
}

type Row = { transfer: Transfer; page: number };

/** Each transfer once: while pages are asked for one by one, one that moves up stands on two of them. */
function toRows(pages: Transfer[][], brake: Summary["fleet"]): Row[] {
  const rows = new Map<string, Row>();
  for (const [page, items] of pages.entries()) {
    for (const item of items) {
      if (!rows.has(item.id)) rows.set(item.id, { transfer: underBrake(item, brake), page });
    }
  }
  return [...rows.values()];
}

/** The API's order is kept: first what needs somebody, then what moves, then the rest. */
function sections(rows: Row[]): { title: string; items: Row[] }[] {
  const attention = rows.filter(({ transfer }) => needsSomebody(transfer));
  const others = rows.filter(({ transfer }) => !needsSomebody(transfer));
  const hasEnded = ({ transfer }: Row) => transfer.finishedAt !== null;
  return [
    { title: "Needs attention", items: attention },
    { title: "In progress", items: others.filter((row) => !hasEnded(row)) },
    { title: "Earlier", items: others.filter(hasEnded) },
  ].filter(({ items }) => items.length > 0);
}
