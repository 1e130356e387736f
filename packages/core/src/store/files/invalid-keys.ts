import type { Failure } from "../../failure-kind.ts";
import type { Run } from "../ledger.ts";
import { anyRow } from "../rows.ts";
import { askCauseAlerts } from "./outbox.ts";

/** A file whose key cannot be used at the destination, and who must act. */
export type InvalidKey = { file: number; failure: Failure; actionBy: string };

/**
 * Dead-letters planned files that can never be copied, without a message or an attempt: with their failure, in their
 * causes, with one alert for each. In the transaction that planned them, so that nothing of them is ever sent.
 */
export async function buryInvalidKeys(
  run: Run,
  input: { transfer: number; invalid: InvalidKey[]; newCauseIds: string[] },
): Promise<void> {
  await run(
    anyRow,
    `with given as (
       select x.file, x."actionBy", x.failure, x.failure ->> 'kind' as kind, x.failure ->> 'side' as side
       from jsonb_to_recordset(:invalid::jsonb) as x(file bigint, failure jsonb, "actionBy" text)),
     grouped as (
       select kind, "actionBy", side, row_number() over (order by kind, "actionBy", side) as n from given group by 1, 2, 3),
     caused as (
       insert into causes as c (id, transfer, kind, action_by, side, action)
       select :ids::jsonb ->> (n - 1)::int, :transfer::bigint, kind, "actionBy", side, '' from grouped order by n
       on conflict (transfer, kind, action_by, side, action) do update set state = 'open', last_seen_at = clock_timestamp()
       returning c.id, c.transfer, c.kind, c.action_by, c.side),
     buried as (
       update files f set state = 'dead_lettered', finished_at = clock_timestamp(), cause_id = c.id,
         failure = g.failure || jsonb_build_object('actionBy', g."actionBy")
       from given g join caused c on c.kind = g.kind and c.action_by = g."actionBy" and c.side = g.side
       where f.transfer = :transfer::bigint and f.number = g.file and f.state = 'planned'
       returning f.transfer, f.number, f.generation, f.attempt, f.cause_id, f.failure),
     kept as (
       insert into dead_letters (message_id, transfer, file, generation, attempt, cause_id, kind, code, body)
       select 'plan/' || transfer || '/' || number, transfer, number, generation, attempt, cause_id, failure ->> 'kind',
         failure ->> 'code', failure::text from buried)
     ${askCauseAlerts("caused")}`,
    { transfer: input.transfer, invalid: input.invalid, ids: input.newCauseIds },
  );
}
