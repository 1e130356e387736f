import { z } from "zod";
import type { Ledger } from "../ledger.ts";
import { anyRow } from "../rows.ts";

const vendorRow = z.object({ number: z.number(), id: z.string(), name: z.string(), createdAt: z.string() });
/** A laboratory that sends us data. */
export type VendorRecord = z.infer<typeof vendorRow>;

const columns = `number, id, name, iso(created_at) as "createdAt"`;

/** Writes a vendor down. @returns null where another vendor has this name already */
export async function insertVendor(ledger: Ledger, vendor: { id: string; name: string }): Promise<VendorRecord | null> {
  const [row] = await ledger.run(
    vendorRow,
    `with made as (insert into vendors (id, name) values (:id, :name) on conflict do nothing returning *)
     select ${columns} from made union all select ${columns} from vendors where id = :id and name = :name`,
    vendor,
  );
  return row ?? null;
}

/** Puts a vendor into the ledger, or another name under its id. */
export async function putVendor(ledger: Ledger, vendor: { id: string; name: string }): Promise<void> {
  await ledger.run(
    anyRow,
    "insert into vendors (id, name) values (:id, :name) on conflict (id) do update set name = excluded.name",
    vendor,
  );
}

/** A page of vendors in the order they came; `vendorId` limits what is seen to one. */
export async function listVendors(
  ledger: Ledger,
  input: { vendorId: string | null; after: number | null; limit: number },
): Promise<VendorRecord[]> {
  return await ledger.run(
    vendorRow,
    `select ${columns} from vendors
     where (:vendor::text is null or id = :vendor::text) and (:after::bigint is null or number > :after::bigint)
     order by number limit :limit::int`,
    { vendor: input.vendorId, after: input.after, limit: input.limit },
  );
}

export async function readVendor(ledger: Ledger, input: { id: string }): Promise<VendorRecord | null> {
  const [row] = await ledger.run(vendorRow, `select ${columns} from vendors where id = :id`, input);
  return row ?? null;
}
