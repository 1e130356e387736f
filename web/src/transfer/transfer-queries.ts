import { queryOptions } from "@tanstack/react-query";
import { unwrap } from "../api/api-failure.ts";
import type { Api } from "../api/browser-api.ts";

/** A transfer as it stands. */
export function transferQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ["transfer", id],
    queryFn: async ({ signal }) => unwrap(await api.GET("/v1/transfers/{id}", { params: { path: { id } }, signal })),
  });
}

/** What stands in a transfer's way. */
export function causesQuery(api: Api, id: string) {
  return queryOptions({
    queryKey: ["transfer", id, "causes"],
    queryFn: async ({ signal }) =>
      unwrap(await api.GET("/v1/transfers/{id}/causes", { params: { path: { id } }, signal })).items,
  });
}

// Those that somebody still waits for: they are shown before all the others are asked for.
const unready = { state: "needs_attention,in_progress", limit: 10 } as const;

/** A page of a transfer's samples, of those that are not ready or of all of them; null is the first page. */
export function samplesQuery(api: Api, id: string, isWhole: boolean, cursor: string | null) {
  return queryOptions({
    queryKey: ["transfer", id, "samples", isWhole, cursor],
    queryFn: async ({ signal }) => {
      const query = { ...(isWhole ? {} : unready), ...(cursor !== null && { cursor }) };
      const answer = await api.GET("/v1/transfers/{id}/samples", { params: { path: { id }, query }, signal });
      const { items, nextCursor } = unwrap(answer);
      return { items, next: nextCursor };
    },
  });
}
