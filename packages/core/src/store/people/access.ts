import { z } from "zod";
import type { Ledger } from "../ledger.ts";
import { anyRow } from "../rows.ts";

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
