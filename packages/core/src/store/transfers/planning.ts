import { z } from "zod";
import { guessSampleId } from "../../sample-name.ts";
import { buryInvalidKeys, type InvalidKey } from "../files/invalid-keys.ts";
import { askOperatorAlerts, RANGE_FILES } from "../files/outbox.ts";
import type { Ledger, Run } from "../ledger.ts";
import { anyRow } from "../rows.ts";

const planRow = z.object({
  outboxId: z.number(),
  transfer: z.number(),
  transferId: z.string(),
  sourceBucket: z.string(),
  sourcePrefix: z.string(),
  sourceKind: z.enum(["prefix", "keys"]),
  sourceOwnerAccountId: z.string().nullable(),
  destinationBucket: z.string(),
  destinationPrefix: z.string(),
  partSizeBytes: z.number().nullable(),
  cursor: z.string().nullable(),
  plannedFiles: z.number(),
});
/** A transfer that waits to be planned, from its cursor on. */
export type PlanTask = z.infer<typeof planRow>;

/**
 * Takes one planning effect for `leaseSeconds`, of those that are due the one that was taken least often, so that none
 * waits for a long one; null when there is none. Nothing is listed for a disabled route.
 * A planner that dies leaves its cursor behind.
 */
export async function takePlanTask(ledger: Ledger, input: { leaseSeconds: number }): Promise<PlanTask | null> {
  const [row] = await ledger.run(
    planRow,
    `with due as (
       select o.id from outbox o join transfers t on t.number = o.transfer left join routes r on r.id = t.route_id
       where o.kind = 'plan' and o.not_before <= clock_timestamp() and coalesce(r.enabled, true)
         and (o.lease_until is null or o.lease_until < clock_timestamp())
       order by o.takes, o.id limit 1 for update of o skip locked),
     taken as (
       update outbox o set lease_until = clock_timestamp() + :lease::int * interval '1 second', takes = o.takes + 1
       from due where o.id = due.id returning o.id, o.transfer)
     select k.id as "outboxId", t.number as transfer, t.id as "transferId", t.source_bucket as "sourceBucket",
       t.source_prefix as "sourcePrefix", t.source_kind as "sourceKind", t.source_owner_account_id as "sourceOwnerAccountId",
       t.destination_bucket as "destinationBucket", t.destination_prefix as "destinationPrefix",
       coalesce((t.options ->> 'partSizeBytes')::bigint, t.part_size_bytes) as "partSizeBytes", t.plan_cursor as cursor,
       t.planned_files as "plannedFiles"
     from taken k join transfers t on t.number = k.transfer`,
    { lease: input.leaseSeconds },
  );
  return row ?? null;
}

/** The next inline keys of a transfer after number `after`, in their order. */
export async function readTransferKeys(
  ledger: Ledger,
  input: { transfer: number; after: number; limit: number },
): Promise<{ number: number; key: string }[]> {
  return await ledger.run(
    z.object({ number: z.number(), key: z.string() }),
    `select number, key from transfer_keys where transfer = :transfer::bigint and number > :after::bigint
     order by number limit :limit::int`,
    input,
  );
}

/**
 * A file as it was listed. Null where the listing did not say: the copier asks S3. `invalid` where its key can never be
 * used at the destination.
 */
export type PlannedFile = {
  key: string;
  sizeBytes: number | null;
  etag: string | null;
  versionId: string | null;
  invalid?: Omit<InvalidKey, "file"> | null;
};

/**
 * Inserts one page of files, saves the cursor and hands the page to the relay, all in one statement, provided that the
 * transfer is still open and its cursor is still the one the page was read from: a planner that was overtaken is told
 * `superseded` and stops. Files are numbered on from `plannedFiles`, in the order given; their samples are guessed from
 * their names. Files with an invalid key are dead-lettered in the same transaction.
 */
export async function insertPlannedPage(
  ledger: Ledger,
  input: {
    task: PlanTask;
    files: PlannedFile[];
    cursor: string;
    last: boolean;
    partSizeBytes: number | null;
    /** Ids for the causes of invalid keys, as many as there are invalid keys. */
    newCauseIds?: string[];
  },
): Promise<"inserted" | "superseded"> {
  const { task, newCauseIds = [] } = input;
  const invalid = input.files.flatMap(({ invalid }, index) =>
    invalid ? [{ ...invalid, file: task.plannedFiles + index + 1 }] : [],
  );
  if (invalid.length === 0) return await insertPage(ledger.run, input);
  return await ledger.transaction(async (run) => {
    const inserted = await insertPage(run, input);
    if (inserted === "inserted") await buryInvalidKeys(run, { transfer: task.transfer, invalid, newCauseIds });
    return inserted;
  });
}

