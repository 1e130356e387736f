import { z } from "zod";
import type { Ledger } from "../ledger.ts";

const pulseRow = z.object({
  backlog: z.number(),
  oldestWaitingSeconds: z.number(),
  forVendor: z.number(),
  forCloudTeam: z.number(),
  forOperator: z.number(),
  stalled: z.number(),
});
/** How it goes altogether: files that wait and how long, files that need somebody, transfers that are stalled. */
export type Pulse = z.infer<typeof pulseRow>;

/** Reads only counters and open things: its cost does not grow with the files. */
export async function readPulse(ledger: Ledger): Promise<Pulse> {
  const [row] = await ledger.run(
    pulseRow,
    `with open_transfers as (
       select t.number, t.state, t.started_at, t.stalled_since, c.waiting, c.last_claim_at from transfers t
       cross join lateral (
         select coalesce(sum(planned + queued), 0)::bigint as waiting, max(last_claim_at) as last_claim_at
         from transfer_counters where transfer = t.number) c
       where t.finished_at is null),
     needy as (select action_by, sum(files)::bigint as files from causes where state = 'open' group by action_by)
     select (select coalesce(sum(waiting), 0)::bigint from open_transfers) as backlog,
       (select coalesce(max(extract(epoch from clock_timestamp() - greatest(started_at, last_claim_at))), 0)::double precision
         from open_transfers where state = 'running' and waiting > 0) as "oldestWaitingSeconds",
       (select coalesce(sum(files), 0)::bigint from needy where action_by = 'vendor') as "forVendor",
       (select coalesce(sum(files), 0)::bigint from needy where action_by = 'cloud_team') as "forCloudTeam",
       (select coalesce(sum(files), 0)::bigint from needy where action_by = 'operator') as "forOperator",
       (select count(*) from open_transfers where stalled_since is not null) as stalled`,
  );
  if (row === undefined) throw new Error("a statement without from gave no row");
  return row;
}
