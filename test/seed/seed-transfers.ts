import type { Ledger } from "@s3mirror/core/store/ledger";
import { anyRow } from "@s3mirror/core/store/rows";

/**
 * Puts `count` transfers that are complete straight into the ledger, one every four hours, the last one four hours ago;
 * each is called "Northlab run N" but for `named`, by their numbers from 1 on.
 */
export async function seedTransfers(ledger: Ledger, count: number, named: Record<number, string> = {}): Promise<void> {
  await ledger.run(
    anyRow,
    `with made as (
       select n, clock_timestamp() - (:count::bigint + 1 - n) * interval '4 hours' as at
       from generate_series(1, :count::bigint) as n)
     insert into transfers (id, name, state, source_bucket, source_prefix, source_kind, destination_bucket,
       destination_prefix, options, planned_files, planned_all, created_by, created_at, started_at, finished_at)
     select 'tr_' || lpad(n::text, 26, '0'), coalesce(:named::jsonb ->> n::text, 'Northlab run ' || n), 'completed',
       'laboratory', 'run-' || n || '/', 'prefix', 'ours', 'in/' || n || '/', '{"overwrite": "never", "tags": "required"}',
       0, true, 'a seed', at, at, at + interval '1 hour'
     from made order by n`,
    { count, named },
  );
  await ledger.run(anyRow, "analyze transfers");
}