async function insertPage(
  run: Run,
  input: Parameters<typeof insertPlannedPage>[1],
): Promise<"inserted" | "superseded"> {
  const rows = await run(
    z.object({ number: z.number() }),
    `with page as (
       select :base::bigint + p.ordinality as number, x.key, x."sizeBytes", x.etag, x."versionId", x."sampleId"
       from jsonb_array_elements(:files::jsonb) with ordinality as p(item, ordinality)
       cross join lateral jsonb_to_record(p.item) as x(key text, "sizeBytes" bigint, etag text, "versionId" text, "sampleId" text)),
     moved as (
       update transfers t set plan_cursor = :cursor, planned_files = :base::bigint + :count::bigint, planned_all = :last::boolean,
         part_size_bytes = coalesce(t.part_size_bytes, :part_size::bigint), epoch = t.epoch + 1,
         state = case when t.state = 'planning' then 'running' else t.state end,
         started_at = coalesce(t.started_at, clock_timestamp())
       where t.number = :transfer::bigint and t.plan_cursor is not distinct from :old_cursor::text and not t.planned_all
         and t.planned_files = :base::bigint and t.state in ('planning', 'running', 'paused')
         and (:base::bigint + :count::bigint > 0)
       returning t.number),
     made as (
       insert into files (transfer, number, key, size_bytes, etag, version_id, sample_id, state)
       select m.number, p.number, p.key, p."sizeBytes", p.etag, p."versionId", p."sampleId", 'planned' from moved m, page p
       on conflict do nothing),
     ranged as (
       insert into outbox (kind, transfer, from_number, to_number, priority)
       select 'range', m.number, min(p.number), max(p.number), max(coalesce(p."sizeBytes", 0)) from moved m, page p
       group by m.number, (p.number - 1) / ${RANGE_FILES}),
     done as (
       delete from outbox o using moved m where o.id = :outbox::bigint and :last::boolean),
     kept as (
       update outbox o set lease_until = clock_timestamp() + interval '30 seconds' from moved m
       where o.id = :outbox::bigint and not :last::boolean)
     select number from moved`,
    {
      transfer: input.task.transfer,
      outbox: input.task.outboxId,
      base: input.task.plannedFiles,
      count: input.files.length,
      old_cursor: input.task.cursor,
      cursor: input.cursor,
      last: input.last,
      part_size: input.partSizeBytes,
      files: input.files.map(({ invalid: _, ...file }) => ({ ...file, sampleId: guessSampleId(file.key) })),
    },
  );
  return rows.length > 0 ? "inserted" : "superseded";
}

/** Why a transfer could not start: what happened, who must act, what to do. */
export type PlanFailure = { code: string; message: string; remedy: string; actionBy: string };

/** Ends a transfer that could not start. Files that were inserted already stay and are cancelled with it. */
export async function failPlanning(ledger: Ledger, input: { task: PlanTask; failure: PlanFailure }): Promise<void> {
  await ledger.run(
    anyRow,
    `with failed as (
       update transfers set state = 'failed', failure = :failure::jsonb, finished_at = clock_timestamp(), epoch = epoch + 1
       where number = :transfer::bigint and state = 'planning' returning number, epoch),
     done as (delete from outbox where id = :outbox::bigint)
     insert into outbox (kind, transfer, payload)
     select 'announce', number, jsonb_build_object('epoch', epoch) from failed`,
    { transfer: input.task.transfer, outbox: input.task.outboxId, failure: input.failure },
  );
}

/** Gives a planning effect back, to be taken again after a while: S3 did not answer, say. */
export async function postponePlanning(ledger: Ledger, input: { task: PlanTask; seconds: number }): Promise<void> {
  await ledger.run(
    anyRow,
    `update outbox set lease_until = null, not_before = clock_timestamp() + :seconds::int * interval '1 second' where id = :id::bigint`,
    { id: input.task.outboxId, seconds: input.seconds },
  );
}

/** Like postponePlanning, where something must be mended before the rest can be listed: the operator is told once. */
export async function postponeStuckPlanning(ledger: Ledger, input: { task: PlanTask; seconds: number }): Promise<void> {
  await postponePlanning(ledger, input);
  await ledger.run(anyRow, askOperatorAlerts("select 'planning' as about, :transfer::text as at"), {
    transfer: input.task.transferId,
  });
}

/** Drops a planning effect that has nothing left to do: its transfer was cancelled or is planned. */
export async function dropPlanTask(ledger: Ledger, input: { task: PlanTask }): Promise<void> {
  await ledger.run(
    anyRow,
    `delete from outbox o using transfers t where o.id = :id::bigint and t.number = o.transfer
     and (t.planned_all or t.state not in ('planning', 'running', 'paused'))`,
    { id: input.task.outboxId },
  );
}
