import { z } from "zod";
import { type PausedBy, type TransferState, transferStates } from "../states.ts";
import { type Act, recordAct } from "./audit.ts";
import type { Ledger } from "./ledger.ts";
import { resendOpenFiles } from "./outbox.ts";
import { anyRow, jsonColumn } from "./rows.ts";

export type TransferOptions = {
  overwrite: "never" | "if_different" | "always";
  tags: "required" | "best_effort" | "skip";
  partSizeBytes?: number | undefined;
};

/** A transfer as it is accepted. `keys` are whole keys, each once; null means everything under the prefix. */
export type NewTransfer = {
  id: string;
  name: string | null;
  reference: string | null;
  labels: Record<string, string>;
  vendorId: string | null;
  routeId: string | null;
  source: { bucket: string; prefix: string; ownerAccountId: string | null };
  destination: { bucket: string; prefix: string; ownerAccountId: string | null };
  keys: string[] | null;
  options: TransferOptions;
  createdBy: string;
};

/** What an Idempotency-Key remembers: who used it, for which body, and the answer that was given. */
export type RememberedAnswer = {
  principal: string;
  key: string;
  bodyHash: string;
  status: number;
  headers: Record<string, string>;
  body: string;
};

const KEYS_PER_STATEMENT = 2_000;

/**
 * Accepts a transfer: its row, its keys, the planning effect, the remembered answer and the record of who asked for it,
 * in one transaction.
 * With an Idempotency-Key that is already known nothing is written and the first answer comes back: `body_differs` when
 * it was given for another body. Of two calls made at once one waits for the other, at the key's row.
 */
export async function acceptTransfer(
  ledger: Ledger,
  input: { transfer: NewTransfer; remember: RememberedAnswer | null; act?: Act },
): Promise<{ type: "accepted" } | { type: "known"; answer: RememberedAnswer } | { type: "body_differs" }> {
  const { transfer, remember } = input;
  return await ledger.transaction(async (run) => {
    if (remember !== null) {
      const inserted = await run(
        anyRow,
        `insert into idempotency_keys (principal, key, body_hash, status, headers, body)
         values (:principal, :key, :hash, :status::int, :headers::jsonb, :body)
         on conflict (principal, key) do nothing returning key`,
        {
          principal: remember.principal,
          key: remember.key,
          hash: remember.bodyHash,
          status: remember.status,
          headers: remember.headers,
          body: remember.body,
        },
      );
      if (inserted.length === 0) {
        const [known] = await run(rememberedRow, rememberedSql, { principal: remember.principal, key: remember.key });
        if (known === undefined) throw new Error("an idempotency key vanished between two statements");
        return known.bodyHash === remember.bodyHash
          ? { type: "known" as const, answer: { ...known, principal: remember.principal, key: remember.key } }
          : { type: "body_differs" as const };
      }
    }
    const { source, destination } = transfer;
    await run(
      anyRow,
      `with made as (
         insert into transfers (id, name, reference, labels, vendor_id, route_id, state, source_bucket, source_prefix,
           source_kind, source_owner_account_id, destination_bucket, destination_prefix, destination_owner_account_id,
           options, created_by)
         values (:id, :name::text, :reference::text, :labels::jsonb, :vendor::text, :route::text, 'planning',
           :source_bucket, :source_prefix, :source_kind, :source_owner::text, :destination_bucket, :destination_prefix,
           :destination_owner::text, :options::jsonb, :created_by)
         returning number)
       insert into outbox (kind, transfer) select 'plan', number from made`,
      {
        id: transfer.id,
        name: transfer.name,
        reference: transfer.reference,
        labels: transfer.labels,
        vendor: transfer.vendorId,
        route: transfer.routeId,
        source_bucket: source.bucket,
        source_prefix: source.prefix,
        source_kind: transfer.keys === null ? "prefix" : "keys",
        source_owner: source.ownerAccountId,
        destination_bucket: destination.bucket,
        destination_prefix: destination.prefix,
        destination_owner: destination.ownerAccountId,
        options: transfer.options,
        created_by: transfer.createdBy,
      },
    );
    const keys = transfer.keys ?? [];
    for (let from = 0; from < keys.length; from += KEYS_PER_STATEMENT) {
      await run(
        anyRow,
        `insert into transfer_keys (transfer, number, key)
         select t.number, :from::bigint + k.n, k.key
         from transfers t, jsonb_array_elements_text(:keys::jsonb) with ordinality as k(key, n) where t.id = :id`,
        { id: transfer.id, from, keys: keys.slice(from, from + KEYS_PER_STATEMENT) },
      );
    }
    if (input.act !== undefined) await recordAct(run, input.act);
    return { type: "accepted" as const };
  });
}

const rememberedSql = `select body_hash as "bodyHash", status, headers::text as headers, body
  from idempotency_keys where principal = :principal and key = :key`;
const rememberedRow = z.object({
  bodyHash: z.string(),
  status: z.number(),
  headers: jsonColumn(z.record(z.string(), z.string())),
  body: z.string(),
});

