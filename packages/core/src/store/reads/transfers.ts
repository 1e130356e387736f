import { z } from "zod";
import { type TransferState, transferStates } from "../../states.ts";
import type { Ledger } from "../ledger.ts";
import { jsonColumn } from "../rows.ts";

const transferRow = z.object({
  number: z.number(),
  id: z.string(),
  name: z.string().nullable(),
  reference: z.string().nullable(),
  labels: jsonColumn(z.record(z.string(), z.string())),
  vendorId: z.string().nullable(),
  vendorName: z.string().nullable(),
  routeId: z.string().nullable(),
  state: z.enum(transferStates),
  pausedBy: z.enum(["user", "breaker", "route_disabled", "fleet"]).nullable(),
  failure: jsonColumn(
    z.object({ code: z.string(), message: z.string(), remedy: z.string(), actionBy: z.string() }).nullable(),
  ),
  sourceBucket: z.string(),
  sourcePrefix: z.string(),
  sourceKind: z.enum(["prefix", "keys"]),
  destinationBucket: z.string(),
  destinationPrefix: z.string(),
  options: jsonColumn(z.looseObject({ overwrite: z.string(), tags: z.string() })),
  plannedAll: z.boolean(),
  plannedFiles: z.number(),
  epoch: z.number(),
  stalledSince: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  asOf: z.string(),
  planned: z.number(),
  queued: z.number(),
  copying: z.number(),
  verifying: z.number(),
  copied: z.number(),
  skipped: z.number(),
  deadLettered: z.number(),
  waived: z.number(),
  cancelled: z.number(),
  bytesTotal: z.number(),
  bytesDone: z.number(),
  bytesLive: z.number(),
  verified: z.number(),
  sizeOnly: z.number(),
  pending: z.number(),
  mismatched: z.number(),
  waitingFor: jsonColumn(z.array(z.object({ actionBy: z.string(), files: z.number(), bytes: z.number() }))),
  pause: jsonColumn(
    z.object({ who: z.string().nullable(), reason: z.string().nullable(), since: z.string() }).nullable(),
  ),
  samples: z.number(),
  samplesReady: z.number(),
  bytesBlocked: z.number(),
  rateBytesPerSecond: z.number().nullable(),
  quickRateBytesPerSecond: z.number().nullable(),
  measuredSeconds: z.number(),
});
/**
 * A transfer with its counts. `bytesLive` are on their way now, `bytesBlocked` are those of dead-lettered files. The rate
 * is a mean of the last 5 min in which what is 90 s old weighs a third; the quick one forgets in 20 s. `waitingFor`: the
 * dead-lettered files by who must act. `pause`: who decided it, why, and since when.
 */
export type TransferRecord = z.infer<typeof transferRow>;

const transferColumns = `t.number, t.id, t.name, t.reference, t.labels::text as labels, t.vendor_id as "vendorId",
  (select v.name from vendors v where v.id = t.vendor_id) as "vendorName", t.route_id as "routeId", t.state,
  t.paused_by as "pausedBy", t.failure::text as failure, t.source_bucket as "sourceBucket", t.source_prefix as "sourcePrefix", t.source_kind as "sourceKind",
  t.destination_bucket as "destinationBucket", t.destination_prefix as "destinationPrefix", t.options::text as options,
  t.planned_all as "plannedAll", t.planned_files as "plannedFiles", t.epoch, iso(t.stalled_since) as "stalledSince",
  t.created_by as "createdBy", iso(t.created_at) as "createdAt", iso(t.started_at) as "startedAt",
  iso(t.finished_at) as "finishedAt", iso(clock_timestamp()) as "asOf", c.*, coalesce(l.bytes, 0)::bigint as "bytesLive",
  (select coalesce(jsonb_agg(jsonb_build_object('actionBy', w.action_by, 'files', w.files, 'bytes', w.bytes) order by w.action_by), '[]')
    from (select k.action_by, sum(k.files) as files, sum(k.bytes) as bytes from causes k
      where k.transfer = t.number and k.state = 'open' and k.files > 0 group by 1) w)::text as "waitingFor",
  (select jsonb_build_object('who', e.by, 'reason', e.reason, 'since', iso(e.at)) from transfer_events e
    where t.state = 'paused' and e.transfer = t.number and e.type = 'transfer.paused'
    order by e.tx desc, e.id desc limit 1)::text as pause,
  (select coalesce(sum(k.bytes), 0) from causes k where k.transfer = t.number)::bigint as "bytesBlocked",
  r.rate as "rateBytesPerSecond", r.quick as "quickRateBytesPerSecond", coalesce(r.seconds, 0) as "measuredSeconds"`;

/** Mean speeds out of the last points, the newer the weightier; steps longer than any between two points were pauses. */
export const rateJoin = `left join lateral (
    select (sum(db * exp(-age / 90)) / sum(dt * exp(-age / 90)))::double precision as rate,
      (sum(db * exp(-age / 20)) / sum(dt * exp(-age / 20)))::double precision as quick, sum(dt)::double precision as seconds
    from (
      select extract(epoch from clock_timestamp() - s.at)::double precision as age,
        extract(epoch from s.at - lag(s.at) over w)::double precision as dt,
        greatest(0, s.bytes_done + coalesce(s.bytes_live, 0) - lag(s.bytes_done + coalesce(s.bytes_live, 0)) over w) as db
      from throughput_samples s where s.transfer = t.number and s.at > clock_timestamp() - interval '5 minutes'
      window w as (order by s.at)) steps
    where dt > 0 and dt < 90) r on t.state = 'running'`;

/** Somebody must look: files failed, a breaker paused it, it stalls, or it could not start within the last 7 days. */
export const attentionSql = `(exists (select 1 from causes k where k.transfer = t.number and k.files > 0)
  or t.stalled_since is not null or coalesce(t.paused_by, '') = 'breaker'
  or (t.state = 'failed' and t.finished_at > clock_timestamp() - interval '7 days'))`;

