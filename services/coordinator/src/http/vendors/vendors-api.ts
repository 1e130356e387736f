import { createRoute, z } from "@hono/zod-openapi";
import { findDeployedSource } from "@s3mirror/core/deployed-buckets";
import { makeId } from "@s3mirror/core/ids";
import { recordAct } from "@s3mirror/core/store/people/audit";
import { listRoutes, type Route } from "@s3mirror/core/store/people/routes";
import { insertVendor, listVendors, readVendor, type VendorRecord } from "@s3mirror/core/store/people/vendors";
import { type VendorBucket, vendorBucketPolicy, vendorPolicyText } from "@s3mirror/core/vendor-policy";
import { policyStatementSchema } from "../causes/cause-view.ts";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api, Caller } from "../frame/api-env.ts";
import { actorOf } from "../frame/authentication.ts";
import { atNumber, readCursor, writeCursor } from "../frame/cursor.ts";
import { idempotencyHeader, json, notModified, pageFields, pageOf, problemAnswers } from "../frame/documented.ts";
import { entityTag } from "../frame/entity-tag.ts";
import { once } from "../frame/idempotency.ts";
import { type ApiError, fieldError } from "../frame/problem.ts";
import { needs } from "../frame/rights.ts";
import { shortText, strict } from "../frame/validation.ts";

export const vendorIdParam = z.object({
  id: z.string().openapi({ description: "The vendor's id", example: "vn_4h7c0000000000000000000000" }),
});

export const vendorSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    contact: z
      .object({ name: z.string(), email: z.string(), phone: z.string().nullable() })
      .nullable()
      .openapi({ description: "Whom mails to the vendor are for" }),
    revision: z.int().openapi({ description: "Send it back as If-Match, in double quotes" }),
    createdAt: z.iso.datetime(),
  })
  .openapi("Vendor");
type VendorView = z.infer<typeof vendorSchema>;

const policySchema = z
  .object({
    principalArn: z.string().openapi({ description: "The one role that reads; its name is fixed" }),
    buckets: z.array(
      z.object({
        bucket: z.string(),
        accountId: z.string().nullable(),
        prefixes: z.array(z.string()),
        kmsKeyArn: z.string().nullable(),
        bucketPolicy: z.object({ Version: z.literal("2012-10-17"), Statement: z.array(policyStatementSchema) }),
        kmsKeyStatement: z.union([policyStatementSchema, z.null()]),
      }),
    ),
    text: z.string().openapi({ description: "The same in words, to be sent to the vendor" }),
  })
  .openapi("VendorPolicy");

const listRoute = createRoute({
  method: "get",
  path: "/v1/vendors",
  summary: "The laboratories that send us data",
  ...needs("read"),
  request: { query: strict(pageFields) },
  responses: { 200: { description: "A page", ...json(pageOf(vendorSchema)) }, ...notModified, ...problemAnswers },
});

const createVendorRoute = createRoute({
  method: "post",
  path: "/v1/vendors",
  summary: "Write a vendor down",
  ...needs("administer"),
  request: {
    headers: idempotencyHeader,
    body: { required: true, ...json(strict({ name: shortText(200) }).openapi("NewVendor")) },
  },
  responses: { 201: { description: "Made; `Location` names it", ...json(vendorSchema) }, ...problemAnswers },
});

const oneRoute = createRoute({
  method: "get",
  path: "/v1/vendors/{id}",
  summary: "One vendor; its ETag goes into If-Match",
  ...needs("read"),
  request: { params: vendorIdParam },
  responses: { 200: { description: "The vendor", ...json(vendorSchema) }, ...notModified, ...problemAnswers },
});

const policyRoute = createRoute({
  method: "get",
  path: "/v1/vendors/{id}/policy",
  summary: "What the vendor must set so that this environment may read its enabled routes",
  ...needs("read"),
  request: { params: vendorIdParam },
  responses: { 200: { description: "Ready to paste", ...json(policySchema) }, ...notModified, ...problemAnswers },
});

