import { queryOptions } from "@tanstack/react-query";
import { unwrap } from "../api/api-failure.ts";
import type { Api } from "../api/browser-api.ts";

/** One laboratory, with whom mails to it are for. */
export function vendorQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ["vendor", id],
    queryFn: async ({ signal }) => unwrap(await api.GET("/v1/vendors/{id}", { params: { path: { id } }, signal })),
    staleTime: 60_000,
  });
}

/** A page of the laboratories that send us data; null is the first page. */
export function vendorsPageQuery(api: Api, cursor: string | null) {
  return queryOptions({
    queryKey: ["vendors", "page", cursor],
    queryFn: async ({ signal }) => {
      const query = { limit: 100, ...(cursor !== null && { cursor }) };
      const { items, nextCursor } = unwrap(await api.GET("/v1/vendors", { params: { query }, signal }));
      return { items, next: nextCursor };
    },
  });
}
