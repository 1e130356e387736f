import { infiniteQueryOptions } from "@tanstack/react-query";
import { unwrap } from "../api/api-failure.ts";
import type { Api } from "../api/browser-api.ts";

const PAGE_EVENTS = 15;

/** What happened to a transfer, page by page, the newest first. */
export function eventsQuery(api: Api, transferId: string) {
  return infiniteQueryOptions({
    queryKey: ["transfer", transferId, "events"],
    queryFn: async ({ pageParam, signal }) =>
      unwrap(
        await api.GET("/v1/transfers/{id}/events", {
          params: {
            path: { id: transferId },
            query: { order: "newest_first", limit: PAGE_EVENTS, ...(pageParam && { after: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: "",
    getNextPageParam: ({ nextAfter }) => nextAfter,
  });
}
