import { createRoute, z } from "@hono/zod-openapi";
import { type FleetRecord, pauseFleet, readFleet, resumeFleet } from "@s3mirror/core/store/fleet/fleet";
import { type Act, recordAct } from "@s3mirror/core/store/people/audit";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api, ApiEnv } from "../frame/api-env.ts";
import { actorOf } from "../frame/authentication.ts";
import { count, idempotencyHeader, json, notModified, problemAnswers, reasonBody } from "../frame/documented.ts";
import { entityTag } from "../frame/entity-tag.ts";
import { once } from "../frame/idempotency.ts";
import { needs } from "../frame/rights.ts";

const fleetSchema = z
  .object({
    pausedBy: z.string().nullable(),
    pausedReason: z.string().nullable(),
    pausedAt: z.iso.datetime().nullable(),
    min: count,
    max: count,
    desired: count.nullable().openapi({ description: "Null with running and pending where ECS does not answer" }),
    running: count.nullable(),
    pending: count.nullable(),
    waiting: count.openapi({ description: "Files that wait" }),
    working: count.openapi({ description: "Files that copiers hold" }),
    openTransfers: count,
    copiers: z.array(
      z.object({
        id: z.string(),
        alive: z.boolean(),
        startedAt: z.iso.datetime(),
        facts: z.record(z.string(), z.unknown()),
      }),
    ),
  })
  .openapi("Fleet");
type FleetView = z.infer<typeof fleetSchema>;

const readRoute = createRoute({
  method: "get",
  path: "/v1/fleet",
  summary: "How many copiers, what waits, and the brake",
  ...needs("read_fleet"),
  responses: { 200: { description: "The fleet", ...json(fleetSchema) }, ...notModified, ...problemAnswers },
});

const brakeRoute = (verb: "pause" | "resume", summary: string) =>
  createRoute({
    method: "post",
    path: `/v1/fleet/${verb}`,
    summary,
    ...needs("operate"),
    request: { headers: idempotencyHeader, body: json(reasonBody) },
    responses: { 200: { description: "The fleet", ...json(fleetSchema) }, ...problemAnswers },
  });

export function addFleet(api: Api, deps: ApiDeps): void {
  api.openapi(readRoute, async (c) => {
    const view = viewFleet(deps, await describeService(deps), await readFleet(deps.ledger));
    return c.json(view, 200, { ETag: entityTag(view) });
  });

  api.openapi(brakeRoute("pause", "The brake: no new part within 10 s, nothing is lost"), async (c) => {
    const { caller } = c.var;
    const reason = c.req.valid("json").reason ?? "no reason given";
    const service = await describeService(deps);
    const view = await once(c, deps, 200, async (ledger): Promise<FleetView> => {
      if (await pauseFleet(ledger, { by: caller.label, reason })) {
        await recordAct(ledger.run, brakeAct(c.var, "fleet.paused", reason));
      }
      return viewFleet(deps, service, await readFleet(ledger));
    });
    deps.log.warn({ caller: caller.id, reason }, "the fleet was paused");
    return c.json(view, 200);
  });

  api.openapi(brakeRoute("resume", "Let the brake go"), async (c) => {
    const { caller } = c.var;
    const { reason } = c.req.valid("json");
    const service = await describeService(deps);
    const view = await once(c, deps, 200, async (ledger): Promise<FleetView> => {
      if (await resumeFleet(ledger)) await recordAct(ledger.run, brakeAct(c.var, "fleet.resumed", reason ?? null));
      return viewFleet(deps, service, await readFleet(ledger));
    });
    deps.log.warn({ caller: caller.id, reason }, "the fleet was resumed");
    deps.wake();
    return c.json(view, 200);
  });
}

function brakeAct(
  { caller, requestId }: ApiEnv["Variables"],
  act: "fleet.paused" | "fleet.resumed",
  reason: string | null,
): Act {
  const [before, after] = act === "fleet.paused" ? ["running", "paused"] : ["paused", "running"];
  return {
    act,
    actor: actorOf(caller),
    subject: "fleet",
    reason,
    before: { state: before },
    after: { state: after },
    request: requestId,
  };
}

type Service = Pick<FleetView, "desired" | "running" | "pending">;

/** ECS may be slow or down: it is asked before any lock is held, and its silence hinders nobody from braking. */
async function describeService(deps: ApiDeps): Promise<Service> {
  return await deps.fleet.describe().catch((error: unknown) => {
    deps.log.warn({ err: error }, "the copier service could not be described");
    return { desired: null, running: null, pending: null };
  });
}

function viewFleet(deps: ApiDeps, service: Service, fleet: FleetRecord): FleetView {
  return {
    pausedBy: fleet.pausedBy,
    pausedReason: fleet.pausedReason,
    pausedAt: fleet.pausedBy === null ? null : fleet.pausedAt,
    ...deps.settings.fleet,
    ...service,
    waiting: fleet.waiting,
    working: fleet.working,
    openTransfers: fleet.openTransfers,
    copiers: fleet.sessions.map(({ sessionId, alive, startedAt, facts }) => ({
      id: sessionId,
      alive,
      startedAt,
      facts,
    })),
  };
}
