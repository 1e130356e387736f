import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { known, readIfQuick, readNeeded } from "../../../src/api/read-for-page.ts";
import { serverApi } from "../../../src/api/server-api.ts";
import { Page } from "../../../src/frame/page.tsx";
import { summaryQuery } from "../../../src/house/summary-query.ts";
import { viewersToday } from "../../../src/live/viewers-today.ts";
import { openRoutesQuery } from "../../../src/new-transfer/new-queries.ts";
import { transferQuery } from "../../../src/transfer/transfer-queries.ts";
import { NewTransferPage } from "./client.tsx";
import { draftParams } from "./search-params.ts";

export const metadata: Metadata = { title: "New transfer" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function NewPage({ searchParams }: Props) {
  const { again } = draftParams.read(await searchParams);
  const [api, today] = [await serverApi(), await viewersToday()];
  await Promise.all([
    readNeeded(openRoutesQuery(api)),
    again !== null && readNeeded(transferQuery(api, again)),
    readIfQuick(summaryQuery(api, today)),
  ]);
  return (
    <Page>
      <HydrationBoundary state={dehydrate(known())}>
        <NewTransferPage again={again} />
      </HydrationBoundary>
    </Page>
  );
}
