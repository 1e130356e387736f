import { queryOptions } from "@tanstack/react-query";
import { unwrap } from "../api/api-failure.ts";
import type { Api } from "../api/browser-api.ts";
import type { Route } from "../api/types.ts";

/** The API's most for one page. */
const PAGE_ROUTES = 500;
const MOST_PAGES = 10;

/** The routes that a transfer can be started on: those that are on, and whose buckets this stage may touch. */
export function openRoutesQuery(api: Api) {
  return queryOptions({
    queryKey: ["routes", "open"],
    queryFn: async ({ signal }) => {
      const found: Route[] = [];
      let cursor: string | null = null;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const query: { limit: number; cursor?: string } = { limit: PAGE_ROUTES, ...(cursor !== null && { cursor }) };
        const answer = unwrap(await api.GET("/v1/routes", { params: { query }, signal }));
        found.push(...answer.items.filter(({ enabled, isDeployed }) => enabled && isDeployed));
        cursor = answer.nextCursor;
        if (cursor === null) break;
      }
      return found;
    },
    staleTime: 15_000,
  });
}

/** What lies under a prefix now, as far as a short look shows. `bucket`: only where the route leaves it open. */
export function lookQuery(api: Api, routeId: string, prefix: string, bucket: string | null) {
  return queryOptions({
    queryKey: ["look", routeId, prefix, bucket],
    queryFn: async ({ signal }) => {
      const query = { prefix, ...(bucket !== null && { bucket }) };
      const params = { path: { id: routeId }, query };
      return unwrap(await api.GET("/v1/routes/{id}/look", { params, signal }));
    },
    staleTime: 15_000,
  });
}
