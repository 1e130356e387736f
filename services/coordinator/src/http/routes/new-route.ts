import { z } from "@hono/zod-openapi";
import { type DeployedBuckets, findDeployedSource, findUndeployed } from "@s3mirror/core/deployed-buckets";
import { findFolderProblem } from "@s3mirror/core/folder-prefix";
import { findBucketNameProblem, findPrefixProblem } from "@s3mirror/core/object-key";
import { overwriteOf, redeliveries } from "@s3mirror/core/redelivery";
import type { Route } from "@s3mirror/core/store/people/routes";
import { Findings } from "../frame/findings.ts";
import { fieldError } from "../frame/problem.ts";
import { shortText, strict } from "../frame/validation.ts";
import { checkPlaces } from "../transfers/new-transfer.ts";
import { findRouteTooLong } from "./route-length.ts";

export const allowOverlap = z.boolean().optional().openapi({
  description: "true: it may meet other routes; `reason` says why, and both routes show it",
});
const accountId = z
  .string()
  .regex(/^\d{12}$/, "An AWS account id has 12 digits.")
  .optional();

const literal = z.boolean().optional().openapi({ description: "true: the prefix is meant as text, not as a folder" });
export const redeliverySchema = z.enum(redeliveries).openapi({
  description:
    "What the vendor may replace by delivering again: nothing; the keys that a delivery says it replaces (deliveries come with a later release, so nothing yet); whatever differs",
});

/** The body of `POST /v1/routes`. */
export const newRouteSchema = strict({
  vendor: shortText(100).openapi({ description: "The vendor's id" }),
  name: shortText(200).optional(),
  source: strict({ bucket: z.string(), prefix: z.string(), literal, accountId }).openapi({
    description:
      'The prefix "" is the whole bucket, any other ends in "/"; accountId may be left out where the stage\'s settings name it',
  }),
  destination: strict({ bucket: z.string(), prefix: z.string(), literal, accountId }).openapi({
    description: "accountId is this environment's own if left out",
  }),
  redelivery: redeliverySchema.optional(),
  allowOverlap,
  reason: shortText(1_000),
}).openapi("NewRoute");
export type NewRouteBody = z.infer<typeof newRouteSchema>;

export type RouteSettings = { stage: string; transferPrincipalArn: string; deployedBuckets: DeployedBuckets | null };

/**
 * Judges a new route by its names and by what this environment was deployed for, and fills in the accounts.
 * @throws ApiError with every problem and its place
 */
export function checkNewRoute(body: NewRouteBody, vendorName: string, settings: RouteSettings): Omit<Route, "id"> {
  const { source, destination } = body;
  const found = new Findings();
  found.add("/source/bucket", findBucketNameProblem(source.bucket));
  found.add("/source/prefix", findPrefixProblem(source.prefix) ?? notFolder(source));
  found.add("/destination/bucket", findBucketNameProblem(destination.bucket));
  found.add("/destination/prefix", findPrefixProblem(destination.prefix) ?? notFolder(destination));
  found.throwIfAny();
  checkPlaces(source, destination, { keys: null, overwrite: overwriteOf(body.redelivery ?? "never") });
  checkDeployed(found, body, vendorName, settings);
  const places = {
    sourceBucket: source.bucket,
    sourcePrefix: source.prefix,
    sourceLiteral: source.literal ?? false,
    destinationBucket: destination.bucket,
    destinationPrefix: destination.prefix,
    destinationLiteral: destination.literal ?? false,
  };
  const tooLong = findRouteTooLong(places, settings.transferPrincipalArn);
  if (tooLong !== null) throw fieldError("route_too_long", tooLong);
  return {
    ...places,
    vendorId: body.vendor,
    name: body.name ?? `${vendorName}: ${source.bucket}/${source.prefix}`,
    sourceOwnerAccountId: chooseSourceAccount(body, settings.deployedBuckets),
    destinationOwnerAccountId: destination.accountId ?? accountOf(settings.transferPrincipalArn),
    redelivery: body.redelivery ?? "never",
    enabled: true,
  };
}

function notFolder({ prefix, literal = false }: { prefix: string; literal?: boolean | undefined }) {
  return literal ? null : findFolderProblem(prefix, "route");
}

function checkDeployed(found: Findings, body: NewRouteBody, vendor: string, settings: RouteSettings): void {
  if (settings.deployedBuckets === null) return;
  const source = { ...body.source, accountId: body.source.accountId ?? null };
  const route = { source, destination: body.destination, vendor };
  for (const { side, message, remedy } of findUndeployed(settings.deployedBuckets, route, settings.stage)) {
    found.add(`/${side}/bucket`, { code: "bucket_not_deployed", message, remedy });
  }
  found.throwIfAny();
}

/** The account that the stage's settings name wins: its role was granted rights for that owner's bucket. */
function chooseSourceAccount({ source }: NewRouteBody, deployed: DeployedBuckets | null): string | null {
  const known = deployed === null ? null : (findDeployedSource(deployed, source)?.accountId ?? null);
  if (known !== null && source.accountId !== undefined && source.accountId !== known) {
    throw fieldError("account_differs", {
      pointer: "/source/accountId",
      message: `The stage's settings say that ${source.bucket} belongs to the account ${known}.`,
      remedy: "Leave accountId out, or correct the stage's settings and deploy it.",
    });
  }
  return known ?? source.accountId ?? null;
}

function accountOf(principalArn: string): string | null {
  return /^arn:[\w-]+:(?:iam|sts)::(\d{12}):/.exec(principalArn)?.[1] ?? null;
}
