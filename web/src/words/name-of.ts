import type { Transfer } from "../api/types.ts";

/** What a transfer is called by people: its name, else its reference, else where it comes from. */
export function nameOf({ name, reference, source }: Transfer): string {
  return name ?? reference ?? `${source.bucket}/${source.prefix}`;
}
