import { z } from "@hono/zod-openapi";
import { type DeployedBuckets, findUndeployed } from "@s3mirror/core/deployed-buckets";
import { type RouteRecord, takesTransfers } from "@s3mirror/core/store/people/routes";
import type { Caller } from "../frame/api-env.ts";
import { redeliverySchema } from "./new-route.ts";

const time = z.iso.datetime();
const place = z.object({
  bucket: z.string(),
  prefix: z.string(),
  literal: z.boolean().openapi({ description: "Whether the prefix is meant as text, not as a folder" }),
  accountId: z
    .string()
    .nullable()
    .openapi({ description: "The bucket's owner, named in every request to S3; null: not checked" }),
});

/** A route as clients see it. */
export const routeSchema = z
  .object({
    id: z.string().openapi({ example: "rt_4h7c0000000000000000000000" }),
    name: z.string(),
    vendor: z.object({ id: z.string(), name: z.string() }).nullable(),
    source: place,
    destination: place,
    enabled: z.boolean().openapi({ description: "Whether new transfers may take it" }),
    redelivery: redeliverySchema,
    overlaps: z
      .array(z.object({ route: z.string(), reason: z.string(), by: z.string(), at: time }))
      .openapi({ description: "The routes that it may meet, and who said so; a vendor sees none" }),
    isDeployed: z.boolean().openapi({ description: "Whether this environment may touch both buckets" }),
    revision: z.int().openapi({ description: "Send it back as If-Match, in double quotes" }),
    createdAt: time,
    lastChange: z.object({ at: time, by: z.string(), reason: z.string() }).nullable(),
  })
  .openapi("Route");
export type RouteView = z.infer<typeof routeSchema>;

/** A route as `caller` may see it: whom it meets is no vendor's business. */
export function viewRoute(
  route: RouteRecord,
  deployed: DeployedBuckets | null,
  caller: Pick<Caller, "vendorId">,
): RouteView {
  const { changedAt, changedBy, changedReason } = route;
  return {
    id: route.id,
    name: route.name,
    vendor: route.vendorId === null ? null : { id: route.vendorId, name: route.vendorName ?? route.vendorId },
    source: {
      bucket: route.sourceBucket,
      prefix: route.sourcePrefix,
      literal: route.sourceLiteral,
      accountId: route.sourceOwnerAccountId,
    },
    destination: {
      bucket: route.destinationBucket,
      prefix: route.destinationPrefix,
      literal: route.destinationLiteral,
      accountId: route.destinationOwnerAccountId,
    },
    enabled: takesTransfers(route),
    redelivery: route.redelivery,
    overlaps: caller.vendorId === null ? route.overlaps : [],
    isDeployed: isDeployed(route, deployed),
    revision: route.revision,
    createdAt: route.createdAt,
    lastChange:
      changedAt === null || changedBy === null || changedReason === null
        ? null
        : { at: changedAt, by: changedBy, reason: changedReason },
  };
}

/** Whether the environment may touch both of a route's buckets; without a list (one machine) it may touch any. */
function isDeployed(route: RouteRecord, deployed: DeployedBuckets | null): boolean {
  if (deployed === null) return true;
  const source = { bucket: route.sourceBucket, prefix: route.sourcePrefix, accountId: null };
  const destination = { bucket: route.destinationBucket, prefix: route.destinationPrefix };
  return findUndeployed(deployed, { source, destination, vendor: "" }, "").length === 0;
}

/** The strong ETag of a route's revision (RFC 9110: If-Match compares strongly). */
export function routeTag({ revision }: { revision: number }): string {
  return `"${revision}"`;
}
