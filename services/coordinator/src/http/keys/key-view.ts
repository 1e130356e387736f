import { z } from "@hono/zod-openapi";
import { roles } from "@s3mirror/core/caller-roles";
import type { KeyRecord } from "@s3mirror/core/store/people/api-keys";

const time = z.iso.datetime();

const keyFields = {
  id: z.string().openapi({ description: "What stands between the first two `_` of the key", example: "4h7c00000000" }),
  name: z.string(),
  role: z.enum(roles),
  scopes: z.array(z.string()),
  vendor: z.object({ id: z.string(), name: z.string() }).nullable(),
  person: z.object({ id: z.string(), email: z.string() }).nullable(),
  state: z.enum(["live", "expired", "revoked"]),
  rotationOf: z
    .string()
    .openapi({ description: "The first key's id of those that replaced each other; its own if none" }),
  createdAt: time,
  createdBy: z.string().nullable(),
  expiresAt: time.nullable(),
  revokedAt: time.nullable(),
  revokedBy: z.string().nullable(),
  lastUsedAt: time.nullable().openapi({ description: "To the minute" }),
  lastUsedFrom: z.string().nullable().openapi({ description: "The address that it was used from then" }),
};

/** A key as its administrators see it: never its secret, nor a hash of it. */
export const keySchema = z.object(keyFields).openapi("ApiKey");
export type KeyView = z.infer<typeof keySchema>;

/** A key that was just made, its secret with it: to whoever made it, once. */
export const madeKeySchema = z
  .object({
    ...keyFields,
    secret: z.string().nullable().openapi({
      description: "The whole key, to be sent as a bearer; null in an answer that is given again",
      example: "s3m_…",
    }),
    remedy: z.string().nullable().openapi({ description: "What to do where `secret` is null" }),
  })
  .openapi("MadeApiKey");
export type MadeKeyView = z.infer<typeof madeKeySchema>;

export function viewKey(key: KeyRecord): KeyView {
  return {
    id: key.id,
    name: key.label,
    role: key.role,
    scopes: key.scopes,
    vendor: key.vendorId === null ? null : { id: key.vendorId, name: key.vendorName ?? key.vendorId },
    person: key.userId === null ? null : { id: key.userId, email: key.userEmail ?? key.userId },
    state: key.state,
    rotationOf: key.family,
    createdAt: key.createdAt,
    createdBy: key.madeBy,
    expiresAt: key.expiresAt,
    revokedAt: key.revokedAt,
    revokedBy: key.revokedBy,
    lastUsedAt: key.usedAt,
    lastUsedFrom: key.usedFrom,
  };
}

/** What is remembered of a key's making: all but its secret, which is shown once and kept nowhere. */
export function viewWithoutSecret(key: KeyRecord): MadeKeyView {
  return {
    ...viewKey(key),
    secret: null,
    remedy: `The secret was in the first answer only and is kept nowhere. If that was lost, make another key and revoke this one: DELETE /v1/api-keys/${key.id}`,
  };
}
