import {
  mostPolicyCharacters,
  partitionOf,
  type RoutePlaces,
  routePolicy,
} from "@s3mirror/core/transfer-role/route-policy";
import type { FieldProblem } from "../frame/problem.ts";

/**
 * Why a route cannot be kept, or null: copiers work under a session policy that names its prefixes, and AWS limits its
 * length. The prefix that takes more of it is named.
 */
export function findRouteTooLong(route: RoutePlaces, principalArn: string): FieldProblem | null {
  const lengthOf = (one: RoutePlaces) => routePolicy(one, partitionOf(principalArn))?.length ?? 0;
  const characters = lengthOf(route);
  if (characters <= mostPolicyCharacters) return null;
  const withoutSource = lengthOf({ ...route, sourcePrefix: "" });
  const side = withoutSource <= lengthOf({ ...route, destinationPrefix: "" }) ? "source" : "destination";
  // Each prefix stands in it twice: for objects, and for listing.
  const spare = Math.ceil((characters - mostPolicyCharacters) / 2);
  return {
    pointer: `/${side}/prefix`,
    message: `Amazon takes at most ${tell(mostPolicyCharacters)} characters of the rule that keeps our copiers within a route; this one's has ${tell(characters)}.`,
    remedy: `Make the two prefixes together ${tell(spare)} characters shorter, as by naming the folder above. *, ? and $ count as four characters each, others beyond ASCII as six or twelve.`,
  };
}

function tell(count: number): string {
  return count.toLocaleString("en");
}
