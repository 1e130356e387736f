import { z } from "zod";
import type { Ledger } from "../ledger.ts";
import { anyRow } from "../rows.ts";

/** A transfer in which nothing seems left to do, with the epoch read before its counters. */
export type ClosingCandidate = { transferId: string; transfer: number; epoch: number; state: "running" | "cancelling" };

/** Transfers whose counters say that every file is terminal. */
export async function findClosingCandidates(ledger: Ledger): Promise<ClosingCandidate[]> {
  return await ledger.run(
    z.object({
      transferId: z.string(),
      transfer: z.number(),
      epoch: z.number(),
      state: z.enum(["running", "cancelling"]),
    }),
    `select t.id as "transferId", t.number as transfer, t.epoch, t.state from transfers t
     where t.finished_at is null and (t.state = 'cancelling' or (t.state = 'running' and t.planned_all))
       and (select coalesce(sum(planned + queued + copying + verifying + case when t.withdrawn_by is null then 0 else dead_lettered end), 0)
         from transfer_counters c where c.transfer = t.number) = 0
     order by t.number limit 20`,
  );
}

/** Counts a transfer's files anew, row by row, and says where its counters differ. Empty = they agree. */
export async function recountTransfer(
  ledger: Ledger,
  input: { transfer: number },
): Promise<{ state: string; counted: number; counters: number }[]> {
  return await ledger.run(
    z.object({ state: z.string(), counted: z.number(), counters: z.number() }),
    `with counted as (select state, count(*) as n from files where transfer = :transfer::bigint group by state),
     summed as (
       select s.state, sum(s.n)::bigint as n from transfer_counters c cross join lateral (values ('planned', c.planned),
         ('queued', c.queued), ('copying', c.copying), ('verifying', c.verifying), ('copied', c.copied), ('skipped', c.skipped),
         ('dead_lettered', c.dead_lettered), ('waived', c.waived), ('cancelled', c.cancelled)) as s(state, n)
       where c.transfer = :transfer::bigint group by s.state)
     select coalesce(a.state, b.state) as state, coalesce(a.n, 0)::bigint as counted, coalesce(b.n, 0)::bigint as counters
     from counted a full join summed b on a.state = b.state where coalesce(a.n, 0) <> coalesce(b.n, 0)`,
    { transfer: input.transfer },
  );
}

/**
 * Closes a transfer by one update that names the state and the epoch that were read before the counters: whatever adds
 * or reopens files bumps the epoch first, so a redrive that races this leaves the transfer open. The announcement is
 * written in the same statement, and what the outbox still holds to be sent of it goes; of a cancelled one, what was to be
 * planned or redriven as well. @returns false when something came between.
 */
export async function closeTransfer(ledger: Ledger, input: ClosingCandidate): Promise<boolean> {
  const rows = await ledger.run(
    anyRow,
    `with closed as (
       update transfers t set finished_at = clock_timestamp(), stalled_since = null,
         state = case when t.state = 'cancelling' then 'cancelled'
           when (select coalesce(sum(dead_lettered), 0) from transfer_counters c where c.transfer = t.number) > 0
             then 'completed_with_failures' else 'completed' end
       where t.number = :transfer::bigint and t.state = :state and t.epoch = :epoch::int and t.finished_at is null
         and (t.planned_all or t.state = 'cancelling')
         and not exists (select 1 from files f where f.transfer = t.number and f.state in ('planned', 'queued', 'copying', 'verifying'))
       returning t.number, t.epoch),
     forgotten as (
       delete from outbox o using closed c where o.transfer = c.number
         and (o.kind = 'range' or (:state = 'cancelling' and o.kind in ('plan', 'redrive'))))
     insert into outbox (kind, transfer, payload)
     select 'announce', number, jsonb_build_object('epoch', epoch) from closed returning id`,
    { transfer: input.transfer, state: input.state, epoch: input.epoch },
  );
  return rows.length > 0;
}

/**
 * Cancels up to 10,000 waiting files of cancelling transfers, and of withdrawn ones what had failed. What somebody has begun is not cancelled unseen: its copy may
 * have been made, so that a copier looks first. @returns how many.
 */
export async function cancelUnclaimedFiles(ledger: Ledger): Promise<number> {
  const rows = await ledger.run(
    z.object({ n: z.number() }),
    `with page as (
       select f.transfer, f.number, f.state, f.attempt from transfers t join files f on f.transfer = t.number
       where t.finished_at is null and t.state = 'cancelling'
         and (f.state in ('planned', 'queued') or (f.state = 'dead_lettered' and t.withdrawn_by is not null))
       order by f.transfer, f.number limit 10000),
     cancelled as (
       update files f set state = 'cancelled', finished_at = clock_timestamp(), next_send_at = null
       from page p where f.transfer = p.transfer and f.number = p.number and f.state = p.state and f.attempt = p.attempt
       returning f.number)
     select count(*)::int as n from cancelled`,
  );
  return rows[0]?.n ?? 0;
}
