import { z } from "zod";
import { isVendorRole, lesserRole, type Role, roles, type Scope, scopes } from "../../caller-roles.ts";
import type { Ledger } from "../ledger.ts";
import { anyRow, jsonColumn } from "../rows.ts";

const keyRow = z.object({
  id: z.string(),
  secretHash: z.string(),
  label: z.string(),
  role: z.enum(roles),
  // A scope that a later release knows is none of ours.
  scopes: jsonColumn(z.array(z.string())).transform((words) => scopes.filter((scope) => words.includes(scope))),
  vendorId: z.string().nullable(),
});
/** A bearer key that may be used now. `secretHash` is the SHA-256 of the whole key in hex. */
export type ApiKeyRecord = z.infer<typeof keyRow>;

const foundRow = keyRow.extend({
  ownerId: z.string(),
  userRole: z.enum(["viewer", "operator", "admin"]).nullable(),
});

/** A key that was found. `ownerId` is its vendor, else its person, else the first key's id of those that replaced each other. */
export type KnownKey = ApiKeyRecord & { ownerId: string };

/** A key's role, in SQL over `api_keys k`: keys of the release before have only the role that it knew. */
export const roleOfKey = `coalesce(k.granted_role, case when k.role = 'vendor' then 'vendor_admin'
  when k.vendor_id is not null then 'vendor_viewer' else k.role end)`;

/**
 * The key of this id that may be used now: neither expired nor revoked, and its person, where it has one, may still sign
 * in. A person's key gives no more than the person's own role of now.
 */
export async function findApiKey(ledger: Ledger, input: { id: string }): Promise<KnownKey | null> {
  const [row] = await ledger.run(
    foundRow,
    `select k.id, k.secret_hash as "secretHash", k.label, ${roleOfKey} as role, k.scopes::text as scopes,
       k.vendor_id as "vendorId", coalesce(k.vendor_id, k.user_id, k.family, k.id) as "ownerId", u.role as "userRole"
     from api_keys k left join users u on u.id = k.user_id
     where k.id = :id and k.revoked_at is null and (k.expires_at is null or k.expires_at > clock_timestamp())
       and not coalesce(u.disabled, false)`,
    input,
  );
  if (row === undefined) return null;
  const { userRole, ...key } = row;
  return { ...key, role: userRole === null || isVendorRole(key.role) ? key.role : lesserRole(key.role, userRole) };
}

/** So many characters of a hash tell tokens apart: 64 bits. */
export const HEAD_LENGTH = 16;
/** The Data API answers with 1 MiB at most. */
const MOST_HEADS = 50_000;

/**
 * The beginnings of the hashes of all keys and sessions that live, to know by them what is none of ours. `isWhole` is
 * false where there are more than one answer holds.
 */
export async function readTokenHeads(ledger: Ledger): Promise<{ heads: string[]; isWhole: boolean }> {
  const [row] = await ledger.run(
    z.object({ text: z.string() }),
    `select coalesce(string_agg(head, ''), '') as text from (
       select left(secret_hash, ${HEAD_LENGTH}) as head from api_keys
       where revoked_at is null and (expires_at is null or expires_at > clock_timestamp())
       union all select left(secret_hash, ${HEAD_LENGTH}) from sessions
       where ended_at is null and expires_at > clock_timestamp()
       limit ${MOST_HEADS}) heads`,
  );
  const heads = row?.text.match(/.{16}/g) ?? [];
  return { heads, isWhole: heads.length < MOST_HEADS };
}

/** Puts a key into the ledger, or another secret under its id. */
export async function putApiKey(ledger: Ledger, key: PutKey): Promise<void> {
  await ledger.run(
    anyRow,
    `insert into api_keys (id, secret_hash, label, role, granted_role, scopes, vendor_id)
     values (:id, :secretHash, :label, :formerRole, :role, :scopes::jsonb, :vendorId::text)
     on conflict (id) do update set secret_hash = excluded.secret_hash, label = excluded.label, role = excluded.role,
       granted_role = excluded.granted_role, scopes = excluded.scopes, vendor_id = excluded.vendor_id, revoked_at = null`,
    { ...key, formerRole: formerRole(key.role, key.scopes) },
  );
}
type PutKey = Omit<ApiKeyRecord, "scopes"> & { scopes: readonly Scope[] };

/** What the release before takes a key for: what it may there is no more than what it may here. */
export function formerRole(role: Role, granted: readonly Scope[]): "viewer" | "operator" | "admin" | "vendor" {
  if (role === "vendor_viewer" || !granted.includes("transfers:write")) return "viewer";
  return role === "vendor_admin" ? "vendor" : role;
}

/**
 * What a vendor's own keys are called, those that are over included: up to 1,000, the newest first. A name that somebody of
 * ours has too is left out: whose act it was cannot be told by it.
 */
export async function listVendorsLabels(ledger: Ledger, input: { vendorId: string }): Promise<string[]> {
  const rows = await ledger.run(
    z.object({ label: z.string() }),
    `select k.label from api_keys k where k.vendor_id = :vendorId
       and not exists (select 1 from api_keys o where o.vendor_id is null and o.label = k.label)
       and not exists (select 1 from users u where u.name = k.label or u.email = k.label)
     order by k.number desc limit 1000`,
    input,
  );
  return rows.map(({ label }) => label);
}
