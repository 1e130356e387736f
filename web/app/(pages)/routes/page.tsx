import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { known, readIfQuick, readNeeded } from "../../../src/api/read-for-page.ts";
import { serverApi } from "../../../src/api/server-api.ts";
import { Page } from "../../../src/frame/page.tsx";
import { summaryQuery } from "../../../src/house/summary-query.ts";
import { viewersToday } from "../../../src/live/viewers-today.ts";
import { routesQuery } from "../../../src/routes/route-queries.ts";
import { RouteList } from "./client.tsx";

export const metadata: Metadata = { title: "Routes" };

export default async function RoutesPage() {
  const [api, today] = [await serverApi(), await viewersToday()];
  await Promise.all([readNeeded(routesQuery(api, null)), readIfQuick(summaryQuery(api, today))]);
  return (
    <Page>
      <HydrationBoundary state={dehydrate(known())}>
        <RouteList />
      </HydrationBoundary>
    </Page>
  );
}
