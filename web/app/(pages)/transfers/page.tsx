import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { known, readIfQuick, readNeeded } from "../../../src/api/read-for-page.ts";
import { serverApi } from "../../../src/api/server-api.ts";
import { Page } from "../../../src/frame/page.tsx";
import { summaryQuery } from "../../../src/house/summary-query.ts";
import { transfersQuery, vendorsQuery } from "../../../src/list/list-queries.ts";
import { viewersToday } from "../../../src/live/viewers-today.ts";
import { TransferList } from "./client.tsx";
import { transfersParams } from "./search-params.ts";

export const metadata: Metadata = { title: "Transfers" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function TransfersPage({ searchParams }: Props) {
  const view = transfersParams.read(await searchParams);
  const [api, today] = [await serverApi(), await viewersToday()];
  await Promise.all([
    readNeeded(transfersQuery(api, view, null)),
    readIfQuick(summaryQuery(api, today)),
    readIfQuick(vendorsQuery(api)),
  ]);
  return (
    <Page>
      <HydrationBoundary state={dehydrate(known())}>
        <TransferList />
      </HydrationBoundary>
    </Page>
  );
}
