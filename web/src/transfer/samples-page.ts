import type { Sample } from "../api/types.ts";

export type SamplePage = { items: Sample[]; nextCursor: string | null };
type Question = { state: "needs_attention" | "in_progress"; limit: number };

const SHOWN = 10;

/**
 * The samples that somebody still waits for, those that need somebody first: the ten that are shown before all are asked
 * for. The API lists by name alone, so that each state is asked for by itself.
 */
export async function readUnreadySamples(read: (question: Question) => Promise<SamplePage>): Promise<SamplePage> {
  const [needAttention, inProgress] = await Promise.all([
    read({ state: "needs_attention", limit: SHOWN }),
    read({ state: "in_progress", limit: SHOWN }),
  ]);
  return { items: [...needAttention.items, ...inProgress.items].slice(0, SHOWN), nextCursor: null };
}
