import type { Metadata } from "next";
import { readForPage, serverApi } from "../../src/api/server-api.ts";
import { Page } from "../../src/frame/page.tsx";
import { readFilters, toApiQuery } from "../../src/list/filters.ts";
import { TransferList } from "../../src/list/transfer-list.tsx";

export const metadata: Metadata = { title: "Transfers" };

type Query = Record<string, string | string[] | undefined>;

export default async function ListPage({ searchParams }: { searchParams: Promise<Query> }) {
  const filters = readFilters(toSearchParams(await searchParams));
  const api = await serverApi();
  const [page, summary, vendors] = await Promise.all([
    readForPage(api.GET("/v1/transfers", { params: { query: toApiQuery(filters, Date.now()) } })),
    readForPage(api.GET("/v1/summary")),
    readForPage(api.GET("/v1/vendors", { params: { query: { limit: 500 } } })),
  ]);
  return (
    <Page>
      <TransferList first={page} summary={summary} vendors={vendors.items.map(({ id, name }) => ({ id, name }))} />
    </Page>
  );
}

function toSearchParams(query: Query): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (typeof value === "string") params.set(name, value);
  return params;
}
