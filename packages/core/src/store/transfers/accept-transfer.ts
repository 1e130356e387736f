import type { Run } from "../ledger.ts";
import { anyRow } from "../rows.ts";

export type TransferOptions = {
  overwrite: "never" | "if_different" | "always";
  tags: "required" | "best_effort" | "skip";
  partSizeBytes?: number | undefined;
};

/** A transfer as it is accepted. `keys` are whole keys, each once; null means everything under the prefix. */
export type NewTransfer = {
  id: string;
  name: string | null;
  reference: string | null;
  labels: Record<string, string>;
  vendorId: string | null;
  routeId: string | null;
  source: { bucket: string; prefix: string; ownerAccountId: string | null };
  destination: { bucket: string; prefix: string; ownerAccountId: string | null };
  keys: string[] | null;
  options: TransferOptions;
  createdBy: string;
};

const KEYS_PER_STATEMENT = 2_000;

/** Accepts a transfer: its row, its keys and the planning effect, in the transaction of `run`. */
export async function acceptTransfer(run: Run, transfer: NewTransfer): Promise<void> {
  const { source, destination } = transfer;
  await run(
    anyRow,
    `with made as (
       insert into transfers (id, name, reference, labels, vendor_id, route_id, state, source_bucket, source_prefix,
         source_kind, source_owner_account_id, destination_bucket, destination_prefix, destination_owner_account_id,
         options, created_by)
       values (:id, :name::text, :reference::text, :labels::jsonb, :vendor::text, :route::text, 'planning',
         :source_bucket, :source_prefix, :source_kind, :source_owner::text, :destination_bucket, :destination_prefix,
         :destination_owner::text, :options::jsonb, :created_by)
       on conflict (id) do nothing returning number)
     insert into outbox (kind, transfer) select 'plan', number from made`,
    {
      id: transfer.id,
      name: transfer.name,
      reference: transfer.reference,
      labels: transfer.labels,
      vendor: transfer.vendorId,
      route: transfer.routeId,
      source_bucket: source.bucket,
      source_prefix: source.prefix,
      source_kind: transfer.keys === null ? "prefix" : "keys",
      source_owner: source.ownerAccountId,
      destination_bucket: destination.bucket,
      destination_prefix: destination.prefix,
      destination_owner: destination.ownerAccountId,
      options: transfer.options,
      created_by: transfer.createdBy,
    },
  );
  const keys = transfer.keys ?? [];
  for (let from = 0; from < keys.length; from += KEYS_PER_STATEMENT) {
    await run(
      anyRow,
      `insert into transfer_keys (transfer, number, key)
       select t.number, :from::bigint + k.n, k.key
       from transfers t, jsonb_array_elements_text(:keys::jsonb) with ordinality as k(key, n) where t.id = :id
       on conflict do nothing`,
      { id: transfer.id, from, keys: keys.slice(from, from + KEYS_PER_STATEMENT) },
    );
  }
}
