import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { known, readIfQuick, readNeeded } from "../../../src/api/read-for-page.ts";
import { serverApi } from "../../../src/api/server-api.ts";
import { Page } from "../../../src/frame/page.tsx";
import { summaryQuery } from "../../../src/house/summary-query.ts";
import { viewersToday } from "../../../src/live/viewers-today.ts";
import { openRoutesQuery } from "../../../src/new-transfer/new-queries.ts";
import { NewTransferPage } from "./client.tsx";

export const metadata: Metadata = { title: "New transfer" };

export default async function NewPage() {
  const [api, today] = [await serverApi(), await viewersToday()];
  await Promise.all([readNeeded(openRoutesQuery(api)), readIfQuick(summaryQuery(api, today))]);
  return (
    <Page>
      <HydrationBoundary state={dehydrate(known())}>
        <NewTransferPage />
      </HydrationBoundary>
    </Page>
  );
}