export function addVendors(api: Api, deps: ApiDeps): void {
  api.openapi(listRoute, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const page = {
      vendorId: c.var.caller.vendorId,
      after: readCursor(cursor, atNumber)?.[0] ?? null,
      limit: limit + 1,
    };
    const records = await listVendors(deps.ledger, page);
    const shown = records.slice(0, limit);
    const last = shown.at(-1);
    const answer = {
      items: shown.map(viewVendor),
      nextCursor: records.length > limit && last !== undefined ? writeCursor([last.number]) : null,
    };
    return c.json(answer, 200, { ETag: entityTag(answer) });
  });

  api.openapi(createVendorRoute, async (c) => {
    const { caller, requestId } = c.var;
    const vendor = { id: makeId("vn", deps.random(26)), name: c.req.valid("json").name };
    const location = ({ id }: VendorView) => ({ Location: `/v1/vendors/${id}` });
    const make = async (ledger: ApiDeps["ledger"]) => {
      const record = await insertVendor(ledger, vendor);
      if (record === null) return vendorExists();
      await recordAct(ledger.run, {
        act: "vendor.created",
        actor: actorOf(caller),
        subject: record.id,
        reason: null,
        before: null,
        after: { name: record.name },
        request: requestId,
      });
      return viewVendor(record);
    };
    const made = await once(c, deps, 201, make, location);
    deps.log.info({ vendor: made.id, caller: caller.id }, "a vendor was made");
    return c.json(made, 201, { ...location(made), ETag: vendorTag(made) });
  });

  api.openapi(oneRoute, async (c) => {
    const view = viewVendor(await findVendor(deps, c.var.caller, c.req.valid("param").id, vendorNotFound));
    return c.json(view, 200, { ETag: vendorTag(view) });
  });

  api.openapi(policyRoute, async (c) => {
    const vendor = await findVendor(deps, c.var.caller, c.req.valid("param").id, vendorNotFound);
    const { transferPrincipalArn: principalArn } = deps.settings;
    const routes = await listRoutes(deps.ledger, { vendorId: vendor.id });
    const buckets = readBuckets(routes, deps).map((bucket) => vendorBucketPolicy(bucket, principalArn));
    const text = vendorPolicyText(vendor.name, buckets, principalArn);
    const answer = { principalArn, buckets: buckets.map((one) => ({ ...one, prefixes: [...one.prefixes] })), text };
    return c.json(answer, 200, { ETag: entityTag(answer) });
  });
}

/** A vendor that the caller may see. @throws the ApiError that `refuse` makes */
export async function findVendor(
  deps: Pick<ApiDeps, "ledger">,
  caller: Caller,
  id: string,
  refuse: () => ApiError,
): Promise<VendorRecord> {
  const isSeen = caller.vendorId === null || caller.vendorId === id;
  const record = isSeen && /^vn_\w+$/.test(id) ? await readVendor(deps.ledger, { id }) : null;
  if (record === null) throw refuse();
  return record;
}

/** What enabled routes read, bucket by bucket. */
function readBuckets(routes: readonly Route[], { settings }: Pick<ApiDeps, "settings">): VendorBucket[] {
  const buckets = new Map<string, VendorBucket>();
  for (const { sourceBucket: bucket, sourcePrefix: prefix, sourceOwnerAccountId: accountId, enabled } of routes) {
    if (!enabled || bucket === "*") continue;
    const known = buckets.get(bucket);
    const deployed = settings.deployedBuckets && findDeployedSource(settings.deployedBuckets, { bucket, prefix });
    buckets.set(bucket, {
      bucket,
      accountId: known?.accountId ?? accountId,
      prefixes: [...(known?.prefixes ?? []), prefix],
      kmsKeyArn: known?.kmsKeyArn ?? deployed?.kmsKeyArn ?? null,
    });
  }
  return [...buckets.values()];
}

export function viewVendor({ id, name, contact, revision, createdAt }: VendorRecord): VendorView {
  return { id, name, contact, revision, createdAt };
}

/** The strong ETag of a vendor's revision (RFC 9110: If-Match compares strongly). */
export function vendorTag({ revision }: { revision: number }): string {
  return `"${revision}"`;
}

export function vendorNotFound(): ApiError {
  return fieldError("vendor_not_found", {
    pointer: "/param/id",
    message: "There is no vendor of this id that this key may see.",
    remedy: "Check the id; GET /v1/vendors lists those this key may see.",
  });
}

export function vendorExists(): ApiError {
  return fieldError("vendor_exists", {
    pointer: "/name",
    message: "A vendor of this name exists already.",
    remedy: "Use that one (GET /v1/vendors), or give a name that tells them apart.",
  });
}
