import { queryOptions } from "@tanstack/react-query";
import { type FilesView, tabStates } from "../../app/(pages)/transfers/[id]/search-params.ts";
import { unwrap } from "../api/api-failure.ts";
import type { Api } from "../api/browser-api.ts";
import { PAGE_ROWS } from "./file-pages.ts";

/** Which files, without where one stands in them. */
export type FilesFilter = Pick<FilesView, "tab" | "q" | "cause" | "sample">;

/** A page of a transfer's files, from a file number on. */
export function filesPageQuery(api: Api, transferId: string, { tab, q, cause, sample }: FilesFilter, from: number) {
  return queryOptions({
    queryKey: ["transfer", transferId, "files", { tab, q, cause, sample }, from],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET("/v1/transfers/{id}/files", {
          params: {
            path: { id: transferId },
            query: {
              limit: PAGE_ROWS,
              fromNumber: from,
              ...(tabStates[tab] && { state: tabStates[tab].join(",") }),
              ...(q && { q }),
              ...(cause && { cause }),
              ...(sample && { sample }),
            },
          },
          signal,
        }),
      ),
    // What was scrolled past is soon forgotten.
    gcTime: 60_000,
  });
}

/** One file with its history and technical details. */
export function fileQuery(api: Api, transferId: string, number: number) {
  return queryOptions({
    queryKey: ["transfer", transferId, "file", number],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.GET("/v1/transfers/{id}/files/{number}", {
          params: { path: { id: transferId, number: `${number}` } },
          signal,
        }),
      ),
  });
}

/** Points of the speed chart. */
export function throughputQuery(api: Api, transferId: string) {
  return queryOptions({
    queryKey: ["transfer", transferId, "throughput"],
    queryFn: async ({ signal }) =>
      unwrap(await api.GET("/v1/transfers/{id}/throughput", { params: { path: { id: transferId } }, signal })).items,
  });
}
