import { createRoute } from "@hono/zod-openapi";
import { makeId } from "@s3mirror/core/ids";
import { recordAct } from "@s3mirror/core/store/people/audit";
import {
  allowOverlaps,
  findOverlaps,
  insertRoute,
  listRoutes,
  listRoutesPage,
  lockRoutes,
  type Route,
  type RouteRecord,
} from "@s3mirror/core/store/people/routes";
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
import { findVendor } from "../vendors/vendors-api.ts";
import { findRoute, routeIdParam } from "./find-route.ts";
import { checkNewRoute, newRouteSchema } from "./new-route.ts";
import { askRouteTooLong } from "./route-length.ts";
import { refuseOverlaps } from "./route-overlaps.ts";
import { type RouteView, routeSchema, routeTag, viewRoute } from "./route-view.ts";

const listRoute = createRoute({
  method: "get",
  path: "/v1/routes",
  summary: "What is allowed: from where to where, for which vendor",
  ...needs("read"),
  request: {
    query: strict({ vendor: shortText(100).optional().openapi({ description: "A vendor's id" }), ...pageFields }),
  },
  responses: { 200: { description: "A page", ...json(pageOf(routeSchema)) }, ...notModified, ...problemAnswers },
});

const createRouteRoute = createRoute({
  method: "post",
  path: "/v1/routes",
  summary: "Allow a vendor's source to be copied to a destination",
  description:
    "Both buckets must be among those that the stage was deployed for (422 bucket_not_deployed). A prefix is empty or ends in `/`. A source that meets another vendor's, and a destination that meets another route's destination or source, are refused (409 route_overlaps) unless an administrator says `allowOverlap`.",
  ...needs("administer"),
  request: { headers: idempotencyHeader, body: { required: true, ...json(newRouteSchema) } },
  responses: { 201: { description: "Made; `Location` names it", ...json(routeSchema) }, ...problemAnswers },
});

const oneRoute = createRoute({
  method: "get",
  path: "/v1/routes/{id}",
  summary: "One route; its ETag goes into If-Match",
  ...needs("read"),
  request: { params: routeIdParam },
  responses: { 200: { description: "The route", ...json(routeSchema) }, ...notModified, ...problemAnswers },
});

export function addRoutes(api: Api, deps: ApiDeps): void {
  const view = (route: RouteRecord, caller: Caller) => viewRoute(route, deps.settings.deployedBuckets, caller);

  api.openapi(listRoute, async (c) => {
    const { vendor, limit, cursor } = c.req.valid("query");
    const own = c.var.caller.vendorId;
    const isForeign = own !== null && vendor !== undefined && vendor !== own;
    const page = {
      vendorId: own ?? vendor ?? null,
      after: readCursor(cursor, atNumber)?.[0] ?? null,
      limit: limit + 1,
    };
    const records = isForeign ? [] : await listRoutesPage(deps.ledger, page);
    const shown = records.slice(0, limit);
    const last = shown.at(-1);
    const answer = {
      items: shown.map((route) => view(route, c.var.caller)),
      nextCursor: records.length > limit && last !== undefined ? writeCursor([last.number]) : null,
    };
    return c.json(answer, 200, { ETag: entityTag(answer) });
  });

  api.openapi(createRouteRoute, async (c) => {
    const { caller, requestId } = c.var;
    const { reason, allowOverlap = false, ...body } = c.req.valid("json");
    const vendor = await findVendor(deps, caller, body.vendor, vendorUnknown);
    const route = {
      ...checkNewRoute({ ...body, reason }, vendor.name, deps.settings),
      id: makeId("rt", deps.random(26)),
    };
    const tooLong = await askRouteTooLong(deps, route, deps.settings.transferPrincipalArn);
    if (tooLong !== null) throw fieldError("route_too_long", tooLong);
    const location = ({ id }: RouteView) => ({ Location: `/v1/routes/${id}` });
    const made = await once(
      c,
      deps,
      201,
      async (ledger) => {
        await lockRoutes(ledger);
        const others = await listRoutes(ledger, { vendorId: null });
        if (others.some((other) => isTwin(route, other))) return routeExists();
        const overlaps = findOverlaps(route, others);
        if (overlaps.length > 0 && !allowOverlap) return refuseOverlaps(overlaps);
        if ((await insertRoute(ledger, route)) === null) return routeExists();
        const otherIds = overlaps.map(({ other }) => other.id);
        await allowOverlaps(ledger, { routeId: route.id, otherIds, by: caller.label, reason });
        const made = view(await findRoute({ ledger }, caller, route.id), caller);
        await recordAct(ledger.run, {
          act: "route.created",
          actor: actorOf(caller),
          subject: made.id,
          reason,
          before: null,
          after: made,
          request: requestId,
        });
        return made;
      },
      location,
    );
    deps.log.info({ route: made.id, caller: caller.id, reason }, "a route was made");
    return c.json(made, 201, { ...location(made), ETag: routeTag(made) });
  });

  api.openapi(oneRoute, async (c) => {
    const route = await findRoute(deps, c.var.caller, c.req.valid("param").id);
    return c.json(view(route, c.var.caller), 200, { ETag: routeTag(route) });
  });
}

function isTwin(route: Route, other: Route): boolean {
  return (
    route.id !== other.id &&
    route.sourceBucket === other.sourceBucket &&
    route.sourcePrefix === other.sourcePrefix &&
    route.destinationBucket === other.destinationBucket &&
    route.destinationPrefix === other.destinationPrefix
  );
}

function routeExists(): ApiError {
  return fieldError("route_exists", {
    pointer: "/source",
    message: "A route from this source to this destination exists already.",
    remedy: "Use that one (GET /v1/routes); switch it on if it is off.",
  });
}

function vendorUnknown(): ApiError {
  return fieldError("vendor_unknown", {
    pointer: "/vendor",
    message: "There is no such vendor.",
    remedy: "Give the id of one that GET /v1/vendors lists, or make the vendor first.",
  });
}
