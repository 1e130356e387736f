import { createRoute } from "@hono/zod-openapi";
import { findUndeployed } from "@s3mirror/core/deployed-buckets";
import { makeId } from "@s3mirror/core/ids";
import { overwriteOf } from "@s3mirror/core/redelivery";
import { type Act, recordAct } from "@s3mirror/core/store/people/audit";
import { listRoutes } from "@s3mirror/core/store/people/routes";
import { acceptTransfer, type NewTransfer } from "@s3mirror/core/store/transfers/accept-transfer";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api, Caller } from "../frame/api-env.ts";
import { actorOf } from "../frame/authentication.ts";
import { idempotencyHeader, json, problemAnswers } from "../frame/documented.ts";
import { once } from "../frame/idempotency.ts";
import { fieldError } from "../frame/problem.ts";
import { needs } from "../frame/rights.ts";
import { askS3 } from "./ask-s3.ts";
import { chooseRoute, type RouteChoice } from "./choose-route.ts";
import { checkNames, checkPlaces, type NewTransferBody, newTransferSchema } from "./new-transfer.ts";
import { type TransferView, transferSchema, viewNewTransfer } from "./transfer-view.ts";
import { refuseVendorsOptions } from "./vendors-options.ts";

const route = createRoute({
  method: "post",
  path: "/v1/transfers",
  summary: "Move what stands under a prefix, or the keys you name",
  ...needs("submit"),
  middleware: refuseVendorsOptions,
  request: { headers: idempotencyHeader, body: { required: true, ...json(newTransferSchema) } },
  responses: { 202: { description: "Accepted; `Location` names it", ...json(transferSchema) }, ...problemAnswers },
});

export function addCreateTransfer(api: Api, deps: ApiDeps): void {
  api.openapi(route, async (c) => {
    const { caller, requestId } = c.var;
    const transfer = await judge(deps, caller, c.req.valid("json"));
    const view = await once(
      c,
      deps,
      202,
      async ({ run }) => {
        await acceptTransfer(run, transfer);
        await recordAct(run, creation(transfer, caller, requestId));
        return viewNewTransfer(transfer, deps.now());
      },
      locationOf,
    );
    deps.wake();
    deps.log.info({ transfer: view.id, route: transfer.routeId, caller: caller.id }, "a transfer was accepted");
    return c.json(view, 202, locationOf(view));
  });
}

const locationOf = ({ id }: TransferView) => ({ Location: `/v1/transfers/${id}` });

function creation(transfer: NewTransfer, caller: Caller, request: string): Act {
  const { id, name, reference, routeId: route, source, destination, options, keys } = transfer;
  return {
    act: "transfer.created",
    actor: actorOf(caller),
    subject: id,
    reason: null,
    before: null,
    after: { name, reference, route, source, destination, options, ...(keys !== null && { keys: keys.length }) },
    request,
  };
}

/** Everything that can be judged before anything is written. @throws ApiError */
async function judge(deps: ApiDeps, caller: Caller, body: NewTransferBody): Promise<NewTransfer> {
  if (caller.vendorId !== null && body.destination !== undefined) {
    throw fieldError("destination_not_yours", {
      pointer: "/destination",
      message: "A vendor's key does not name the destination: the route does.",
      remedy: "Leave destination out.",
    });
  }
  checkNames(body);
  const keys = body.source.keys ?? null;
  const choice = chooseRoute(await listRoutes(deps.ledger, { vendorId: caller.vendorId }), {
    routeId: body.route ?? null,
    source: { bucket: body.source.bucket, prefix: body.source.prefix ?? "" },
    literal: body.source.literal ?? false,
    keys,
    destination: body.destination ? { bucket: body.destination.bucket, prefix: body.destination.prefix ?? "" } : null,
  });
  if (choice.type === "refused") throw fieldError(choice.code, choice.error);
  refuseUndeployed(deps, choice);
  const overwrite =
    caller.vendorId === null ? (body.options?.overwrite ?? "never") : overwriteOf(choice.route.redelivery);
  checkPlaces(choice.source, choice.destination, { keys, overwrite });
  const source = { ...choice.source, ownerAccountId: choice.route.sourceOwnerAccountId };
  const destination = { ...choice.destination, ownerAccountId: choice.route.destinationOwnerAccountId };
  const no = await askS3(deps.s3, {
    source,
    keys,
    destination,
    destinationPointer: body.destination === undefined ? "/route" : "/destination/bucket",
    transferPrincipalArn: deps.settings.transferPrincipalArn,
  });
  if (no !== null) throw fieldError(no.code, no.error);
  return {
    id: makeId("tr", deps.random(26)),
    name: body.name ?? null,
    reference: body.reference ?? null,
    labels: body.labels ?? {},
    vendorId: choice.route.vendorId,
    routeId: choice.route.id,
    source,
    destination,
    keys,
    options: {
      overwrite,
      tags: body.options?.tags ?? "best_effort",
      ...(body.options?.partSizeBytes !== undefined && { partSizeBytes: body.options.partSizeBytes }),
    },
    createdBy: caller.label,
  };
}

/** A route may have been made before the stage's settings lost its bucket. @throws ApiError bucket_not_deployed */
function refuseUndeployed(
  { settings }: ApiDeps,
  { route, source, destination }: Extract<RouteChoice, { type: "chosen" }>,
): void {
  if (settings.deployedBuckets === null) return;
  const places = { source: { ...source, accountId: route.sourceOwnerAccountId }, destination, vendor: route.name };
  const [outside] = findUndeployed(settings.deployedBuckets, places, settings.stage);
  if (outside === undefined) return;
  const pointer = outside.side === "source" ? "/source/bucket" : "/route";
  throw fieldError("bucket_not_deployed", { pointer, message: outside.message, remedy: outside.remedy });
}
