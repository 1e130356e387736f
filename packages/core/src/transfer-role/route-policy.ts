import { policyLiteral } from "../policy-literal.ts";
import { destinationActions, sourceActions } from "./object-actions.ts";

/** What a route allows: everything below the source's prefix, to below the destination's. A bucket `*` is any. */
export type RoutePlaces = {
  sourceBucket: string;
  sourcePrefix: string;
  destinationBucket: string;
  destinationPrefix: string;
};

/** A route as a claim tells it. A transfer of before there were routes stands for itself. */
export type CopyRoute = RoutePlaces & { id: string };

/** STS API, "AssumeRole": so long may the session policy be, as plain text. */
export const mostPolicyCharacters = 2_048;

/** Whether the sessions that copy for a route can be narrowed to it: with a bucket `*` there is nothing to narrow to. */
export function isNarrowed(route: RoutePlaces): boolean {
  return route.sourceBucket !== "*" && route.destinationBucket !== "*";
}

/** Whether both sides of a copy lie where a route allows it. */
export function liesWithin(route: RoutePlaces, copy: { source: ObjectPlace; destination: ObjectPlace }): boolean {
  const { source, destination } = copy;
  return (
    isBelow(source, route.sourceBucket, route.sourcePrefix) &&
    isBelow(destination, route.destinationBucket, route.destinationPrefix)
  );
}

type ObjectPlace = { bucket: string; key: string };

function isBelow({ bucket, key }: ObjectPlace, allowed: string, prefix: string): boolean {
  return (allowed === "*" || allowed === bucket) && key.startsWith(prefix);
}

/**
 * The session policy under which a copier copies for a route: of what the transfer role may, that which lies below the
 * route's two prefixes. It grants nothing by itself (IAM User Guide, "Session policies"), so accounts (`s3:ResourceAccount`)
 * and keys (`kms:ViaService`) are left to the role's own statements: S3 asks KMS only for objects that it lets through.
 *
 * Listing is allowed below the prefixes only. Without the right to list at all S3 answers 403 for an object that is
 * missing, and asks for it without `s3:prefix`; so a listing that names no prefix passes here as well, and is the role's
 * own statements' business.
 *
 * Printable ASCII, as STS takes nothing beyond U+00FF: other characters are JSON escapes. It may be longer than STS takes
 * (`mostPolicyCharacters`). Null for a route that is not narrowed.
 * @param partition such as `aws`, of the role's ARN
 */
export function routePolicy(route: RoutePlaces, partition: string): string | null {
  if (!isNarrowed(route)) return null;
  const { sourceBucket, sourcePrefix, destinationBucket, destinationPrefix } = route;
  const bucket = (name: string) => `arn:${partition}:s3:::${policyLiteral(name)}`;
  const below = (name: string, prefix: string) => `${bucket(name)}/${policyLiteral(prefix)}*`;
  const allow = (Action: readonly string[], Resource: string) => ({ Effect: "Allow", Action, Resource });
  const list = (name: string, prefix: string) => ({
    ...allow(["s3:ListBucket"], bucket(name)),
    ...(prefix !== "" && {
      Condition: { StringLikeIfExists: { "s3:prefix": [`${policyLiteral(prefix)}*`, ""] } },
    }),
  });
  const Statement = [
    allow(sourceActions, below(sourceBucket, sourcePrefix)),
    allow(destinationActions, below(destinationBucket, destinationPrefix)),
    list(sourceBucket, sourcePrefix),
    list(destinationBucket, destinationPrefix),
    allow(["kms:Decrypt", "kms:GenerateDataKey"], "*"),
  ];
  return inAscii(JSON.stringify({ Version: "2012-10-17", Statement }));
}

/** Such as `aws`, of a role's ARN. */
export function partitionOf(arn: string): string {
  return arn.split(":")[1] ?? "aws";
}

function inAscii(json: string): string {
  return json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
