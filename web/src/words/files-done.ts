import type { Transfer } from "../api/types.ts";

/** Files that are there: copied by us, or there before and proven equal. */
export function filesDone({ counts }: Transfer): number {
  return counts.copied + counts.skipped;
}