const transferJoins = `cross join lateral (
    select coalesce(sum(planned), 0)::bigint as planned, coalesce(sum(queued), 0)::bigint as queued,
      coalesce(sum(copying), 0)::bigint as copying, coalesce(sum(verifying), 0)::bigint as verifying,
      coalesce(sum(copied), 0)::bigint as copied, coalesce(sum(skipped), 0)::bigint as skipped,
      coalesce(sum(dead_lettered), 0)::bigint as "deadLettered", coalesce(sum(waived), 0)::bigint as waived,
      coalesce(sum(cancelled), 0)::bigint as cancelled, coalesce(sum(bytes_total), 0)::bigint as "bytesTotal",
      coalesce(sum(bytes_done), 0)::bigint as "bytesDone", coalesce(sum(verified), 0)::bigint as verified,
      coalesce(sum(size_only), 0)::bigint as "sizeOnly", coalesce(sum(pending), 0)::bigint as pending,
      coalesce(sum(mismatched), 0)::bigint as mismatched, coalesce(sum(samples), 0)::bigint as samples,
      coalesce(sum(samples_ready), 0)::bigint as "samplesReady"
    from transfer_counters where transfer = t.number) c
  left join live l on l.transfer_id = t.id and t.finished_at is null
  ${rateJoin}`;

/** One transfer with its counts as of now. `vendorId` limits what is seen: another vendor's transfer is null. */
export async function readTransfer(
  ledger: Ledger,
  input: { id: string; vendorId: string | null },
): Promise<TransferRecord | null> {
  const [row] = await ledger.run(
    transferRow,
    `with live as materialized (select * from live_bytes(:id))
     select ${transferColumns} from transfers t ${transferJoins}
     where t.id = :id and (:vendor::text is null or t.vendor_id = :vendor::text)`,
    { id: input.id, vendor: input.vendorId },
  );
  return row ?? null;
}

/** Where a page of transfers ended: `rank` is 0 unless sorted by attention. */
export type TransferPosition = { rank: number; number: number };

const rankedRow = transferRow.extend({ rank: z.number() });

/**
 * Whether a transfer `t` holds each of the words somewhere, upper and lower case alike: as part of a text, or as the
 * beginning of a sample's id, which an index finds. What our people decide is found by our people only: who made it, and where it goes.
 */
const wordsSql = `not exists (select 1 from jsonb_array_elements_text(:words::jsonb) w(word)
  where position(lower(w.word) in lower(concat_ws(chr(10), t.id, t.name, t.reference, t.source_bucket, t.source_prefix,
      (select v.name from vendors v where v.id = t.vendor_id),
      case when :vendor::text is null then concat_ws(chr(10), t.created_by, t.destination_bucket, t.destination_prefix) end))) = 0
    and not exists (select 1 from samples s where s.transfer = t.number and lower(s.id) collate "C" >= lower(w.word)
      and lower(s.id) collate "C" < lower(w.word) || chr(1114111)))`;

/** Something was told of it (its last event), or it has not ended, since a moment. */
const updatedSql = `(t.finished_at is null or (
  select e.at from transfer_events e where e.transfer = t.number order by e.tx desc, e.id desc limit 1) > :updated_after::timestamptz)`;

/**
 * A page of transfers after the position of the last one of the page before, newest first. By attention: first those
 * where somebody must look (rank 0), then those still open (1), then the rest (2), each newest first. Only the page's
 * transfers are counted.
 */
export async function listTransfers(
  ledger: Ledger,
  input: {
    vendorId: string | null;
    states: TransferState[] | null;
    needsAttention: boolean | null;
    /** Each must be found somewhere. */
    words: readonly string[];
    reference: string | null;
    label: { name: string; value: string } | null;
    createdAfter: string | null;
    updatedAfter: string | null;
    byAttention: boolean;
    after: TransferPosition | null;
    limit: number;
  },
): Promise<z.infer<typeof rankedRow>[]> {
  return await ledger.run(
    rankedRow,
    `with judged as (
       select t.number, case when not :ranked::boolean then 0 when ${attentionSql} then 0 when t.finished_at is null then 1 else 2 end as rank
       from transfers t
       where (:vendor::text is null or t.vendor_id = :vendor::text)
         and (:states::jsonb is null or t.state in (select jsonb_array_elements_text(:states::jsonb)))
         and (:attention::boolean is null or :attention::boolean = ${attentionSql})
         and (:reference::text is null or t.reference = :reference::text)
         and (:words::jsonb is null or ${wordsSql})
         and (:label_name::text is null or t.labels ->> :label_name::text = :label_value::text)
         and (:created_after::text is null or t.created_at > :created_after::timestamptz)
         and (:updated_after::text is null or ${updatedSql})),
     page as materialized (
       select number, rank from judged
       where :number::bigint is null or rank > :rank::int or (rank = :rank::int and number < :number::bigint)
       order by rank, number desc limit :limit::int),
     live as materialized (select * from live_bytes(null))
     select p.rank, ${transferColumns} from page p join transfers t using (number) ${transferJoins}
     order by p.rank, t.number desc`,
    {
      ranked: input.byAttention,
      rank: input.after?.rank ?? null,
      number: input.after?.number ?? null,
      vendor: input.vendorId,
      states: input.states,
      attention: input.needsAttention,
      words: input.words.length === 0 ? null : [...input.words],
      reference: input.reference,
      label_name: input.label?.name ?? null,
      label_value: input.label?.value ?? null,
      created_after: input.createdAfter,
      updated_after: input.updatedAfter,
      limit: input.limit,
    },
  );
}
