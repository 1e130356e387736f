import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { cache } from "react";
import { readForPage, requireUser, serverApi } from "../../../../src/api/server-api.ts";
import { Page } from "../../../../src/frame/page.tsx";
import { eventsQuery } from "../../../../src/transfer/event-queries.ts";
import { filesPageQuery } from "../../../../src/transfer/file-queries.ts";
import { isUnfiltered, readFilesView } from "../../../../src/transfer/files-view.ts";
import { unreadySamples } from "../../../../src/transfer/samples-page.ts";
import { TransferDetails } from "../../../../src/transfer/transfer-details.tsx";
import { isDecided } from "../../../../src/words/tell-state.ts";
import { nameOf } from "../../../../src/words/tell-transfer.ts";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, string | string[]>> };

const readTransfer = cache(async (id: string) => {
  const api = await serverApi();
  return await readForPage(api.GET("/v1/transfers/{id}", { params: { path: { id } } }));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: nameOf(await readTransfer((await params).id)) };
}

export default async function TransferPage({ params, searchParams }: Props) {
  const { id } = await params;
  const view = readFilesView(
    new URLSearchParams(Object.entries(await searchParams).map(([name, value]) => [name, `${value}`])),
  );
  const api = await serverApi();
  const path = { params: { path: { id } } };
  const known = new QueryClient();
  const [user, transfer, causes, samples] = await Promise.all([
    requireUser(),
    readTransfer(id),
    readForPage(api.GET("/v1/transfers/{id}/causes", path)),
    readForPage(api.GET("/v1/transfers/{id}/samples", { params: { path: { id }, query: unreadySamples } })),
    // What cannot be read now the browser asks for again.
    known.prefetchQuery(filesPageQuery(api, id, view, isUnfiltered(view) ? 1 : view.from)),
  ]);
  if (isDecided(transfer)) await known.prefetchInfiniteQuery(eventsQuery(api, id));
  return (
    <Page>
      <HydrationBoundary state={dehydrate(known)}>
        <TransferDetails
          first={{ transfer, causes: causes.items, samples }}
          canTryAgain={user.role === "operator" || user.role === "admin"}
        />
      </HydrationBoundary>
    </Page>
  );
}
