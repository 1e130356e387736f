import { z } from "zod";
import type { Ledger } from "./ledger.ts";
import { RANGE_FILES } from "./outbox.ts";
import { anyRow } from "./rows.ts";

const REDRIVE_PAGE = 10_000;

/**
 * Puts dead-lettered (or cancelled, or waived) files to work anew: a new generation each, counters of crashes and
 * restarts from zero, the registered upload kept so that its parts count. The epoch is bumped in the same statement, so
 * that no closer ends the transfer meanwhile. Pages of 10,000; asked twice, the second call finds nothing left to do.
 * @returns how many files were redriven.
 */
export async function redriveFiles(
  ledger: Ledger,
  input: {
    transferId: string;
    causeId: string | null;
    failureKind: string | null;
    fileNumbers: number[] | null;
    exceptNumbers: number[];
    states: ("dead_lettered" | "cancelled" | "waived")[];
    reason: string;
  },
): Promise<number> {
  let redriven = 0;
  for (;;) {
    const [row] = await ledger.run(
      z.object({ n: z.number() }),
      `with page as (
         select f.transfer, f.number, f.state, f.generation from transfers t join files f on f.transfer = t.number
         where t.id = :transfer and t.state <> 'cancelling' and f.state in (select jsonb_array_elements_text(:states::jsonb))
           and (:cause::text is null or f.cause_id = :cause::text)
           and (:kind::text is null or f.failure ->> 'kind' = :kind::text)
           and (:numbers::jsonb is null or f.number in (select jsonb_array_elements_text(:numbers::jsonb)::bigint))
           and f.number not in (select jsonb_array_elements_text(:except::jsonb)::bigint)
         order by f.number limit ${REDRIVE_PAGE}),
       opened as (
         update transfers t set epoch = t.epoch + 1, finished_at = null,
           state = case when t.state in ('completed_with_failures', 'completed', 'cancelled') then 'running' else t.state end
         where t.id = :transfer and exists (select 1 from page) returning t.number),
       reopened as (
         update files f set state = 'queued', generation = f.generation + 1, crashes = 0, restarts = 0, claimed_by = null,
           claim_id = null, intent = null, failure = null, cause_id = null, finished_at = null, next_send_at = null, sends = 0
         from page p, opened o
         where f.transfer = p.transfer and f.transfer = o.number and f.number = p.number and f.state = p.state and f.generation = p.generation
         returning f.transfer, f.number, f.generation, f.attempt, coalesce(f.size_bytes, 0) as size_bytes),
       told as (
         insert into file_events (transfer, file, generation, attempt, type, detail)
         select transfer, number, generation, attempt, 'redrive', jsonb_build_object('reason', :reason::text) from reopened),
       announced as (
         insert into transfer_events (transfer, type, reason, detail)
         select transfer, 'transfer.redriven', :reason::text, jsonb_strip_nulls(jsonb_build_object('files', count(*), 'causeId', :cause::text))
         from reopened group by transfer),
       sent as (
         insert into outbox (kind, transfer, numbers, priority, counted)
         select 'range', transfer, jsonb_agg(number order by number), max(size_bytes), count(*)
         from (select *, (row_number() over (order by number) - 1) / ${RANGE_FILES} as page from reopened) r group by transfer, page)
       select count(*)::int as n from reopened`,
      {
        transfer: input.transferId,
        cause: input.causeId,
        kind: input.failureKind,
        numbers: input.fileNumbers,
        except: input.exceptNumbers,
        states: input.states,
        reason: input.reason,
      },
    );
    redriven += row?.n ?? 0;
    if ((row?.n ?? 0) < REDRIVE_PAGE) return redriven;
  }
}

/** How many files a redrive would choose now. */
export async function countRedrivable(
  ledger: Ledger,
  input: Pick<Parameters<typeof redriveFiles>[1], "transferId" | "causeId" | "failureKind" | "fileNumbers" | "states">,
): Promise<number> {
  const [row] = await ledger.run(
    z.object({ n: z.number() }),
    `select count(*)::int as n from transfers t join files f on f.transfer = t.number
     where t.id = :transfer and f.state in (select jsonb_array_elements_text(:states::jsonb))
       and (:cause::text is null or f.cause_id = :cause::text)
       and (:kind::text is null or f.failure ->> 'kind' = :kind::text)
       and (:numbers::jsonb is null or f.number in (select jsonb_array_elements_text(:numbers::jsonb)::bigint))`,
    {
      transfer: input.transferId,
      cause: input.causeId,
      kind: input.failureKind,
      numbers: input.fileNumbers,
      states: input.states,
    },
  );
  return row?.n ?? 0;
}

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

/** Notes that a cause is mended, once nothing of it is left. */
export async function settleCauses(ledger: Ledger): Promise<void> {
  await ledger.run(
    anyRow,
    "update causes set state = 'remedied', next_probe_at = null where state = 'open' and files = 0 and last_seen_at < clock_timestamp() - interval '1 second'",
  );
}
