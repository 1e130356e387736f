import { batchPlace } from "./batch.ts";

/** Where a key of the laboratory's bucket ends up: the destination's prefix and the key without the source's. */
export function destinationKeyOf(sourceKey: string): string {
  return batchPlace.destinationPrefix + sourceKey.slice(batchPlace.prefix.length);
}
