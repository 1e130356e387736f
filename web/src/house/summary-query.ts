import { queryOptions } from "@tanstack/react-query";
import { unwrap } from "../api/api-failure.ts";
import type { Api } from "../api/browser-api.ts";

/** How things stand altogether. `since` (RFC 3339): the day begins there. */
export function summaryQuery(api: Api, since: string) {
  return queryOptions({
    queryKey: ["summary", since],
    queryFn: async ({ signal }) => unwrap(await api.GET("/v1/summary", { params: { query: { since } }, signal })),
  });
}
