import { createRoute, z } from "@hono/zod-openapi";
import { scopes } from "@s3mirror/core/caller-roles";
import type { Ledger } from "@s3mirror/core/store/ledger";
import { endKeyIn, holdFamily, insertKey, isFull, type KeyRecord, readKey } from "@s3mirror/core/store/people/api-keys";
import { recordAct } from "@s3mirror/core/store/people/audit";
import { makeToken } from "@s3mirror/core/store/people/token";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { actorOf } from "../frame/authentication.ts";
import { idempotencyHeader, json, problemAnswers } from "../frame/documented.ts";
import { once } from "../frame/idempotency.ts";
import { makeLanes } from "../frame/lanes.ts";
import { type ApiError, fieldError } from "../frame/problem.ts";
import { needs } from "../frame/rights.ts";
import { shortText, strict } from "../frame/validation.ts";
import { madeKeySchema, viewWithoutSecret } from "./key-view.ts";
import { describeKey, findKey, keyIdParam, locationOf, showOnce } from "./keys-api.ts";
import { checkExpiry, expiresAtField, refuseScopesBeyond } from "./new-key.ts";

/** So many hours the key before lives on, unless told. */
const OVERLAP_HOURS = { usual: 168, most: 720 };

const rotateRoute = createRoute({
  method: "post",
  path: "/v1/api-keys/{id}/rotate",
  summary: "Make the key that replaces this one, under the same name; both live for a while",
  description:
    "Two keys that replace each other live at most. As with the making of a key the secret is shown once, and an answer that is given again has none.",
  ...needs("administer"),
  request: {
    params: keyIdParam,
    headers: idempotencyHeader,
    body: json(
      strict({
        overlapHours: z
          .int()
          .min(0)
          .max(OVERLAP_HOURS.most)
          .default(OVERLAP_HOURS.usual)
          .openapi({ description: "For so long the key before lives on; 0 ends it now" }),
        expiresAt: expiresAtField,
        reason: shortText(1_000).optional(),
      }),
    ),
  },
  responses: { 201: { description: "Made; `Location` names it", ...json(madeKeySchema) }, ...problemAnswers },
});

export function addRotateKey(api: Api, deps: ApiDeps): void {
  const inLane = makeLanes();
  api.openapi(rotateRoute, async (c) => {
    const { caller, requestId } = c.var;
    const { id } = c.req.valid("param");
    const { overlapHours, reason, expiresAt } = c.req.valid("json");
    const asked = await findKey(deps, id);
    refuseScopesBeyond(caller, asked.scopes);
    const end = checkExpiry(deps, expiresAt);
    const { token, fingerprint } = makeToken("key", deps.random);
    const rotateOnce = async ({ run }: Ledger) => {
      const living = await holdFamily(run, { family: asked.family });
      const own = living.find((one) => one.id === fingerprint.id);
      if (own !== undefined) return viewWithoutSecret(own);
      const former = living.find((one) => one.id === id);
      if (former === undefined) return keyIsOver((await readKey(run, { id })) ?? asked);
      if (isFull(living)) return twoLive(living);
      const { label, role, vendorId, userId, family } = former;
      const granted = scopes.filter((scope) => former.scopes.includes(scope));
      const key = { label, role, scopes: granted, vendorId, userId, family, expiresAt: end, madeBy: caller.label };
      const record = await insertKey(run, { key, secret: fingerprint });
      await endKeyIn(run, { id, seconds: overlapHours * 3_600 });
      await recordAct(run, {
        act: "key.rotated",
        actor: actorOf(caller),
        subject: record.id,
        reason: reason ?? null,
        before: { key: id, ...describeKey(former) },
        after: { ...describeKey(record), overlapHours },
        request: requestId,
      });
      return viewWithoutSecret(record);
    };
    const made = await inLane(asked.family, () => once(c, deps, 201, rotateOnce, locationOf));
    deps.log.info({ request: requestId, key: made.id, before: id, caller: caller.id }, "a key was rotated");
    return c.json(showOnce(made, { id: fingerprint.id, token }), 201, {
      ...locationOf(made),
      "Cache-Control": "no-store",
    });
  });
}

function keyIsOver({ id, state }: KeyRecord): ApiError {
  return fieldError("key_over", {
    pointer: "/param/id",
    message: `The key ${id} is ${state === "live" ? "over" : state}: nothing is left to be replaced.`,
    remedy: "Make a new key: POST /v1/api-keys (s3mirror keys create).",
  });
}

function twoLive(living: readonly KeyRecord[]): ApiError {
  const ids = living.map(({ id }) => id).join(" and ");
  return fieldError("key_rotated", {
    pointer: "/param/id",
    message: `Two keys of this name live already: ${ids}.`,
    remedy: `Use the newer one, and revoke the other or let it end; then rotate again. If the newer one's secret was lost, revoke that: DELETE /v1/api-keys/${living.at(-1)?.id}`,
  });
}
