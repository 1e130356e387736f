import { z } from "zod";
import type { Ledger } from "../ledger.ts";
import { jsonColumn } from "../rows.ts";

const healthRow = z.object({
  nowMs: z.number(),
  stalled: jsonColumn(z.array(z.object({ transferId: z.string(), since: z.string() }))),
  parties: jsonColumn(
    z.array(z.object({ actionBy: z.string(), causes: z.number(), files: z.number(), transferId: z.string() })),
  ),
  unsentAlerts: z.number(),
});
/**
 * What people who run the house want to know of it. `nowMs` is the database's clock, in milliseconds since 1970;
 * `parties` has what waits for each, with the transfer that waits longest; `unsentAlerts` should have been sent a minute
 * ago or earlier.
 */
export type HealthRecord = z.infer<typeof healthRow>;

/** Reads only open things: its cost does not grow with the files. */
export async function readHealth(ledger: Ledger): Promise<HealthRecord> {
  const [row] = await ledger.run(
    healthRow,
    `select extract(epoch from clock_timestamp())::double precision * 1000 as "nowMs",
       (select coalesce(jsonb_agg(jsonb_build_object('transferId', id, 'since', iso(stalled_since)) order by stalled_since), '[]')
         from transfers where stalled_since is not null and finished_at is null)::text as stalled,
       (select coalesce(jsonb_agg(p), '[]') from (
         select c.action_by as "actionBy", count(*) as causes, sum(c.files)::bigint as files,
           (array_agg(t.id order by c.first_seen_at))[1] as "transferId"
         from causes c join transfers t on t.number = c.transfer where c.state = 'open' and c.files > 0
         group by c.action_by order by c.action_by) p)::text as parties,
       (select count(*) from alerts where sent_at is null and created_at < clock_timestamp() - interval '1 minute')::int as "unsentAlerts"`,
  );
  if (row === undefined) throw new Error("a statement without from gave no row");
  return row;
}

/** The migrations that the ledger has, by their files' names. */
export async function listMigrations(ledger: Ledger): Promise<string[]> {
  const rows = await ledger.run(z.object({ name: z.string() }), "select name from migrations order by name");
  return rows.map(({ name }) => name);
}
