import { z } from "zod";
import { type Role, roles, type Scope } from "../../caller-roles.ts";
import type { Ledger, Run } from "../ledger.ts";
import { anyRow, jsonColumn } from "../rows.ts";
import { formerRole, roleOfKey } from "./access.ts";
import type { Fingerprint } from "./token.ts";

/** So many keys of a family may live at once: the one in use and the one that is to replace it. */
const MOST_LIVE = 2;

const keyRow = z.object({
  number: z.number(),
  id: z.string(),
  family: z.string(),
  label: z.string(),
  role: z.enum(roles),
  scopes: jsonColumn(z.array(z.string())),
  vendorId: z.string().nullable(),
  vendorName: z.string().nullable(),
  userId: z.string().nullable(),
  userEmail: z.string().nullable(),
  state: z.enum(["live", "expired", "revoked"]),
  createdAt: z.string(),
  madeBy: z.string().nullable(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  revokedBy: z.string().nullable(),
  usedAt: z.string().nullable(),
  usedFrom: z.string().nullable(),
});
/** A key as people see it. `family` is the first key's id of those that replaced each other. */
export type KeyRecord = z.infer<typeof keyRow>;

const isLive = "k.revoked_at is null and (k.expires_at is null or k.expires_at > clock_timestamp())";
const selectKeys = `select k.number, k.id, coalesce(k.family, k.id) as family, k.label, ${roleOfKey} as role,
    k.scopes::text as scopes, k.vendor_id as "vendorId", v.name as "vendorName", k.user_id as "userId", u.email as "userEmail",
    case when k.revoked_at is not null then 'revoked' when ${isLive} then 'live' else 'expired' end as state,
    iso(k.created_at) as "createdAt", k.made_by as "madeBy", iso(k.expires_at) as "expiresAt", iso(k.revoked_at) as "revokedAt",
    k.revoked_by as "revokedBy", iso(k.used_at) as "usedAt", k.used_from as "usedFrom"
  from api_keys k left join vendors v on v.id = k.vendor_id left join users u on u.id = k.user_id`;

/** What is written of a new key. `expiresAt` is RFC 3339. */
export type NewKey = {
  label: string;
  role: Role;
  scopes: readonly Scope[];
  vendorId: string | null;
  userId: string | null;
  family: string | null;
  expiresAt: string;
  madeBy: string;
};

/** Writes a new key down, once: run again with the same fingerprint it is the same key. */
export async function insertKey(run: Run, input: { key: NewKey; secret: Fingerprint }): Promise<KeyRecord> {
  const { key, secret } = input;
  await run(
    anyRow,
    `insert into api_keys (id, secret_hash, label, role, granted_role, scopes, vendor_id, user_id, family, expires_at, made_by)
     values (:id, :secretHash, :label, :formerRole, :role, :scopes::jsonb, :vendorId::text, :userId::text, :family::text,
       :expiresAt::timestamptz, :madeBy)
     on conflict (id) do nothing`,
    { ...key, ...secret, formerRole: formerRole(key.role, key.scopes) },
  );
  const made = await readKey(run, { id: secret.id });
  if (made === null) throw new Error("a key vanished in the transaction that made it");
  return made;
}

export async function readKey(run: Run, input: { id: string }): Promise<KeyRecord | null> {
  const [row] = await run(keyRow, `${selectKeys} where k.id = :id`, input);
  return row ?? null;
}

/** A page of keys, the newest first; `live` leaves those out that are over. */
export async function listKeys(
  ledger: Ledger,
  input: { vendorId: string | null; live: boolean; before: number | null; limit: number },
): Promise<KeyRecord[]> {
  return await ledger.run(
    keyRow,
    `${selectKeys}
     where (:vendor::text is null or k.vendor_id = :vendor::text) and (not :live::boolean or ${isLive})
       and (:before::bigint is null or k.number < :before::bigint)
     order by k.number desc limit :limit::int`,
    { vendor: input.vendorId, live: input.live, before: input.before, limit: input.limit },
  );
}

/**
 * The living keys of a family, oldest first, with the family held until the transaction ends: of those who rotate one at
 * once each sees what the one before has made.
 */
export async function holdFamily(run: Run, input: { family: string }): Promise<KeyRecord[]> {
  await run(anyRow, "select id from api_keys where id = :family for update", input);
  return await run(
    keyRow,
    `${selectKeys} where coalesce(k.family, k.id) = :family and ${isLive} order by k.number`,
    input,
  );
}

/** Whether a family has no room for another living key. */
export function isFull(living: readonly KeyRecord[]): boolean {
  return living.length >= MOST_LIVE;
}

/** Lets a key end after `seconds`, or at its own end where that comes sooner. */
export async function endKeyIn(run: Run, input: { id: string; seconds: number }): Promise<void> {
  await run(
    anyRow,
    `update api_keys set expires_at = least(expires_at, clock_timestamp() + :seconds::int * interval '1 second') where id = :id`,
    input,
  );
}

/** Ends a key at once. @returns false where it was revoked already */
export async function revokeKey(run: Run, input: { id: string; by: string }): Promise<boolean> {
  const rows = await run(
    anyRow,
    "update api_keys set revoked_at = clock_timestamp(), revoked_by = :by where id = :id and revoked_at is null returning id",
    input,
  );
  return rows.length > 0;
}

/** A key was used from this address: noted once a minute, however many processes saw it. */
export async function noteKeyUse(ledger: Ledger, input: { id: string; from: string }): Promise<void> {
  await ledger.run(
    anyRow,
    `update api_keys set used_at = clock_timestamp(), used_from = :from
     where id = :id and (used_at is null or used_at < clock_timestamp() - interval '1 minute')`,
    input,
  );
}

/** The person of this address, who may sign in. */
export async function findPerson(
  ledger: Ledger,
  input: { email: string },
): Promise<{ id: string; email: string; role: "viewer" | "operator" | "admin" } | null> {
  const [row] = await ledger.run(
    z.object({ id: z.string(), email: z.string(), role: z.enum(["viewer", "operator", "admin"]) }),
    "select id, email, role from users where email = :email and not disabled",
    input,
  );
  return row ?? null;
}
