import type { Sample } from "../api/types.ts";

export type SamplePage = { items: Sample[]; nextCursor: string | null };

/** Those that somebody still waits for: they are shown before all the others are asked for. */
export const unreadySamples = { state: "needs_attention,in_progress", limit: 10 } as const;
