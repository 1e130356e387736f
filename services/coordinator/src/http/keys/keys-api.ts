import { createRoute, z } from "@hono/zod-openapi";
import { insertKey, type KeyRecord, listKeys, readKey, revokeKey } from "@s3mirror/core/store/people/api-keys";
import { recordAct } from "@s3mirror/core/store/people/audit";
import { makeToken } from "@s3mirror/core/store/people/token";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { actorOf } from "../frame/authentication.ts";
import { atNumber, readCursor, writeCursor } from "../frame/cursor.ts";
import { idempotencyHeader, json, notModified, pageFields, pageOf, problemAnswers } from "../frame/documented.ts";
import { entityTag } from "../frame/entity-tag.ts";
import { once } from "../frame/idempotency.ts";
import { fieldError } from "../frame/problem.ts";
import { needs } from "../frame/rights.ts";
import { shortText, strict } from "../frame/validation.ts";
import { keySchema, type MadeKeyView, madeKeySchema, viewKey, viewWithoutSecret } from "./key-view.ts";
import { checkNewKey, newKeySchema } from "./new-key.ts";

export const keyIdParam = z.object({
  id: z.string().openapi({ description: "The key's id", example: "4h7c00000000" }),
});

const listRoute = createRoute({
  method: "get",
  path: "/v1/api-keys",
  summary: "The keys there are, the newest first: never a secret",
  ...needs("read_keys"),
  request: {
    query: strict({
      vendor: shortText(100).optional().openapi({ description: "A vendor's id" }),
      state: z
        .enum(["live", "any"])
        .default("live")
        .openapi({ description: "Whether to show those that are over, too" }),
      ...pageFields,
    }),
  },
  responses: { 200: { description: "A page", ...json(pageOf(keySchema)) }, ...notModified, ...problemAnswers },
});

const oneRoute = createRoute({
  method: "get",
  path: "/v1/api-keys/{id}",
  summary: "One key",
  ...needs("read_keys"),
  request: { params: keyIdParam },
  responses: { 200: { description: "The key", ...json(keySchema) }, ...notModified, ...problemAnswers },
});

const createKeyRoute = createRoute({
  method: "post",
  path: "/v1/api-keys",
  summary: "Make a key for a vendor's system, a system of ours or a person",
  description:
    "The secret stands in this answer and nowhere else. The same Idempotency-Key makes no second key: it is answered again without the secret, and with what to do if that was lost.",
  ...needs("administer"),
  request: { headers: idempotencyHeader, body: { required: true, ...json(newKeySchema) } },
  responses: { 201: { description: "Made; `Location` names it", ...json(madeKeySchema) }, ...problemAnswers },
});

const revokeRoute = createRoute({
  method: "delete",
  path: "/v1/api-keys/{id}",
  summary: "Revoke a key: it changes nothing any more from now on, and reads nothing after 5 s",
  ...needs("administer"),
  request: { params: keyIdParam, query: strict({ reason: shortText(1_000).optional() }) },
  responses: { 204: { description: "It is revoked, now or before" }, ...problemAnswers },
});

export function addKeys(api: Api, deps: ApiDeps): void {
  api.openapi(listRoute, async (c) => {
    const { vendor, state, limit, cursor } = c.req.valid("query");
    const records = await listKeys(deps.ledger, {
      vendorId: vendor ?? null,
      live: state === "live",
      before: readCursor(cursor, atNumber)?.[0] ?? null,
      limit: limit + 1,
    });
    const shown = records.slice(0, limit);
    const last = shown.at(-1);
    const answer = {
      items: shown.map(viewKey),
      nextCursor: records.length > limit && last !== undefined ? writeCursor([last.number]) : null,
    };
    return c.json(answer, 200, { ETag: entityTag(answer) });
  });

  api.openapi(oneRoute, async (c) => {
    const view = viewKey(await findKey(deps, c.req.valid("param").id));
    return c.json(view, 200, { ETag: entityTag(view) });
  });

  api.openapi(createKeyRoute, async (c) => {
    const { caller, requestId } = c.var;
    const body = c.req.valid("json");
    const key = await checkNewKey(deps, caller, body);
    const { token, fingerprint } = makeToken("key", deps.random);
    const made = await once(
      c,
      deps,
      201,
      async ({ run }) => {
        const record = await insertKey(run, { key, secret: fingerprint });
        await recordAct(run, {
          act: "key.created",
          actor: actorOf(caller),
          subject: record.id,
          reason: body.reason ?? null,
          before: null,
          after: describeKey(record),
          request: requestId,
        });
        return viewWithoutSecret(record);
      },
      locationOf,
    );
    deps.log.info({ request: requestId, key: made.id, caller: caller.id }, "a key was made");
    return c.json(showOnce(made, { id: fingerprint.id, token }), 201, {
      ...locationOf(made),
      "Cache-Control": "no-store",
    });
  });

  api.openapi(revokeRoute, async (c) => {
    const { caller, requestId } = c.var;
    const { id } = c.req.valid("param");
    const { reason } = c.req.valid("query");
    const key = await findKey(deps, id);
    await once(c, deps, 204, async ({ run }) => {
      if (await revokeKey(run, { id, by: caller.label })) {
        await recordAct(run, {
          act: "key.revoked",
          actor: actorOf(caller),
          subject: id,
          reason: reason ?? null,
          before: describeKey(key),
          after: null,
          request: requestId,
        });
      }
      return {};
    });
    deps.log.warn({ request: requestId, key: id, caller: caller.id }, "a key was revoked");
    return c.body(null, 204);
  });
}

export const locationOf = ({ id }: { id: string }) => ({ Location: `/v1/api-keys/${id}` });

/** The answer to who made the key of this token: with the secret. An answer that was only remembered has none. */
export function showOnce(made: MadeKeyView, own: { id: string; token: string }): MadeKeyView {
  return made.id === own.id ? { ...made, secret: own.token, remedy: null } : made;
}

/** A key as the audit log keeps it. */
export function describeKey({ label, role, scopes, vendorId, userId, expiresAt }: KeyRecord): Record<string, unknown> {
  return { name: label, role, scopes, vendor: vendorId, person: userId, expiresAt };
}

/** @throws ApiError key_not_found */
export async function findKey(deps: Pick<ApiDeps, "ledger">, id: string): Promise<KeyRecord> {
  const record = /^[A-Za-z0-9]{1,64}$/.test(id) ? await readKey(deps.ledger.run, { id }) : null;
  if (record !== null) return record;
  throw fieldError("key_not_found", {
    pointer: "/param/id",
    message: "There is no key of this id.",
    remedy: "Check the id, which is the middle part of the key: s3m_ID_…; GET /v1/api-keys lists them.",
  });
}
