import { z } from "zod";
import type { Ledger } from "../ledger.ts";

/**
 * Marks running transfers of which no byte moved for `stallSeconds`, although living sessions work on their files, and
 * takes the mark away once one moves. Files that only wait at their copier's gate are worked on: what they wait for
 * moves. Asks for one alert of each transfer. @returns those that stall since now
 */
export async function followStalls(ledger: Ledger, input: { stallSeconds: number }): Promise<string[]> {
  const rows = await ledger.run(
    z.object({ transferId: z.string() }),
    `with live as (
       select t.number, max(case when x.waits then clock_timestamp() else x.since end) as since,
         max(x.since) filter (where x.moved) as moved_at
       from copiers s join session_progress p using (session_id), jsonb_to_recordset(p.files)
         as x("transferId" text, since timestamptz, waits boolean, moved boolean)
       join transfers t on t.id = x."transferId"
       where s.ended_at is null and s.lease_until > clock_timestamp() and t.finished_at is null group by t.number),
     moving as (
       update transfers t set stalled_since = null
       where t.stalled_since is not null and t.finished_at is null and (t.state <> 'running' or t.moved_at > t.stalled_since
         or exists (select 1 from live l where l.number = t.number and l.moved_at > t.stalled_since))),
     stalling as (
       update transfers t set stalled_since = greatest(l.since, t.moved_at) from live l
       where t.number = l.number and t.state = 'running' and t.stalled_since is null
         and greatest(l.since, t.moved_at) < clock_timestamp() - :stall::double precision * interval '1 second'
       returning t.number, t.id),
     alerted as (
       insert into outbox (kind, transfer) select 'stalled', s.number from stalling s
       where not exists (select 1 from alerts a where a.id = 'stalled:' || s.id)
         and not exists (select 1 from outbox o where o.transfer = s.number and o.kind = 'stalled'))
     select id as "transferId" from stalling`,
    { stall: input.stallSeconds },
  );
  return rows.map(({ transferId }) => transferId);
}
