import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { known, readIfQuick } from "../../../src/api/read-for-page.ts";
import { serverApi } from "../../../src/api/server-api.ts";
import { Page } from "../../../src/frame/page.tsx";
import { summaryQuery } from "../../../src/house/summary-query.ts";
import { viewersToday } from "../../../src/live/viewers-today.ts";
import { recipientsQuery } from "../../../src/recipients/recipient-queries.ts";
import { RecipientList } from "./client.tsx";

export const metadata: Metadata = { title: "Alerts" };

export default async function RecipientsPage() {
  const [api, today] = [await serverApi(), await viewersToday()];
  // Amazon SNS may be slow: the page does not wait for it.
  await Promise.all([readIfQuick(recipientsQuery(api)), readIfQuick(summaryQuery(api, today))]);
  return (
    <Page>
      <HydrationBoundary state={dehydrate(known())}>
        <RecipientList />
      </HydrationBoundary>
    </Page>
  );
}
