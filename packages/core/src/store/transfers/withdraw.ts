import { z } from "zod";
import { liesWithNobody, RANGE_FILES } from "../files/outbox.ts";
import type { Ledger, Run } from "../ledger.ts";
import { anyRow } from "../rows.ts";

const outcomeRow = z.object({ cancelled: z.number(), stopping: z.number(), copied: z.number() });
/**
 * What a withdrawal came upon: files that end `cancelled`, files in a copier's hands that it lets go (one that is faster
 * is copied after all), and files that stand at the destination, where nothing is deleted.
 */
export type Withdrawal = z.infer<typeof outcomeRow>;

/**
 * Withdraws files by number, in the caller's transaction: what waits or failed is cancelled at once, what a living copier
 * works on is ordered to stop with its next renewal, and what somebody had begun and let go is sent once more for a
 * copier to find out what became of it. Files that were withdrawn before are not counted again.
 */
export async function withdrawFiles(
  run: Run,
  input: { transferId: string; fileNumbers: number[]; by: string; reason: string },
): Promise<Withdrawal> {
  const [row] = await run(
    outcomeRow,
    `with target as (select number from transfers where id = :transfer),
     withdrawn as (
       update files f set withdrawn_by = :by,
         state = case when f.state in ('planned', 'queued', 'dead_lettered') then 'cancelled' else f.state end,
         finished_at = case when f.state in ('planned', 'queued', 'dead_lettered') then clock_timestamp() else f.finished_at end,
         next_send_at = case when f.state in ('planned', 'queued', 'dead_lettered') then null else f.next_send_at end
       from target t
       where f.transfer = t.number and f.number in (select jsonb_array_elements_text(:numbers::jsonb)::bigint)
         and f.withdrawn_by is null
       returning f.transfer, f.number, f.generation, f.attempt, f.state, f.claimed_by, coalesce(f.size_bytes, 0) as size_bytes),
     counted as (
       update transfers t set withdrawals = t.withdrawals + (select count(*) from withdrawn), epoch = t.epoch + 1
       from target where t.number = target.number and exists (select 1 from withdrawn)),
     told as (
       insert into file_events (transfer, file, generation, attempt, type, detail)
       select transfer, number, generation, attempt, 'withdrawn', jsonb_build_object('by', :by::text, 'reason', :reason::text)
       from withdrawn),
     unseen as (
       insert into outbox (kind, transfer, numbers, priority, again)
       select 'range', transfer, jsonb_agg(number order by number), max(size_bytes), true
       from (select f.*, (row_number() over (order by f.number) - 1) / ${RANGE_FILES} as page from withdrawn f where ${liesWithNobody}) b
       group by transfer, page),
     sums as (
       select count(*) filter (where state in ('cancelled', 'waived')) as cancelled,
         count(*) filter (where state in ('copying', 'verifying')) as stopping,
         count(*) filter (where state in ('copied', 'skipped')) as copied, count(*) as files from withdrawn),
     announced as (
       insert into transfer_events (transfer, type, by, reason, detail)
       select t.number, 'transfer.withdrawn', :by::text, :reason::text,
         jsonb_build_object('files', s.files, 'copied', s.copied, 'stopping', s.stopping)
       from target t, sums s where s.files > 0)
     select cancelled, stopping, copied from sums`,
    {
      transfer: input.transferId,
      numbers: input.fileNumbers,
      by: input.by,
      reason: input.reason,
    },
  );
  if (row === undefined) throw new Error("a sum has no row");
  return row;
}

/**
 * Withdraws a transfer whole, in the caller's transaction, the files that are not planned yet included: it is cancelled,
 * and so is what had failed of it. Of one that is over only what failed is left to be cancelled.
 * @returns null where it was withdrawn before
 */
export async function withdrawTransfer(
  run: Run,
  input: { transferId: string; by: string; reason: string },
): Promise<Withdrawal | null> {
  const [row] = await run(
    outcomeRow,
    `with withdrawn as (
       update transfers t set withdrawn_by = :by, epoch = t.epoch + 1, paused_by = null,
         state = case when t.state in ('completed', 'cancelled', 'failed') then t.state else 'cancelling' end,
         finished_at = case when t.state in ('completed', 'cancelled', 'failed') then t.finished_at end
       where t.id = :transfer and t.withdrawn_by is null returning t.number),
     unsent as (
       delete from outbox o using withdrawn w where o.transfer = w.number and o.kind in ('range', 'plan', 'redrive')),
     unseen as (
       insert into outbox (kind, transfer, numbers, again)
       select 'range', transfer, jsonb_agg(number order by number), true
       from (select f.transfer, f.number, (row_number() over (order by f.number) - 1) / ${RANGE_FILES} as page
         from withdrawn w join files f on f.transfer = w.number where ${liesWithNobody}) b
       group by transfer, page),
     sums as (
       select w.number, coalesce(sum(c.planned + c.queued + c.dead_lettered), 0)::bigint as cancelled,
         coalesce(sum(c.copying + c.verifying), 0)::bigint as stopping, coalesce(sum(c.copied + c.skipped), 0)::bigint as copied
       from withdrawn w left join transfer_counters c on c.transfer = w.number group by w.number),
     announced as (
       insert into transfer_events (transfer, type, by, reason, detail)
       select number, 'transfer.withdrawn', :by::text, :reason::text,
         jsonb_build_object('files', cancelled + stopping + copied, 'copied', copied, 'stopping', stopping)
       from sums)
     select cancelled, stopping, copied from sums`,
    { transfer: input.transferId, by: input.by, reason: input.reason },
  );
  return row ?? null;
}

/** Asks for one alert to the company: something that was withdrawn stands at its destination, or may come to stand there. */
export async function askWithdrawalAlert(
  run: Run,
  input: { transferId: string; request: string; by: string; reason: string; withdrawal: Withdrawal },
): Promise<void> {
  const { transferId, request, by, reason, withdrawal } = input;
  await run(anyRow, "insert into outbox (kind, payload) values ('operator', :payload::jsonb)", {
    payload: { about: "withdrawn", at: `${transferId}/${request}`, transferId, by, reason, ...withdrawal },
  });
}

/**
 * Cancels what was withdrawn by number and came to be dead-lettered after all: its dead letter was on its way. Only of
 * transfers of which something was withdrawn. @returns how many
 */
export async function cancelWithdrawnFailures(ledger: Ledger): Promise<number> {
  const [row] = await ledger.run(
    z.object({ n: z.number() }),
    `with late as (
       select f.transfer, f.number, f.generation from transfers t
       join failed_files x on x.transfer = t.number and x.state = 'dead_lettered'
       join files f on f.transfer = x.transfer and f.number = x.file
       where t.withdrawals > 0 and f.withdrawn_by is not null limit 10000),
     cancelled as (
       update files f set state = 'cancelled', finished_at = clock_timestamp(), next_send_at = null from late l
       where f.transfer = l.transfer and f.number = l.number and f.generation = l.generation and f.state = 'dead_lettered'
       returning f.number)
     select count(*)::int as n from cancelled`,
  );
  return row?.n ?? 0;
}