/** The answer given before to this Idempotency-Key, if there is one. */
export async function recallAnswer(
  ledger: Ledger,
  input: { principal: string; key: string },
): Promise<RememberedAnswer | null> {
  const [known] = await ledger.run(rememberedRow, rememberedSql, input);
  return known === undefined ? null : { ...known, ...input };
}

/** Remembers the answer of a call whose effect is safe to repeat by itself. The first answer stays. */
export async function rememberAnswer(ledger: Ledger, answer: RememberedAnswer): Promise<void> {
  await ledger.run(
    anyRow,
    `insert into idempotency_keys (principal, key, body_hash, status, headers, body)
     values (:principal, :key, :hash, :status::int, :headers::jsonb, :body) on conflict (principal, key) do nothing`,
    {
      principal: answer.principal,
      key: answer.key,
      hash: answer.bodyHash,
      status: answer.status,
      headers: answer.headers,
      body: answer.body,
    },
  );
}

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
  actionBy: jsonColumn(z.array(z.string())),
  samples: z.number(),
  samplesReady: z.number(),
  bytesBlocked: z.number(),
  rateBytesPerSecond: z.number().nullable(),
  quickRateBytesPerSecond: z.number().nullable(),
  measuredSeconds: z.number(),
});
/**
 * A transfer with its counts. `bytesLive` are on their way now, `bytesBlocked` are those of dead-lettered files. The rate
 * is a mean of the last 5 min in which what is 90 s old weighs a third; the quick one forgets in 20 s.
 */
export type TransferRecord = z.infer<typeof transferRow>;

const transferColumns = `t.number, t.id, t.name, t.reference, t.labels::text as labels, t.vendor_id as "vendorId",
  (select v.name from vendors v where v.id = t.vendor_id) as "vendorName", t.route_id as "routeId", t.state,
  t.paused_by as "pausedBy", t.failure::text as failure, t.source_bucket as "sourceBucket", t.source_prefix as "sourcePrefix",
  t.destination_bucket as "destinationBucket", t.destination_prefix as "destinationPrefix", t.options::text as options,
  t.planned_all as "plannedAll", t.planned_files as "plannedFiles", t.epoch, iso(t.stalled_since) as "stalledSince",
  t.created_by as "createdBy", iso(t.created_at) as "createdAt", iso(t.started_at) as "startedAt",
  iso(t.finished_at) as "finishedAt", iso(clock_timestamp()) as "asOf", c.*, coalesce(l.bytes, 0)::bigint as "bytesLive",
  (select coalesce(jsonb_agg(distinct k.action_by), '[]') from causes k
    where k.transfer = t.number and k.state = 'open' and k.files > 0)::text as "actionBy",
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
    q: string | null;
    label: { name: string; value: string } | null;
    createdAfter: string | null;
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
         and (:q::text is null or position(lower(:q::text) in lower(concat_ws(' ', t.name, t.reference, t.id, t.source_bucket, t.source_prefix))) > 0)
         and (:label_name::text is null or t.labels ->> :label_name::text = :label_value::text)
         and (:created_after::text is null or t.created_at > :created_after::timestamptz)),
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
      q: input.q,
      label_name: input.label?.name ?? null,
      label_value: input.label?.value ?? null,
      created_after: input.createdAfter,
      limit: input.limit,
    },
  );
}

const moved = z.object({ state: z.string() });

/** Stops dispatching; parts in flight finish. @returns false where the transfer was not running or planning. */
export async function pauseTransfer(ledger: Ledger, input: { id: string; by: PausedBy }): Promise<boolean> {
  const rows = await ledger.run(
    moved,
    `update transfers set state = 'paused', paused_by = :by
     where id = :id and (state = 'running' or (state = 'paused' and paused_by = :by)) returning state`,
    input,
  );
  return rows.length > 0;
}

/** Goes on: bumps the epoch and hands every file that waits to the relay anew. */
export async function resumeTransfer(
  ledger: Ledger,
  input: { id: string; pausedBy: PausedBy | null },
): Promise<boolean> {
  const rows = await ledger.run(
    moved,
    `with resumed as (
       update transfers set state = 'running', paused_by = null, epoch = epoch + 1,
         breaker_threshold = case when paused_by = 'breaker' then breaker_threshold * 2 else breaker_threshold end
       where id = :id and state = 'paused' and (:by::text is null or paused_by = :by::text)
       returning number, state), ${resendOpenFiles}
     select state from resumed`,
    { id: input.id, by: input.pausedBy },
  );
  return rows.length > 0;
}

/** Begins to cancel: nothing more is sent; files nobody works on are cancelled by the closer, page by page. */
export async function cancelTransfer(ledger: Ledger, input: { id: string }): Promise<boolean> {
  const rows = await ledger.run(
    moved,
    `with marked as (
       update transfers set state = 'cancelling', epoch = epoch + 1, paused_by = null
       where id = :id and state in ('planning', 'awaiting_approval', 'running', 'paused') returning number, state),
     unsent as (delete from outbox o using marked m where o.transfer = m.number and o.kind in ('range', 'plan'))
     select state from marked
     union all select state from transfers where id = :id and state = 'cancelling' and not exists (select 1 from marked)`,
    input,
  );
  return rows.length > 0;
}
