import { z } from "zod";
import type { Ledger } from "./ledger.ts";
import { anyRow } from "./rows.ts";

const apiKeyRow = z.object({
  id: z.string(),
  secretHash: z.string(),
  label: z.string(),
  role: z.enum(["viewer", "operator", "admin", "vendor"]),
  vendorId: z.string().nullable(),
});
/** A bearer key that may be used now. `secretHash` is the SHA-256 of the whole key in hex. */
export type ApiKeyRecord = z.infer<typeof apiKeyRow>;

export async function findApiKey(ledger: Ledger, input: { id: string }): Promise<ApiKeyRecord | null> {
  const [row] = await ledger.run(
    apiKeyRow,
    `select id, secret_hash as "secretHash", label, role, vendor_id as "vendorId" from api_keys
     where id = :id and revoked_at is null and (expires_at is null or expires_at > clock_timestamp())`,
    input,
  );
  return row ?? null;
}

/** Puts a key into the ledger, or another secret under its id. */
export async function putApiKey(ledger: Ledger, key: ApiKeyRecord): Promise<void> {
  await ledger.run(
    anyRow,
    `insert into api_keys (id, secret_hash, label, role, vendor_id) values (:id, :secretHash, :label, :role, :vendorId::text)
     on conflict (id) do update set secret_hash = excluded.secret_hash, label = excluded.label, role = excluded.role,
       vendor_id = excluded.vendor_id, revoked_at = null`,
    key,
  );
}

export async function putVendor(ledger: Ledger, vendor: { id: string; name: string }): Promise<void> {
  await ledger.run(
    anyRow,
    "insert into vendors (id, name) values (:id, :name) on conflict (id) do update set name = excluded.name",
    vendor,
  );
}

const routeRow = z.object({
  id: z.string(),
  vendorId: z.string().nullable(),
  name: z.string(),
  sourceBucket: z.string(),
  sourcePrefix: z.string(),
  sourceOwnerAccountId: z.string().nullable(),
  destinationBucket: z.string(),
  destinationPrefix: z.string(),
  destinationOwnerAccountId: z.string().nullable(),
  enabled: z.boolean(),
});
/** What is allowed: a source bucket and prefix of one vendor to a destination. A bucket `*` stands for any. */
export type RouteRecord = z.infer<typeof routeRow>;

export async function listRoutes(ledger: Ledger, input: { vendorId: string | null }): Promise<RouteRecord[]> {
  return await ledger.run(
    routeRow,
    `select id, vendor_id as "vendorId", name, source_bucket as "sourceBucket", source_prefix as "sourcePrefix",
       source_owner_account_id as "sourceOwnerAccountId", destination_bucket as "destinationBucket",
       destination_prefix as "destinationPrefix", destination_owner_account_id as "destinationOwnerAccountId", enabled
     from routes where :vendor::text is null or vendor_id = :vendor::text order by id`,
    { vendor: input.vendorId },
  );
}

export async function putRoute(ledger: Ledger, route: RouteRecord): Promise<void> {
  await ledger.run(
    anyRow,
    `insert into routes (id, vendor_id, name, source_bucket, source_prefix, source_owner_account_id, destination_bucket,
       destination_prefix, destination_owner_account_id, enabled)
     values (:id, :vendorId::text, :name, :sourceBucket, :sourcePrefix, :sourceOwnerAccountId::text, :destinationBucket,
       :destinationPrefix, :destinationOwnerAccountId::text, :enabled::boolean)
     on conflict (id) do update set enabled = excluded.enabled, name = excluded.name`,
    route,
  );
}
