import { queryOptions } from "@tanstack/react-query";
import { unwrap } from "../api/api-failure.ts";
import type { Api } from "../api/browser-api.ts";

/** Who hears of alerts; first those who have not agreed yet. */
export function recipientsQuery(api: Api) {
  return queryOptions({
    queryKey: ["recipients"],
    queryFn: async ({ signal }) => unwrap(await api.GET("/v1/alert-recipients", { signal })).items,
  });
}
