import { z } from "zod";
import type { Ledger } from "../ledger.ts";
import { anyRow, jsonColumn } from "../rows.ts";

const contact = z.object({ name: z.string(), email: z.string(), phone: z.string().nullable() });
/** Whom to write to at a vendor. */
export type VendorContact = z.infer<typeof contact>;

const vendorRow = z.object({
  number: z.number(),
  id: z.string(),
  name: z.string(),
  contact: jsonColumn(contact.nullable()),
  revision: z.number(),
  createdAt: z.string(),
});
/** A laboratory that sends us data. `revision` counts its changes, from 1 on. */
export type VendorRecord = z.infer<typeof vendorRow>;

const columns = `number, id, name, contact::text as contact, revision, iso(created_at) as "createdAt"`;

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

/**
 * Gives a vendor, as it was of this revision, another name and contact.
 * @returns null where it was changed meanwhile, or another vendor has this name
 */
export async function changeVendor(
  ledger: Ledger,
  input: { id: string; revision: number; name: string; contact: VendorContact | null },
): Promise<VendorRecord | null> {
  const [row] = await ledger.run(
    vendorRow,
    `update vendors v set name = :name, contact = :contact::jsonb, revision = revision + 1
     where id = :id and revision = :revision::int
       and not exists (select 1 from vendors o where o.id <> v.id and lower(o.name) = lower(:name))
     returning ${columns}`,
    input,
  );
  return row ?? null;
}

/** Whether another vendor has this name, upper and lower case alike. */
export async function isVendorNameTaken(ledger: Ledger, input: { id: string; name: string }): Promise<boolean> {
  const rows = await ledger.run(
    anyRow,
    "select 1 as one from vendors where id <> :id and lower(name) = lower(:name)",
    input,
  );
  return rows.length > 0;
}
