import { queryOptions } from "@tanstack/react-query";
import { unwrap } from "../api/api-failure.ts";
import type { Api } from "../api/browser-api.ts";

/** What copiers have in hand of a transfer, or of all transfers where `transferId` is null. */
export function inFlightQuery(api: Api, transferId: string | null) {
  return queryOptions({
    queryKey: ["in-flight", transferId],
    queryFn: async ({ signal }) =>
      unwrap(
        transferId === null
          ? await api.GET("/v1/in-flight", { signal })
          : await api.GET("/v1/transfers/{id}/in-flight", { params: { path: { id: transferId } }, signal }),
      ),
  });
}
