import { queryOptions } from "@tanstack/react-query";
import { unwrap } from "../api/api-failure.ts";
import type { Api } from "../api/browser-api.ts";

/** One route as it stands. */
export function routeQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ["route", id],
    queryFn: async ({ signal }) => unwrap(await api.GET("/v1/routes/{id}", { params: { path: { id } }, signal })),
  });
}

/** A page of what is allowed: from where to where; null is the first page. */
export function routesQuery(api: Api, cursor: string | null) {
  return queryOptions({
    queryKey: ["routes", cursor],
    queryFn: async ({ signal }) => {
      const query = { limit: 100, ...(cursor !== null && { cursor }) };
      const { items, nextCursor } = unwrap(await api.GET("/v1/routes", { params: { query }, signal }));
      return { items, next: nextCursor };
    },
  });
}
