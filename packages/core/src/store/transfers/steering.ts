import { z } from "zod";
import type { PausedBy } from "../../states.ts";
import { liesWithNobody, RANGE_FILES, resendOpenFiles } from "../files/outbox.ts";
import type { Ledger } from "../ledger.ts";

const moved = z.object({ state: z.string() });

/** Stops dispatching; parts in flight finish. @returns false where the transfer was not running or planning. */
export async function pauseTransfer(ledger: Ledger, input: { id: string; by: PausedBy }): Promise<boolean> {
  const rows = await ledger.run(
    moved,
    `update transfers set state = 'paused', paused_by = :by
     where id = :id and (state = 'running' or (state = 'paused' and paused_by = :by)) returning state`,
    input,
  );
  return rows.length > 0;
}

/** Goes on: bumps the epoch and hands every file that waits to the relay anew. */
export async function resumeTransfer(
  ledger: Ledger,
  input: { id: string; pausedBy: PausedBy | null },
): Promise<boolean> {
  const rows = await ledger.run(
    moved,
    `with resumed as (
       update transfers set state = 'running', paused_by = null, epoch = epoch + 1,
         breaker_threshold = case when paused_by = 'breaker' then breaker_threshold * 2 else breaker_threshold end
       where id = :id and state = 'paused' and (:by::text is null or paused_by = :by::text)
       returning number, state), ${resendOpenFiles}
     select state from resumed`,
    { id: input.id, by: input.pausedBy },
  );
  return rows.length > 0;
}

/**
 * Begins to cancel: nothing more is sent, and waiting files are cancelled by the closer, page by page. What was begun and
 * let go, or lost by a session that died, is sent once more, for a copier to find out whether it was made.
 */
export async function cancelTransfer(ledger: Ledger, input: { id: string }): Promise<boolean> {
  const rows = await ledger.run(
    moved,
    `with marked as (
       update transfers set state = 'cancelling', epoch = epoch + 1, paused_by = null
       where id = :id and state in ('planning', 'awaiting_approval', 'running', 'paused') returning number, state),
     unsent as (delete from outbox o using marked m where o.transfer = m.number and o.kind in ('range', 'plan', 'redrive')),
     unseen as (
       insert into outbox (kind, transfer, numbers, again)
       select 'range', transfer, jsonb_agg(number order by number), true
       from (select f.transfer, f.number, (row_number() over (order by f.number) - 1) / ${RANGE_FILES} as page
         from marked m join files f on f.transfer = m.number
         where ${liesWithNobody}) b
       group by transfer, page)
     select state from marked
     union all select state from transfers where id = :id and state = 'cancelling' and not exists (select 1 from marked)`,
    input,
  );
  return rows.length > 0;
}
