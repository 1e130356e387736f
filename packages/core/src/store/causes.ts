import { z } from "zod";
import type { Ledger } from "./ledger.ts";
import { anyRow, jsonColumn } from "./rows.ts";

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
  sampleKeys: jsonColumn(z.array(z.string())),
  sourceBucket: z.string(),
  sourcePrefix: z.string(),
  destinationBucket: z.string(),
  destinationPrefix: z.string(),
  vendorName: z.string().nullable(),
  transferName: z.string().nullable(),
  reference: z.string().nullable(),
});
/** All files of one transfer that fail for one reason and wait for one party. `sampleKeys` holds up to 21 source keys. */
export type CauseRecord = z.infer<typeof causeRow>;

const causeColumns = `c.id, t.id as "transferId", c.kind, c.action_by as "actionBy", c.side, c.action,
  coalesce((select d.code from dead_letters d where d.cause_id = c.id limit 1), '') as code,
  case when c.files = 0 and c.state = 'open' then 'remedied' else c.state end as state, c.files, c.bytes,
  iso(c.first_seen_at) as "firstSeenAt", iso(c.last_probe_at) as "lastProbeAt",
  (select coalesce(jsonb_agg(k.key), '[]') from (
    select f.key from (select distinct d.file from dead_letters d where d.cause_id = c.id order by d.file limit 200) d
    join files f on f.transfer = c.transfer and f.number = d.file and f.state = 'dead_lettered' and f.cause_id = c.id
    order by f.number limit 21) k)::text as "sampleKeys",
  t.source_bucket as "sourceBucket", t.source_prefix as "sourcePrefix", t.destination_bucket as "destinationBucket",
  t.destination_prefix as "destinationPrefix", (select v.name from vendors v where v.id = t.vendor_id) as "vendorName",
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
 * Takes open causes whose probe is due and sets the next time at once, so that no second coordinator probes them too:
 * after the first delays of `scheduleSeconds`, then at its last one, for 14 days.
 */
export async function takeDueProbes(
  ledger: Ledger,
  input: { limit: number; scheduleSeconds: number[] },
): Promise<{ causeId: string; transferId: string }[]> {
  return await ledger.run(
    z.object({ causeId: z.string(), transferId: z.string() }),
    `with due as (
       select id from causes where state = 'open' and files > 0 and next_probe_at < clock_timestamp()
       order by next_probe_at limit :limit::int for update skip locked),
     taken as (
       update causes c set probes = c.probes + 1, last_probe_at = clock_timestamp(),
         next_probe_at = case when c.last_seen_at > clock_timestamp() - interval '14 days' then clock_timestamp()
           + (:schedule::jsonb ->> least(c.probes + 1, jsonb_array_length(:schedule::jsonb) - 1))::double precision * interval '1 second' end
       from due where c.id = due.id returning c.id, c.transfer)
     select k.id as "causeId", t.id as "transferId" from taken k join transfers t on t.number = k.transfer
     where t.state not in ('cancelling', 'cancelled')`,
    { limit: input.limit, schedule: input.scheduleSeconds },
  );
}

const targetRow = z.object({
  number: z.number(),
  key: z.string(),
  etag: z.string().nullable(),
  versionId: z.string().nullable(),
  causeId: z.string().nullable(),
  failureKind: z.string().nullable(),
  tags: z.string(),
  sourceBucket: z.string(),
  sourcePrefix: z.string(),
  sourceOwnerAccountId: z.string().nullable(),
  destinationBucket: z.string(),
  destinationPrefix: z.string(),
  destinationOwnerAccountId: z.string().nullable(),
});

/** Where a probe must ask: a file of the ledger with both its places. */
export type ProbeTarget = z.infer<typeof targetRow>;

const targetColumns = `f.number, f.key, f.etag, f.version_id as "versionId", f.cause_id as "causeId",
  f.failure ->> 'kind' as "failureKind", t.options ->> 'tags' as tags, t.source_bucket as "sourceBucket", t.source_prefix as "sourcePrefix", t.source_owner_account_id as "sourceOwnerAccountId",
  t.destination_bucket as "destinationBucket", t.destination_prefix as "destinationPrefix",
  t.destination_owner_account_id as "destinationOwnerAccountId"`;

/** Dead-lettered files of a transfer after number `after`, by cause, kind or number: at most `limit`. */
export async function listProbeTargets(
  ledger: Ledger,
  input: {
    transferId: string;
    causeId: string | null;
    failureKind: string | null;
    fileNumbers: number[] | null;
    after: number;
    limit: number;
  },
): Promise<ProbeTarget[]> {
  return await ledger.run(
    targetRow,
    `select ${targetColumns} from transfers t join files f on f.transfer = t.number
     where t.id = :transfer and f.number > :after::bigint and f.state = 'dead_lettered'
       and (:cause::text is null or f.cause_id = :cause::text)
       and (:kind::text is null or f.failure ->> 'kind' = :kind::text)
       and (:numbers::jsonb is null or f.number in (select jsonb_array_elements_text(:numbers::jsonb)::bigint))
     order by f.number limit :limit::int`,
    {
      transfer: input.transferId,
      cause: input.causeId,
      kind: input.failureKind,
      numbers: input.fileNumbers,
      after: input.after,
      limit: input.limit,
    },
  );
}

/** Up to `count` files that still wait, spread evenly over the remainder of a transfer: what a tripped breaker probes. */
export async function listSpreadTargets(
  ledger: Ledger,
  input: { transferId: string; count: number },
): Promise<ProbeTarget[]> {
  return await ledger.run(
    targetRow,
    `with waiting as (
       select f.number, row_number() over (order by f.number) as n, count(*) over () as total
       from transfers t join files f on f.transfer = t.number
       where t.id = :transfer and f.state in ('planned', 'queued')),
     picked as (select number from waiting where (n - 1) % greatest(1, total / :count::int) = 0 order by number limit :count::int)
     select ${targetColumns} from picked p join transfers t on t.id = :transfer
     join files f on f.transfer = t.number and f.number = p.number order by f.number`,
    { transfer: input.transferId, count: input.count },
  );
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
