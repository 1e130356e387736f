import { z } from "zod";
import type { Ledger } from "../ledger.ts";
import { anyRow, jsonColumn } from "../rows.ts";
import { newOrder } from "../transfers/redrive.ts";

const causeRow = z.object({
  id: z.string(),
  transferId: z.string(),
  kind: z.string(),
  actionBy: z.string(),
  side: z.string(),
  action: z.string(),
  code: z.string(),
  state: z.enum(["open", "remedied", "waived"]),
  files: z.number(),
  bytes: z.number(),
  firstSeenAt: z.string(),
  lastProbeAt: z.string().nullable(),
  firstKeys: jsonColumn(z.array(z.string())),
  neverSeen: z.boolean(),
  samples: z.number().nullable(),
  sourceBucket: z.string(),
  sourcePrefix: z.string(),
  destinationBucket: z.string(),
  destinationPrefix: z.string(),
  vendorName: z.string().nullable(),
  /** Where the vendor's contact reads mail. */
  vendorEmail: z.string().nullable(),
  transferName: z.string().nullable(),
  reference: z.string().nullable(),
});
/**
 * All files of one transfer that fail for one reason and wait for one party. `firstKeys` are the source keys of the first
 * 21 by number, `neverSeen` whether somebody named those and none was there when the transfer was planned; `samples` how many samples they are of, null where there are too many files to look.
 */
export type CauseRecord = z.infer<typeof causeRow>;

const LOOK_AT = 10_000;

const causeColumns = `c.id, t.id as "transferId", c.kind, c.action_by as "actionBy", c.side, c.action,
  coalesce((select d.code from dead_letters d where d.cause_id = c.id limit 1), '') as code,
  case when c.files > 0 then 'open' when exists (select 1 from failed_files x where x.cause_id = c.id) then 'waived' else 'remedied' end as state, c.files, c.bytes,
  iso(c.first_seen_at) as "firstSeenAt", iso(c.last_probe_at) as "lastProbeAt",
  (select coalesce(jsonb_agg(k.key), '[]') from (
    select f.key from failed_files x join files f on f.transfer = x.transfer and f.number = x.file
    where x.cause_id = c.id and x.state = 'dead_lettered' order by x.file limit 21) k)::text as "firstKeys",
  t.source_kind = 'keys' and coalesce((select bool_and(k.etag is null) from (
    select f.etag from failed_files x join files f on f.transfer = x.transfer and f.number = x.file
    where x.cause_id = c.id and x.state = 'dead_lettered' order by x.file limit 21) k), false) as "neverSeen",
  case when c.files <= ${LOOK_AT} then (
    select count(distinct f.sample_id) from failed_files x join files f on f.transfer = x.transfer and f.number = x.file
    where x.cause_id = c.id and x.state = 'dead_lettered') end as samples,
  t.source_bucket as "sourceBucket", t.source_prefix as "sourcePrefix", t.destination_bucket as "destinationBucket",
  t.destination_prefix as "destinationPrefix", (select v.name from vendors v where v.id = t.vendor_id) as "vendorName",
  (select v.contact ->> 'email' from vendors v where v.id = t.vendor_id) as "vendorEmail",
  t.name as "transferName", t.reference`;

/** The causes of a transfer, those with the most files first. */
export async function listCauses(ledger: Ledger, input: { transferId: string }): Promise<CauseRecord[]> {
  return await ledger.run(
    causeRow,
    `select ${causeColumns} from causes c join transfers t on t.number = c.transfer where t.id = :transfer
     order by c.files desc, c.id limit 100`,
    { transfer: input.transferId },
  );
}

export async function readCause(ledger: Ledger, input: { causeId: string }): Promise<CauseRecord | null> {
  const [row] = await ledger.run(
    causeRow,
    `select ${causeColumns} from causes c join transfers t on t.number = c.transfer where c.id = :cause`,
    { cause: input.causeId },
  );
  return row ?? null;
}

/**
 * Asks for a redrive of every open cause whose probe is due, and sets the next time in the same statement: after the
 * first delays of `scheduleSeconds`, then at its last one, for 14 days. One that is under way is not asked for again.
 * @returns how many were asked for
 */
export async function askDueProbes(ledger: Ledger, input: { scheduleSeconds: number[] }): Promise<number> {
  const [row] = await ledger.run(
    z.object({ n: z.number() }),
    `with due as (
       select id from causes where state = 'open' and files > 0 and next_probe_at < clock_timestamp()
       order by next_probe_at limit 100 for update skip locked),
     taken as (
       update causes c set probes = c.probes + 1, last_probe_at = clock_timestamp(),
         next_probe_at = case when c.last_seen_at > clock_timestamp() - interval '14 days' then clock_timestamp()
           + (:schedule::jsonb ->> least(c.probes + 1, jsonb_array_length(:schedule::jsonb) - 1))::double precision * interval '1 second' end
       from due where c.id = due.id returning c.id, c.transfer, c.files),
     asked as (
       insert into outbox (kind, transfer, payload)
       select 'redrive', k.transfer, :order::jsonb || jsonb_build_object('causeId', k.id, 'files', k.files)
       from taken k join transfers t on t.number = k.transfer
       where t.state not in ('cancelling', 'cancelled')
         and not exists (select 1 from outbox o where o.transfer = k.transfer and o.kind = 'redrive' and o.payload ->> 'causeId' = k.id)
       returning 1)
     select count(*)::int as n from asked`,
    { schedule: input.scheduleSeconds, order: { ...newOrder, reason: "a probe found it remedied" } },
  );
  return row?.n ?? 0;
}

/**
 * Trips the breaker of a transfer: pauses it and asks, by an effect, for the probes that decide. Once for each trip.
 * Forgets the streak of denials, so that the next trip counts anew.
 */
export async function tripBreaker(ledger: Ledger, input: { transferId: string; causeId: string }): Promise<boolean> {
  const rows = await ledger.run(
    anyRow,
    `with paused as (
       update transfers set state = 'paused', paused_by = 'breaker' where id = :transfer and state = 'running' returning number),
     forgotten as (update causes c set streak = 0 from paused p where c.transfer = p.number)
     insert into outbox (kind, transfer, payload)
     select 'breaker', number, jsonb_build_object('causeId', :cause::text) from paused returning id`,
    { transfer: input.transferId, cause: input.causeId },
  );
  return rows.length > 0;
}

/** Notes that a cause is mended, once nothing of it is left. */
export async function settleCauses(ledger: Ledger): Promise<void> {
  await ledger.run(
    anyRow,
    "update causes set state = 'remedied', next_probe_at = null where state = 'open' and files = 0 and last_seen_at < clock_timestamp() - interval '1 second'",
  );
}
