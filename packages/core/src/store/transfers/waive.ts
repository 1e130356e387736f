import { z } from "zod";
import type { Ledger } from "../ledger.ts";

/** A named person's recorded decision to go without these dead-lettered files. @returns how many were waived. */
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
  const [row] = await ledger.run(
    z.object({ n: z.number() }),
    `with waived as (
       update files f set state = 'waived', finished_at = clock_timestamp()
       where f.transfer = (select number from transfers where id = :transfer) and f.state = 'dead_lettered'
         and (:cause::text is null or f.cause_id = :cause::text)
         and (:numbers::jsonb is null or f.number in (select jsonb_array_elements_text(:numbers::jsonb)::bigint))
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
