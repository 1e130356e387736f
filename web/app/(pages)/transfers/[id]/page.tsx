import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { known, readIfQuick, readNeeded } from "../../../../src/api/read-for-page.ts";
import { serverApi } from "../../../../src/api/server-api.ts";
import { Page } from "../../../../src/frame/page.tsx";
import { summaryQuery } from "../../../../src/house/summary-query.ts";
import { viewersToday } from "../../../../src/live/viewers-today.ts";
import { eventsQuery } from "../../../../src/transfer/event-queries.ts";
import { filesPageQuery } from "../../../../src/transfer/file-queries.ts";
import { causesQuery, samplesQuery, transferQuery } from "../../../../src/transfer/transfer-queries.ts";
import { isCancelled } from "../../../../src/words/tell-state.ts";
import { tellTitle } from "../../../../src/words/tell-title.ts";
import { TransferDetails } from "./client.tsx";
import { isUnfiltered, transferParams } from "./search-params.ts";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [api, { id }] = [await serverApi(), await params];
  return { title: { absolute: tellTitle(await readNeeded(transferQuery(api, id))) } };
}

export default async function TransferPage({ params, searchParams }: Props) {
  const [api, { id }] = [await serverApi(), await params];
  const view = transferParams.read(await searchParams);
  const [transfer] = await Promise.all([
    readNeeded(transferQuery(api, id)),
    readIfQuick(causesQuery(api, id)),
    readIfQuick(summaryQuery(api, await viewersToday())),
    readIfQuick(samplesQuery(api, id, false, null)),
    readIfQuick(filesPageQuery(api, id, view, isUnfiltered(view) ? 1 : view.from)),
  ]);
  if (isCancelled(transfer)) await readIfQuick(eventsQuery(api, id, null));
  return (
    <Page>
      <HydrationBoundary state={dehydrate(known())}>
        <TransferDetails id={id} />
      </HydrationBoundary>
    </Page>
  );
}
