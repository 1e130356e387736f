import { findMeeting, type Meeting } from "@s3mirror/core/places";
import type { Ledger } from "@s3mirror/core/store/ledger";
import { listRoutes, placesOf, type Route, type RouteRecord, takesTransfers } from "@s3mirror/core/store/people/routes";
import { Findings } from "../frame/findings.ts";
import type { ApiError } from "../frame/problem.ts";

type Overlap = { other: RouteRecord; meeting: Meeting };

/**
 * The routes that take transfers and that `route` would meet. Left out are those that somebody has allowed it to meet, and
 * the stage's own route between any buckets, which is nobody's and meets everything.
 */
export async function findOverlaps(ledger: Ledger, route: Route): Promise<Overlap[]> {
  const routes = await listRoutes(ledger, { vendorId: null });
  const allowed = new Set(routes.find(({ id }) => id === route.id)?.overlaps.map((overlap) => overlap.route));
  return routes.flatMap((other) => {
    if (other.id === route.id || allowed.has(other.id) || !takesTransfers(other) || isStagesOwn(other)) return [];
    const meeting = findMeeting(placesOf(route), placesOf(other));
    return meeting === null ? [] : [{ other, meeting }];
  });
}

/** Only a stack on one machine has such a route: nobody's, from any bucket to any. */
function isStagesOwn({ vendorId, sourceBucket, destinationBucket }: Route): boolean {
  return vendorId === null && sourceBucket === "*" && destinationBucket === "*";
}

/** The refusal of `overlaps`, of which there are some, by the place that meets each other route. */
export function refuseOverlaps(overlaps: Overlap[]): ApiError {
  const found = new Findings();
  for (const { other, meeting } of overlaps) {
    found.add(meeting === "same_source" || meeting === "is_fed" ? "/source/prefix" : "/destination/prefix", {
      code: "route_overlaps",
      message: `${how[meeting]} the route ${other.id} (${other.name}).`,
      remedy:
        "Choose folders that lie beside each other, or switch that route off; an administrator who wants both says allowOverlap: true, and why.",
    });
  }
  const refusal = found.refusal();
  if (refusal === null) throw new Error("nothing overlaps");
  return refusal;
}

const how: Record<Meeting, string> = {
  same_source: "Its source holds what another vendor delivers by, or lies in it:",
  same_destination: "Its copies would lie among those of, or around them:",
  feeds: "What it copies would be copied on by",
  is_fed: "It would copy on what is copied by",
};
