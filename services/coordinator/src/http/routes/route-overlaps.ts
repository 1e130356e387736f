import type { Meeting } from "@s3mirror/core/places";
import type { Overlap } from "@s3mirror/core/store/people/routes";
import { Findings } from "../frame/findings.ts";
import type { ApiError } from "../frame/problem.ts";

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
