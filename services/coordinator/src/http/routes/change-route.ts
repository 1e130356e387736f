import { createRoute } from "@hono/zod-openapi";
import { findFolderProblem } from "@s3mirror/core/folder-prefix";
import { meet } from "@s3mirror/core/places";
import { overwriteOf } from "@s3mirror/core/redelivery";
import type { Ledger } from "@s3mirror/core/store/ledger";
import { type ActName, recordAct } from "@s3mirror/core/store/people/audit";
import {
  allowOverlaps,
  findOverlaps,
  listRoutes,
  lockRoutes,
  placesOf,
  type RouteRecord,
  setRedelivery,
  switchRoute,
} from "@s3mirror/core/store/people/routes";
import type { Context } from "hono";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api, ApiEnv } from "../frame/api-env.ts";
import { actorOf } from "../frame/authentication.ts";
import { idempotencyHeader, ifMatchHeader, json, problemAnswers } from "../frame/documented.ts";
import { Findings } from "../frame/findings.ts";
import { once } from "../frame/idempotency.ts";
import { changedMeanwhile, comparePrecondition } from "../frame/precondition.ts";
import { type ApiError, fieldError } from "../frame/problem.ts";
import { needs } from "../frame/rights.ts";
import { shortText, strict } from "../frame/validation.ts";
import { findRoute, routeIdParam } from "./find-route.ts";
import { allowOverlap, redeliverySchema } from "./new-route.ts";
import { refuseOverlaps } from "./route-overlaps.ts";
import { type RouteView, routeSchema, routeTag, viewRoute } from "./route-view.ts";

const reason = shortText(1_000);
const changes = {
  ...needs("administer"),
  responses: { 200: { description: "The route as it is now", ...json(routeSchema) }, ...problemAnswers },
};
const headers = idempotencyHeader.extend(ifMatchHeader("route"));

const disable = createRoute({
  method: "post",
  path: "/v1/routes/{id}/disable",
  summary: "Forbid it: transfers on it pause within 10 s, nothing is lost",
  request: { params: routeIdParam, headers, body: { required: true, ...json(strict({ reason })) } },
  ...changes,
});

const enable = createRoute({
  method: "post",
  path: "/v1/routes/{id}/enable",
  summary: "Allow it again: its paused transfers go on",
  description:
    "Judged like a new one: it is refused where its prefix is no folder, or where it meets a route that it was not allowed to meet.",
  request: { params: routeIdParam, headers, body: { required: true, ...json(strict({ reason, allowOverlap })) } },
  ...changes,
});

const change = createRoute({
  method: "patch",
  path: "/v1/routes/{id}",
  summary: "Say what its vendor may replace by delivering again; its places never change",
  request: {
    params: routeIdParam,
    headers,
    body: { required: true, ...json(strict({ redelivery: redeliverySchema, reason })) },
  },
  ...changes,
});

type Change = { reason: string; ifMatch: string | undefined; id: string };

