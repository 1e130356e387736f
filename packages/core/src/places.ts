/** A bucket and what lies below a prefix in it; the bucket `*` stands for any. */
export type Place = { bucket: string; prefix: string };

/** Whether a text allowed as a bucket allows this one. */
export function allowsBucket(allowed: string, bucket: string): boolean {
  return allowed === "*" || allowed === bucket;
}

/** Whether all of `inner` lies in `outer`. */
export function covers(outer: Place, inner: Place): boolean {
  return allowsBucket(outer.bucket, inner.bucket) && inner.prefix.startsWith(outer.prefix);
}

/** Whether some object may lie in both places: one bucket, and one of the prefixes begins with the other. */
export function meet(one: Place, other: Place): boolean {
  const sameBucket = allowsBucket(one.bucket, other.bucket) || allowsBucket(other.bucket, one.bucket);
  return sameBucket && (one.prefix.startsWith(other.prefix) || other.prefix.startsWith(one.prefix));
}

/** A route as far as its places go. `vendorId` null: it is nobody's. */
export type PlacedRoute = { id: string; vendorId: string | null; source: Place; destination: Place };

/** How two routes meet: who reads another's source, who writes into another's place, who copies what another wrote. */
export type Meeting = "same_source" | "same_destination" | "feeds" | "is_fed";

/**
 * How `route` meets `other`, or null. Sources may meet where both are of one vendor: the closer one is then chosen. A
 * destination meets no other route's destination, and no source, which would copy on what was copied.
 */
export function findMeeting(route: PlacedRoute, other: PlacedRoute): Meeting | null {
  if (route.vendorId !== other.vendorId && meet(route.source, other.source)) return "same_source";
  if (meet(route.destination, other.destination)) return "same_destination";
  if (meet(route.destination, other.source)) return "feeds";
  if (meet(other.destination, route.source)) return "is_fed";
  return null;
}
