import {
  mostPolicyCharacters,
  partitionOf,
  type RoutePlaces,
  routePolicy,
} from "@s3mirror/core/transfer-role/route-policy";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { FieldProblem } from "../frame/problem.ts";

/**
 * Why a route cannot be kept, or null: copiers work under a session policy that names its prefixes, and AWS limits its
 * length. The prefix that takes more of it is named.
 */
export function findRouteTooLong(route: RoutePlaces, principalArn: string): FieldProblem | null {
  const characters = lengthOf(route, principalArn);
  if (characters <= mostPolicyCharacters) return null;
  // Each prefix stands in it twice: for objects, and for listing.
  const spare = Math.ceil((characters - mostPolicyCharacters) / 2);
  return {
    pointer: longerPrefix(route, principalArn),
    message: `Amazon takes at most ${tell(mostPolicyCharacters)} characters of the rule that keeps our copiers within a route; this one's has ${tell(characters)}.`,
    remedy: `Make the two prefixes together ${tell(spare)} characters shorter, as by naming the folder above. *, ? and $ count as four characters each, others beyond ASCII as six or twelve.`,
  };
}

/** The same, asked of AWS, which packs the policy by a measure of its own. */
export async function askRouteTooLong(
  deps: Pick<ApiDeps, "isPolicyTaken">,
  route: RoutePlaces,
  principalArn: string,
): Promise<FieldProblem | null> {
  const policy = routePolicy(route, partitionOf(principalArn));
  if (policy === null || (await deps.isPolicyTaken(policy))) return null;
  return {
    pointer: longerPrefix(route, principalArn),
    message: "Amazon packs the rule that keeps our copiers within a route, and does not take this one: it is too long.",
    remedy: "Make the prefixes shorter, as by naming the folder above.",
  };
}

function longerPrefix(route: RoutePlaces, principalArn: string): string {
  const [withoutSource, withoutDestination] = [{ sourcePrefix: "" }, { destinationPrefix: "" }].map((without) =>
    lengthOf({ ...route, ...without }, principalArn),
  );
  return (withoutSource ?? 0) <= (withoutDestination ?? 0) ? "/source/prefix" : "/destination/prefix";
}

function lengthOf(route: RoutePlaces, principalArn: string): number {
  return routePolicy(route, partitionOf(principalArn))?.length ?? 0;
}

function tell(count: number): string {
  return count.toLocaleString("en");
}
