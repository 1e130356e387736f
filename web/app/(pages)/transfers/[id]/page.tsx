import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { known, readIfQuick, readNeeded } from "../../../../src/api/read-for-page.ts";
import { requireUser, serverApi } from "../../../../src/api/server-api.ts";
import { Page } from "../../../../src/frame/page.tsx";
import { eventsQuery } from "../../../../src/transfer/event-queries.ts";
import { filesPageQuery } from "../../../../src/transfer/file-queries.ts";
import { causesQuery, samplesQuery, transferQuery } from "../../../../src/transfer/transfer-queries.ts";
import { isDecided } from "../../../../src/words/tell-state.ts";
import { nameOf } from "../../../../src/words/tell-transfer.ts";
import { TransferDetails } from "./client.tsx";
import { isUnfiltered, transferParams } from "./search-params.ts";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const [api, { id }] = [await serverApi(), await params];
  return { title: nameOf(await readNeeded(transferQuery(api, id))) };
}

export default async function TransferPage({ params, searchParams }: Props) {
  const [api, { id }] = [await serverApi(), await params];
  const view = transferParams.read(await searchParams);
  const [user, transfer] = await Promise.all([
    requireUser(),
    readNeeded(transferQuery(api, id)),
    readIfQuick(causesQuery(api, id)),
    readIfQuick(samplesQuery(api, id, false, null)),
    readIfQuick(filesPageQuery(api, id, view, isUnfiltered(view) ? 1 : view.from)),
  ]);
  if (isDecided(transfer)) await readIfQuick(eventsQuery(api, id, null));
  return (
    <Page>
      <HydrationBoundary state={dehydrate(known())}>
        <TransferDetails id={id} canTryAgain={user.role === "operator" || user.role === "admin"} />
      </HydrationBoundary>
    </Page>
  );
}
