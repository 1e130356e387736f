import { type FilesView, tabStates } from "../../app/(pages)/transfers/[id]/search-params.ts";
import type { Sample } from "../api/types.ts";

type Shown = Pick<FilesView, "tab" | "q" | "cause" | "sample">;

/** Where the files of a view are to be had as CSV: the same filters as the list's, all of its files. */
export function filesAddress(transferId: string, { tab, q, cause, sample }: Shown): string {
  const states = tabStates[tab]?.join(",") ?? "";
  return addressOf(transferId, "report.csv", { state: states, q, cause: cause ?? "", sample: sample ?? "" });
}

/** Where a transfer's samples are to be had as CSV, those of one state or all of them. */
export function samplesAddress(transferId: string, state: Sample["state"] | null): string {
  return addressOf(transferId, "samples.csv", { state: state ?? "" });
}

function addressOf(transferId: string, name: string, filters: Record<string, string>): string {
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== ""));
  const path = `/v1/transfers/${encodeURIComponent(transferId)}/${name}`;
  return query.size === 0 ? path : `${path}?${query}`;
}
