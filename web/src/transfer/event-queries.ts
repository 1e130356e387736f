import { queryOptions } from "@tanstack/react-query";
import { unwrap } from "../api/api-failure.ts";
import type { Api } from "../api/browser-api.ts";

const PAGE_EVENTS = 15;

/** A page of what happened to a transfer, the newest first; null is the first page. */
export function eventsQuery(api: Api, transferId: string, after: string | null) {
  return queryOptions({
    queryKey: ["transfer", transferId, "events", after],
    queryFn: async ({ signal }) => {
      const query = { order: "newest_first" as const, limit: PAGE_EVENTS, ...(after !== null && { after }) };
      const answer = await api.GET("/v1/transfers/{id}/events", {
        params: { path: { id: transferId }, query },
        signal,
      });
      const { items, nextAfter } = unwrap(answer);
      return { items, next: nextAfter };
    },
  });
}
