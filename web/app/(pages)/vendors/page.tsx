import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { known, readIfQuick, readNeeded } from "../../../src/api/read-for-page.ts";
import { serverApi } from "../../../src/api/server-api.ts";
import { Page } from "../../../src/frame/page.tsx";
import { summaryQuery } from "../../../src/house/summary-query.ts";
import { viewersToday } from "../../../src/live/viewers-today.ts";
import { vendorsPageQuery } from "../../../src/vendors/vendor-queries.ts";
import { VendorList } from "./client.tsx";

export const metadata: Metadata = { title: "Laboratories" };

export default async function VendorsPage() {
  const [api, today] = [await serverApi(), await viewersToday()];
  await Promise.all([readNeeded(vendorsPageQuery(api, null)), readIfQuick(summaryQuery(api, today))]);
  return (
    <Page>
      <HydrationBoundary state={dehydrate(known())}>
        <VendorList />
      </HydrationBoundary>
    </Page>
  );
}