/** What may be changed of a route: whether it is on, and what its vendor may replace. */
export function addChangeRoute(api: Api, deps: ApiDeps): void {
  api.openapi(disable, async (c) => {
    const input = { ...c.req.valid("json"), id: c.req.valid("param").id, ifMatch: c.req.valid("header")["if-match"] };
    const answer = await changeRoute(c, deps, input, async (ledger, before) => {
      if (!before.enabled) return "as_it_is";
      const { id, revision } = before;
      const change = { id, revision, enabled: false, by: c.var.caller.label, reason: input.reason };
      if (!(await switchRoute(ledger, change))) return changedMeanwhile("route");
      return { act: "route.disabled", before: { enabled: true }, after: { enabled: false } };
    });
    deps.log.warn({ route: input.id, caller: c.var.caller.id, reason: input.reason }, "a route was disabled");
    return c.json(answer, 200, { ETag: routeTag(answer) });
  });

  api.openapi(enable, async (c) => {
    const { allowOverlap = false, ...body } = c.req.valid("json");
    const input = { ...body, id: c.req.valid("param").id, ifMatch: c.req.valid("header")["if-match"] };
    const answer = await changeRoute(c, deps, input, async (ledger, before) => {
      const unfit = refuseUnfit(before);
      if (unfit !== null) return unfit;
      if (before.enabled) return "as_it_is";
      const { id, revision } = before;
      const overlaps = findOverlaps(before, await listRoutes(ledger, { vendorId: null }));
      if (overlaps.length > 0 && !allowOverlap) return refuseOverlaps(overlaps);
      const by = c.var.caller.label;
      if (!(await switchRoute(ledger, { id, revision, enabled: true, by, reason: input.reason })))
        return changedMeanwhile("route");
      const otherIds = overlaps.map(({ other }) => other.id);
      await allowOverlaps(ledger, { routeId: id, otherIds, by, reason: input.reason });
      return {
        act: "route.enabled",
        before: { enabled: false },
        after: { enabled: true, ...(otherIds.length > 0 && { overlaps: otherIds }) },
      };
    });
    deps.log.warn({ route: input.id, caller: c.var.caller.id, reason: input.reason }, "a route was enabled");
    return c.json(answer, 200, { ETag: routeTag(answer) });
  });

  api.openapi(change, async (c) => {
    const { redelivery, ...body } = c.req.valid("json");
    const input = { ...body, id: c.req.valid("param").id, ifMatch: c.req.valid("header")["if-match"] };
    const answer = await changeRoute(c, deps, input, async (ledger, before) => {
      if (before.redelivery === redelivery) return "as_it_is";
      const { source, destination } = placesOf(before);
      if (overwriteOf(redelivery) !== "never" && meet(source, destination)) return overwritesItsSource();
      const { id, revision } = before;
      const change = { id, revision, redelivery, by: c.var.caller.label, reason: input.reason };
      if (!(await setRedelivery(ledger, change))) return changedMeanwhile("route");
      return { act: "route.changed", before: { redelivery: before.redelivery }, after: { redelivery } };
    });
    return c.json(answer, 200, { ETag: routeTag(answer) });
  });
}

type Changed = { act: ActName; before: Record<string, unknown>; after: Record<string, unknown> };

/** Changes a route as its reader saw it and records the act, one route after the other. */
async function changeRoute(
  c: Context<ApiEnv>,
  deps: ApiDeps,
  { id, ifMatch, reason }: Change,
  act: (ledger: Ledger, before: RouteRecord) => Promise<Changed | "as_it_is" | ApiError>,
): Promise<RouteView> {
  const { caller, requestId } = c.var;
  const view = (route: RouteRecord) => viewRoute(route, deps.settings.deployedBuckets, caller);
  const answer = await once(c, deps, 200, async (ledger) => {
    await lockRoutes(ledger);
    const route = await findRoute({ ledger }, caller, id);
    const hindrance = comparePrecondition(ifMatch, routeTag(route), "route");
    if (hindrance !== null) return hindrance;
    const changed = await act(ledger, route);
    if (changed === "as_it_is") return view(route);
    if (changed instanceof Error) return changed;
    await recordAct(ledger.run, { ...changed, actor: actorOf(caller), subject: id, reason, request: requestId });
    return view(await findRoute({ ledger }, caller, id));
  });
  deps.wake();
  return answer;
}

function overwritesItsSource(): ApiError {
  return fieldError("destination_is_source", {
    pointer: "/redelivery",
    message: "Source and destination of this route lie in each other: a copy could replace what is still to be copied.",
    remedy: "Leave it at never, or make a route whose folders lie beside each other.",
  });
}

/** A route from before prefixes were folders never takes a transfer again. */
function refuseUnfit(route: RouteRecord): ApiError | null {
  const found = new Findings();
  if (!route.sourceLiteral) found.add("/source/prefix", madeAnew(route.sourcePrefix));
  if (!route.destinationLiteral) found.add("/destination/prefix", madeAnew(route.destinationPrefix));
  return found.refusal();
}

function madeAnew(prefix: string): ReturnType<typeof findFolderProblem> {
  const problem = findFolderProblem(prefix, "route");
  if (problem === null) return null;
  return { ...problem, remedy: `A route's places never change: make another route. ${problem.remedy}` };
}
