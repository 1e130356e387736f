import { createRoute, z } from "@hono/zod-openapi";
import { makeId } from "@s3mirror/core/ids";
import { recordAct } from "@s3mirror/core/store/people/audit";
import {
  insertRoute,
  listRoutesPage,
  type RouteRecord,
  readRoute,
  switchRoute,
} from "@s3mirror/core/store/people/routes";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api, Caller } from "../frame/api-env.ts";
import { actorOf } from "../frame/authentication.ts";
import { atNumber, readCursor, writeCursor } from "../frame/cursor.ts";
import { idempotencyHeader, json, notModified, pageFields, pageOf, problemAnswers } from "../frame/documented.ts";
import { entityTag } from "../frame/entity-tag.ts";
import { once } from "../frame/idempotency.ts";
import { ApiError, fieldError } from "../frame/problem.ts";
import { needs } from "../frame/rights.ts";
import { shortText, strict } from "../frame/validation.ts";
import { findVendor } from "../vendors/vendors-api.ts";
import { checkNewRoute, newRouteSchema } from "./new-route.ts";
import { type RouteView, routeSchema, routeTag, viewRoute } from "./route-view.ts";

export const routeIdParam = z.object({
  id: z.string().openapi({ description: "The route's id", example: "rt_4h7c0000000000000000000000" }),
});

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
  description: "Both buckets must be among those that the stage was deployed for (422 bucket_not_deployed).",
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

const switchRouteOf = (verb: "disable" | "enable", summary: string) =>
  createRoute({
    method: "post",
    path: `/v1/routes/{id}/${verb}`,
    summary,
    ...needs("administer"),
    request: {
      params: routeIdParam,
      headers: idempotencyHeader.extend({
        "if-match": z.string().optional().openapi({ description: "Required: the ETag of the route as you saw it" }),
      }),
      body: { required: true, ...json(strict({ reason: shortText(1_000) })) },
    },
    responses: { 200: { description: "The route as it is now", ...json(routeSchema) }, ...problemAnswers },
  });

export function addRoutes(api: Api, deps: ApiDeps): void {
  const view = (route: RouteRecord) => viewRoute(route, deps.settings.deployedBuckets);

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
      items: shown.map(view),
      nextCursor: records.length > limit && last !== undefined ? writeCursor([last.number]) : null,
    };
    return c.json(answer, 200, { ETag: entityTag(answer) });
  });

  api.openapi(createRouteRoute, async (c) => {
    const { caller, requestId } = c.var;
    const { reason, ...body } = c.req.valid("json");
    const vendor = await findVendor(deps, caller, body.vendor, vendorUnknown);
    const route = {
      ...checkNewRoute({ ...body, reason }, vendor.name, deps.settings),
      id: makeId("rt", deps.random(26)),
    };
    const location = ({ id }: RouteView) => ({ Location: `/v1/routes/${id}` });
    const made = await once(
      c,
      deps,
      201,
      async (ledger) => {
        const record = await insertRoute(ledger, route);
        if (record === null) return routeExists();
        const made = view(record);
        await recordAct(ledger.run, {
          act: "route.created",
          actor: actorOf(caller),
          subject: made.id,
          reason: reason ?? null,
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
    return c.json(view(route), 200, { ETag: routeTag(route) });
  });

  for (const { verb, summary, enabled } of switches) {
    api.openapi(switchRouteOf(verb, summary), async (c) => {
      const { caller, requestId } = c.var;
      const { id } = c.req.valid("param");
      const { reason } = c.req.valid("json");
      const match = c.req.valid("header")["if-match"];
      const answer = await once(c, deps, 200, async (ledger) => {
        const before = await findRoute({ ledger }, caller, id);
        const hindrance = comparePrecondition(match, before);
        if (hindrance !== null) return hindrance;
        if (before.enabled === enabled) return view(before);
        const { revision } = before;
        if (!(await switchRoute(ledger, { id, revision, enabled, by: caller.label, reason })))
          return changedMeanwhile();
        await recordAct(ledger.run, {
          act: `route.${verb}d`,
          actor: actorOf(caller),
          subject: id,
          reason,
          before: { enabled: before.enabled },
          after: { enabled },
          request: requestId,
        });
        return view(await findRoute({ ledger }, caller, id));
      });
      deps.log.warn({ route: id, caller: caller.id, reason }, `a route was ${verb}d`);
      deps.wake();
      return c.json(answer, 200, { ETag: routeTag(answer) });
    });
  }
}

const switches = [
  { verb: "disable", enabled: false, summary: "Forbid it: transfers on it pause within 10 s, nothing is lost" },
  { verb: "enable", enabled: true, summary: "Allow it again: its paused transfers go on" },
] as const;

/** A route that the caller may see. @throws ApiError route_missing */
export async function findRoute(deps: Pick<ApiDeps, "ledger">, caller: Caller, id: string): Promise<RouteRecord> {
  const record = /^rt_\w+$/.test(id) ? await readRoute(deps.ledger, { id, vendorId: caller.vendorId }) : null;
  if (record !== null) return record;
  throw new ApiError("route_missing", "There is no route of this id that this key may see.", {
    errors: [
      {
        pointer: "/param/id",
        message: "There is no such route.",
        remedy: "Check the id; GET /v1/routes lists those this key may see.",
      },
    ],
  });
}

function comparePrecondition(match: string | undefined, route: RouteRecord): ApiError | null {
  if (match === undefined) {
    return fieldError("if_match_missing", {
      pointer: "/header/if-match",
      message: "A route is changed only by who says which state of it they saw.",
      remedy: "Read the route and send its ETag as If-Match.",
    });
  }
  return match.trim() === "*" || match.split(",").some((tag) => tag.trim() === routeTag(route))
    ? null
    : changedMeanwhile();
}

function changedMeanwhile(): ApiError {
  return fieldError("if_match_differs", {
    pointer: "/header/if-match",
    message: "The route was changed since you read it.",
    remedy: "Read it again; if you still want the change, send its new ETag.",
  });
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
