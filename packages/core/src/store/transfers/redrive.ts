import { z } from "zod";
import type { Ledger, Run } from "../ledger.ts";
import { anyRow, jsonColumn } from "../rows.ts";

/** Files to try again: those of a cause, of a failure kind, by number, or (all three null) every dead-lettered one. */
export type RedriveChoice = {
  transferId: string;
  causeId: string | null;
  failureKind: string | null;
  fileNumbers: number[] | null;
};

/**
 * Where a redrive stands: it walks cause by cause in the order of their ids, within a cause by file number; first, under
 * the cause "", files that did not fail. Up to `singlyTo` every file is probed by itself.
 */
const positionSchema = z.object({ causeId: z.string(), after: z.number(), singlyTo: z.number().nullable() });

const orderSchema = z.object({
  causeId: z.string().nullable(),
  failureKind: z.string().nullable(),
  also: z.array(z.enum(["cancelled", "waived"])),
  /** Only what waits for this party; null for everything. */
  actionBy: z.string().nullable().default(null),
  /** What was withdrawn, too. */
  withdrawn: z.boolean().default(false),
  by: z.string().nullable(),
  reason: z.string().nullable(),
  at: positionSchema,
  files: z.number(),
  redriven: z.number(),
  stillFailing: z.number(),
});

/**
 * A redrive under way: an effect of the outbox that any coordinator goes on with. `files`: how many were chosen when it
 * was asked for; `redriven` and `stillFailing`: what became of them so far.
 */
export type Redrive = z.infer<typeof orderSchema> & { outboxId: number; transferId: string };

export const redriveRow = z.object({ outboxId: z.number(), transferId: z.string(), order: jsonColumn(orderSchema) });

export function toRedrive({ order, ...row }: z.infer<typeof redriveRow>): Redrive {
  return { ...row, ...order };
}

/** A redrive from its start, as the outbox keeps it. */
export const newOrder = {
  causeId: null,
  failureKind: null,
  also: [],
  actionBy: null,
  withdrawn: false,
  by: null,
  reason: null,
  at: { causeId: "", after: 0, singlyTo: null },
  files: 0,
  redriven: 0,
  stillFailing: 0,
} satisfies z.infer<typeof orderSchema>;

/**
 * Puts a redrive into the outbox, in the caller's transaction and leased by the caller: dead-lettered files, and with
 * `also` cancelled or waived ones. @returns null where there is nothing to try again
 */
export async function askRedrive(
  run: Run,
  input: RedriveChoice &
    Pick<Redrive, "also" | "by" | "reason"> &
    Partial<Pick<Redrive, "actionBy" | "withdrawn">> & { leaseSeconds: number },
): Promise<Redrive | null> {
  const { causeId, failureKind, also, actionBy = null, withdrawn = false, by, reason } = input;
  const [row] = await run(
    redriveRow,
    `with target as (select number, withdrawn_by from transfers where id = :transfer),
     found as (
       select (select count(*) from target t join failed_files x on x.transfer = t.number join causes k on k.id = x.cause_id
           where x.state = 'dead_lettered' and (:cause::text is null or k.id = :cause::text) and (:kind::text is null or k.kind = :kind::text)
             and (:action_by::text is null or k.action_by = :action_by::text)
             and (:numbers::jsonb is null or x.file in (select jsonb_array_elements_text(:numbers::jsonb)::bigint)))
         + (select count(*) from target t join files f on f.transfer = t.number
           where f.state in (select jsonb_array_elements_text(:also::jsonb))
             and (:withdrawn::boolean or (f.withdrawn_by is null and t.withdrawn_by is null))
             and (:numbers::jsonb is null or f.number in (select jsonb_array_elements_text(:numbers::jsonb)::bigint))) as files),
     asked as (
       insert into outbox (kind, transfer, numbers, payload, lease_until)
       select 'redrive', t.number, :numbers::jsonb, :order::jsonb || jsonb_build_object('files', files),
         clock_timestamp() + :lease::int * interval '1 second'
       from target t, found where files > 0 returning id, payload)
     select id as "outboxId", :transfer as "transferId", payload::text as "order" from asked`,
    {
      transfer: input.transferId,
      cause: causeId,
      kind: failureKind,
      numbers: input.fileNumbers,
      also,
      action_by: actionBy,
      withdrawn,
      order: { ...newOrder, causeId, failureKind, also, actionBy, withdrawn, by, reason },
      lease: input.leaseSeconds,
    },
  );
  return row === undefined ? null : toRedrive(row);
}

/** Takes the redrive that was taken least often, so that none waits for a long one; null where there is none to take. */
export async function takeRedrive(ledger: Ledger, input: { leaseSeconds: number }): Promise<Redrive | null> {
  const [row] = await ledger.run(
    redriveRow,
    `with due as (
       select id from outbox where kind = 'redrive' and (lease_until is null or lease_until < clock_timestamp())
       order by takes, id limit 1 for update skip locked),
     taken as (
       update outbox o set lease_until = clock_timestamp() + :lease::int * interval '1 second', takes = o.takes + 1
       from due where o.id = due.id returning o.id, o.transfer, o.payload)
     select k.id as "outboxId", t.id as "transferId", k.payload::text as "order"
     from taken k join transfers t on t.number = k.transfer`,
    { lease: input.leaseSeconds },
  );
  return row === undefined ? null : toRedrive(row);
}

/** Gives a redrive back for anybody to go on with. */
export async function giveBackRedrive(ledger: Ledger, redrive: Redrive): Promise<void> {
  await ledger.run(anyRow, "update outbox set lease_until = null where id = :id::bigint", { id: redrive.outboxId });
}

/** Ends a redrive that has come to its end, and tells what it moved; one that nobody asked for only if it moved any. */
export async function finishRedrive(ledger: Ledger, redrive: Redrive): Promise<void> {
  await ledger.run(
    anyRow,
    `with done as (
       delete from outbox where id = :outbox::bigint and kind = 'redrive' and payload -> 'at' = :at::jsonb returning transfer, payload)
     insert into transfer_events (transfer, type, by, reason, detail)
     select transfer, 'transfer.redriven', payload ->> 'by', payload ->> 'reason', jsonb_strip_nulls(jsonb_build_object(
       'files', payload -> 'redriven', 'stillFailing', payload -> 'stillFailing', 'causeId', payload -> 'causeId'))
     from done where (payload ->> 'redriven')::bigint > 0 or payload ->> 'by' is not null`,
    { outbox: redrive.outboxId, at: redrive.at },
  );
}

/** Those of the numbers that are no dead-lettered file of a cause for which this party must act. */
export async function listNotWaitingFor(
  ledger: Ledger,
  input: { transferId: string; fileNumbers: number[]; actionBy: string },
): Promise<number[]> {
  const rows = await ledger.run(
    z.object({ number: z.number() }),
    `select n.value::bigint as number from jsonb_array_elements_text(:numbers::jsonb) n
     where not exists (
       select 1 from transfers t join failed_files x on x.transfer = t.number and x.file = n.value::bigint and x.state = 'dead_lettered'
       join causes k on k.id = x.cause_id and k.action_by = :action_by where t.id = :transfer)
     order by 1`,
    { transfer: input.transferId, numbers: input.fileNumbers, action_by: input.actionBy },
  );
  return rows.map(({ number }) => number);
}
