import { queryOptions } from "@tanstack/react-query";
import type { TransfersView } from "../../app/(pages)/transfers/search-params.ts";
import { unwrap } from "../api/api-failure.ts";
import type { Api } from "../api/browser-api.ts";

const spanMs = { "24h": 86_400_000, "7d": 7 * 86_400_000, "30d": 30 * 86_400_000 } as const;

/** A page of the transfers that pass the filters, what needs somebody first; null is the first page. */
export function transfersQuery(api: Api, view: TransfersView, cursor: string | null) {
  return queryOptions({
    queryKey: ["transfers", view, cursor],
    queryFn: async ({ signal }) => {
      const query = { ...toApiQuery(view, Date.now()), ...(cursor !== null && { cursor }) };
      const { items, nextCursor } = unwrap(await api.GET("/v1/transfers", { params: { query }, signal }));
      return { items, next: nextCursor };
    },
  });
}

/** The laboratories to choose from. */
export function vendorsQuery(api: Api) {
  return queryOptions({
    queryKey: ["vendors"],
    queryFn: async ({ signal }) => {
      const { items } = unwrap(await api.GET("/v1/vendors", { params: { query: { limit: 500 } }, signal }));
      return items.map(({ id, name }) => ({ id, name }));
    },
    staleTime: 60_000,
  });
}

/** A view as the API's query. `now` in milliseconds since 1970. */
export function toApiQuery({ view, q, vendor, within, label }: TransfersView, now: number) {
  return {
    sort: "attention" as const,
    limit: 50,
    ...(view === "attention" && { needsAttention: "true" as const }),
    ...(view === "running" && { state: "planning,awaiting_approval,running,paused,cancelling" }),
    ...(view === "complete" && { state: "completed" }),
    ...(q !== "" && { q }),
    ...(vendor !== "" && { vendor }),
    // Whole minutes, so that the same page asks the same question for a while.
    ...(within !== "" && {
      createdAfter: new Date(Math.floor((now - spanMs[within]) / 60_000) * 60_000).toISOString(),
    }),
    ...(label !== null && { [`label.${label.name}`]: label.value }),
  };
}
