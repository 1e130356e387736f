import { z } from "zod";
import type { Ledger } from "./ledger.ts";

const PAGE = 10_000;

/**
 * What the ledger keeps for a time only. Answers under an Idempotency-Key are promised for 7 days (docs/openapi.json);
 * links and sessions are of no use once they have expired, but may be asked about; a transfer's chart is kept for 90
 * days after its end. A copier's session may go once its files were handed on; what was to be sent of a transfer that
 * has closed, once no redrive can be opening it again.
 */
const outlived = {
  idempotency_keys: "created_at < clock_timestamp() - interval '7 days'",
  throughput_samples: `transfer in (select number from transfers where finished_at < clock_timestamp() - interval '90 days')`,
  copiers: "swept_at is not null and lease_until < clock_timestamp() - interval '7 days'",
  outbox: `kind = 'range' and transfer in (select number from transfers where finished_at < clock_timestamp() - interval '1 hour')`,
  sign_in_links: "expires_at < clock_timestamp() - interval '30 days'",
  sessions: "least(expires_at, coalesce(ended_at, expires_at)) < clock_timestamp() - interval '30 days'",
};

/** Deletes what the ledger need not keep any longer, in pages. Safe to repeat. @returns how many rows of which table */
export async function deleteOutlived(ledger: Ledger): Promise<Record<string, number>> {
  const deleted: Record<string, number> = {};
  for (const [table, condition] of Object.entries(outlived)) {
    for (;;) {
      const [row] = await ledger.run(
        z.object({ n: z.number() }),
        `with page as (
           delete from ${table} where ctid = any (array(select ctid from ${table} where ${condition} limit ${PAGE} for update skip locked)) returning 1)
         select count(*)::int as n from page`,
      );
      const n = row?.n ?? 0;
      if (n > 0) deleted[table] = (deleted[table] ?? 0) + n;
      if (n < PAGE) break;
    }
  }
  return deleted;
}
