import { type FolderProblem, findFolderProblem } from "@s3mirror/core/folder-prefix";
import { allowsBucket, covers, type Place } from "@s3mirror/core/places";
import { placesOf, type Route, takesTransfers } from "@s3mirror/core/store/people/routes";
import type { FieldProblem, ProblemCode } from "../frame/problem.ts";

/**
 * What a caller wants to move. `keys` null: everything under the source's prefix. `literal`: that prefix is meant as text,
 * so one that follows from it need not be a folder.
 */
export type Wish = {
  routeId: string | null;
  source: Place;
  literal: boolean;
  keys: string[] | null;
  destination: Place | null;
};

export type RouteChoice =
  | { type: "chosen"; route: Route; source: Place; destination: Place }
  | { type: "refused"; code: ProblemCode; error: FieldProblem };

/**
 * The route that allows a wish: the one named, else the enabled one that covers source and destination most closely (a
 * named bucket before `*`, then the longest prefix). Without a destination the route says it: what lies below the
 * route's source prefix lands at the same place below its destination prefix.
 */
export function chooseRoute(routes: readonly Route[], wish: Wish): RouteChoice {
  if (wish.routeId !== null) {
    const named = routes.find((route) => route.id === wish.routeId);
    if (named === undefined) {
      return refuse(
        "route_unknown",
        "/route",
        `There is no route "${wish.routeId}".`,
        "Correct the id, or leave it out: the route is then found by the source.",
      );
    }
    if (!takesTransfers(named)) return switchedOff(named);
    return judge([named], wish);
  }
  const choice = judge(routes.filter(takesTransfers), wish);
  return choice.type === "chosen" ? choice : (findSwitchedOff(routes, wish) ?? choice);
}

/** A route that is switched off and would have been taken: that is told rather than that there is none. */
function findSwitchedOff(routes: readonly Route[], wish: Wish): RouteChoice | null {
  const off = routes.find((route) => !takesTransfers(route) && judge([route], wish).type === "chosen");
  return off === undefined ? null : switchedOff(off);
}

function switchedOff(route: Route): RouteChoice {
  return refuse(
    "route_disabled",
    "/route",
    `The route "${route.id}" is switched off.`,
    route.enabled
      ? "It is from before prefixes had to be folders: ask an administrator for a new one."
      : "Ask an administrator to switch it on.",
  );
}

function judge(routes: readonly Route[], wish: Wish): RouteChoice {
  const { source, destination } = wish;
  const bySource = routes.filter((route) => coversSource(route, wish));
  if (bySource.length === 0) {
    const isBucketKnown = routes.some((route) => allowsBucket(route.sourceBucket, source.bucket));
    return isBucketKnown
      ? refuse(
          "source_not_allowed",
          wish.keys === null ? "/source/prefix" : "/source/keys",
          `No route covers all of what you name in the bucket ${source.bucket}.`,
          "Name only what lies below a route's source prefix, or ask an administrator for a route.",
        )
      : refuse(
          "source_not_allowed",
          "/source/bucket",
          `No route allows the bucket ${source.bucket} as a source.`,
          "Correct the bucket's name, or ask an administrator for a route.",
        );
  }
  const candidates =
    destination === null
      ? bySource.filter((route) => route.destinationBucket !== "*")
      : bySource.filter((route) => covers(placesOf(route).destination, destination));
  if (candidates.length === 0) {
    return destination === null
      ? refuse(
          "destination_required",
          "/destination",
          "The route for this source leaves the destination to you.",
          "Give destination.bucket, and destination.prefix if it should lie below one.",
        )
      : refuse(
          "destination_not_allowed",
          "/destination",
          `No route allows to copy from ${source.bucket} to s3://${destination.bucket}/${destination.prefix}.`,
          "Leave the destination out to take the route's own, or ask an administrator for a route.",
        );
  }
  const [best, second] = candidates
    .map((route) => ({ route, rank: rank(route) }))
    .sort((a, b) => compareRanks(b.rank, a.rank));
  if (best === undefined) throw new Error("no candidate is left among those there are");
  if (second !== undefined && compareRanks(best.rank, second.rank) === 0) {
    return refuse(
      "route_ambiguous",
      "/route",
      `The routes ${best.route.id} and ${second.route.id} fit equally well.`,
      "Name one of them as `route`.",
    );
  }
  const places = place(best.route, wish);
  const problem = destination === null && !wish.literal ? findAccident(best.route, places, wish.keys) : null;
  if (problem !== null) {
    return refuse(
      problem.code,
      "/source/prefix",
      `On the route ${best.route.id}, whose prefix is text, this would be copied to "${problem.target}". ${problem.message}`,
      "Say literal: true beside the source's prefix if that is meant; or give the keys' folder as source.prefix, or name the destination.",
    );
  }
  return { type: "chosen", route: best.route, ...places };
}

/** What a route that is meant as text would make of names that were not: a slash at the seam, or a folder cut in two. */
function findAccident(
  route: Route,
  { source, destination }: { source: Place; destination: Place },
  keys: string[] | null,
): (Omit<FolderProblem, "remedy"> & { target: string }) | null {
  const rests = (keys ?? []).map((key) => key.slice(source.prefix.length));
  const torn =
    source.prefix !== "" && !source.prefix.endsWith("/") ? rests.find((rest) => rest.startsWith("/")) : undefined;
  const target = destination.prefix + (torn ?? "");
  if (torn !== undefined)
    return { code: "prefix_suspicious", message: "The slash at the seam is doubled, or leads.", target };
  const problem = route.destinationLiteral ? null : findFolderProblem(target, "destination");
  return problem && { code: problem.code, message: problem.message, target };
}

function coversSource(route: Route, { source, keys }: Wish): boolean {
  const prefixes = keys ?? [source.prefix];
  return prefixes.every((prefix) => covers(placesOf(route).source, { bucket: source.bucket, prefix }));
}

function rank(route: Route): number[] {
  return [
    route.sourceBucket === "*" ? 0 : 1,
    route.sourcePrefix.length,
    route.destinationBucket === "*" ? 0 : 1,
    route.destinationPrefix.length,
  ];
}

function compareRanks(a: number[], b: number[]): number {
  for (const [index, left] of a.entries()) {
    const difference = left - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function place(route: Route, { source, destination }: Wish): { source: Place; destination: Place } {
  if (destination !== null) return { source, destination };
  // Keys may come without a prefix of their own: then the route's is cut off.
  const cut = source.prefix.startsWith(route.sourcePrefix) ? source.prefix : route.sourcePrefix;
  return {
    source: { bucket: source.bucket, prefix: cut },
    destination: {
      bucket: route.destinationBucket,
      prefix: route.destinationPrefix + cut.slice(route.sourcePrefix.length),
    },
  };
}

function refuse(code: ProblemCode, pointer: string, message: string, remedy: string): RouteChoice {
  return { type: "refused", code, error: { pointer, message, remedy } };
}
