"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { unwrap } from "../api/api-failure.ts";
import { browserApi } from "../api/browser-api.ts";
import type { Summary, Transfer } from "../api/types.ts";
import { Button } from "../design/button.tsx";
import { LiveStatus, StoppedBanner } from "../live/live-status.tsx";
import { paceOf } from "../live/pace.ts";
import { isOpen, needsSomebody } from "../words/tell-state.ts";
import { FilterBar } from "./filter-bar.tsx";
import { type Filters, readFilters, toApiQuery } from "./filters.ts";
import { NoTransfers } from "./no-transfers.tsx";
import { SummaryStrip } from "./summary-strip.tsx";
import { TransferRow } from "./transfer-row.tsx";

type ListPage = { items: Transfer[]; nextCursor: string | null };
type Vendor = { id: string; name: string };

/** All transfers, what needs somebody first. The address holds the filters, so that a view can be shared. */
export function TransferList({ first, summary, vendors }: { first: ListPage; summary: Summary; vendors: Vendor[] }) {
  const search = useSearchParams().toString();
  const filters = useMemo(() => readFilters(new URLSearchParams(search)), [search]);
  const list = useInfiniteQuery({
    queryKey: ["transfers", filters],
    queryFn: ({ pageParam }) => readPage(filters, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    initialData: { pages: [first], pageParams: [null] },
    initialDataUpdatedAt: Date.parse(summary.asOf),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => paceOf(state.data?.pages.some((page) => page.items.some(isOpen)) ?? false),
  });
  const sums = useQuery({
    queryKey: ["summary"],
    queryFn: async () => unwrap(await browserApi.GET("/v1/summary", { params: { query: { since: startOfToday() } } })),
    initialData: summary,
    refetchInterval: ({ state }) => paceOf((state.data?.inFlight.transfers ?? 0) > 0),
  });
  const transfers = list.data.pages.flatMap((page) => page.items);
  return (
    <>
      <StoppedBanner since={list.dataUpdatedAt} isStopped={list.isError} />
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h1 className="text-xl font-semibold">Transfers</h1>
        <LiveStatus updatedAt={list.dataUpdatedAt} />
      </div>
      <SummaryStrip summary={sums.data} />
      <FilterBar filters={filters} vendors={vendors} />
      {transfers.length === 0 ? (
        <NoTransfers filters={filters} />
      ) : (
        sections(transfers).map(({ title, items }) => (
          <section key={title} aria-label={title} className="mt-5">
            <h2 className="mb-2 text-[0.8125rem] font-medium text-ink-soft">{title}</h2>
            <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface">
              {items.map((transfer) => (
                <TransferRow key={transfer.id} transfer={transfer} filters={filters} />
              ))}
            </ul>
          </section>
        ))
      )}
      {list.hasNextPage && (
        <p className="mt-4 text-center">
          <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? "Loading" : "Show more"}
          </Button>
        </p>
      )}
    </>
  );
}

async function readPage(filters: Filters, cursor: string | null): Promise<ListPage> {
  const query = { ...toApiQuery(filters, Date.now()), ...(cursor !== null && { cursor }) };
  return unwrap(await browserApi.GET("/v1/transfers", { params: { query } }));
}

/** The day begins at midnight of the viewer's clock. */
function startOfToday(): string {
  return new Date(new Date().setHours(0, 0, 0, 0)).toISOString();
}

/** The API's order is kept: first what needs somebody, then what moves, then the rest. */
function sections(transfers: Transfer[]): { title: string; items: Transfer[] }[] {
  const attention = transfers.filter(needsSomebody);
  const others = transfers.filter((transfer) => !needsSomebody(transfer));
  const hasEnded = (transfer: Transfer) => transfer.finishedAt !== null;
  return [
    { title: "Needs attention", items: attention },
    { title: "In progress", items: others.filter((transfer) => !hasEnded(transfer)) },
    { title: "Earlier", items: others.filter(hasEnded) },
  ].filter(({ items }) => items.length > 0);
}
