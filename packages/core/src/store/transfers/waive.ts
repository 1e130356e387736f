import { z } from "zod";
import type { Ledger } from "../ledger.ts";
import { anyRow } from "../rows.ts";

/**
 * A named person's recorded decision to go without these dead-lettered files. A transfer that had ended with failures, and
 * of which none is left by it, is opened for the closer, which ends it as complete. In a transaction two that decide at
 * once come one after the other. @returns how many were waived.
 */
export async function waiveFiles(
  ledger: Ledger,
  input: {
    transferId: string;
    causeId: string | null;
    fileNumbers: number[] | null;
    by: string;
    reason: string;
  },
): Promise<number> {
  await ledger.run(anyRow, "select 1 as n from transfers where id = :id for update", { id: input.transferId });
  const [row] = await ledger.run(
    z.object({ n: z.number() }),
    `with chosen as (
       select f.transfer, f.number from files f
       where f.transfer = (select number from transfers where id = :transfer) and f.state = 'dead_lettered'
         and (:cause::text is null or f.cause_id = :cause::text)
         and (:numbers::jsonb is null or f.number in (select jsonb_array_elements_text(:numbers::jsonb)::bigint))),
     opened as (
       update transfers t set state = 'running', finished_at = null, epoch = t.epoch + 1
       where t.id = :transfer and t.state = 'completed_with_failures' and exists (select 1 from chosen)
         and (select coalesce(sum(dead_lettered), 0) from transfer_counters c where c.transfer = t.number)
           = (select count(*) from chosen)
       returning t.number),
     waived as (
       update files f set state = 'waived', finished_at = clock_timestamp()
       from chosen c where f.transfer = c.transfer and f.number = c.number and f.state = 'dead_lettered'
         and (select count(*) from opened) >= 0
       returning f.transfer, f.number, f.generation, f.attempt),
     told as (
       insert into file_events (transfer, file, generation, attempt, type, detail)
       select transfer, number, generation, attempt, 'waived', jsonb_build_object('by', :by::text, 'reason', :reason::text) from waived),
     announced as (
       insert into transfer_events (transfer, type, by, reason, detail)
       select transfer, 'transfer.waived', :by::text, :reason::text, jsonb_strip_nulls(jsonb_build_object('files', count(*), 'causeId', :cause::text))
       from waived group by transfer)
     select count(*)::int as n from waived`,
    {
      transfer: input.transferId,
      cause: input.causeId,
      numbers: input.fileNumbers,
      by: input.by,
      reason: input.reason,
    },
  );
  return row?.n ?? 0;
}
