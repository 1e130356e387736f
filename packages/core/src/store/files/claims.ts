import { z } from "zod";
import type { CopyRoute } from "../../transfer-role/route-policy.ts";
import type { Ledger } from "../ledger.ts";
import { anyRow, jsonColumn } from "../rows.ts";
import type { FileRef, Hold } from "./hold.ts";
import { type Intent, intentSchema, type Upload, uploadSchema } from "./uploads.ts";

/** How often a copier may die on one generation of a file before the file counts as poison. */
export const POISON_AFTER_CRASHES = 5;

/** Everything a copier needs to know of a file that it holds. Sizes in bytes; null = not known yet, HEAD the source. */
export type Work = Hold & {
  sourceBucket: string;
  sourcePrefix: string;
  sourceKey: string;
  sourceOwnerAccountId: string | null;
  destinationBucket: string;
  destinationPrefix: string;
  destinationOwnerAccountId: string | null;
  /** What allows it: S3 is asked under a session that may no more. */
  route: CopyRoute;
  sizeBytes: number | null;
  etag: string | null;
  versionId: string | null;
  overwrite: "never" | "if_different" | "always";
  tags: "required" | "best_effort" | "skip";
  partSizeBytes: number | null;
  restarts: number;
  upload: Upload | null;
  intent: Intent | null;
  /** Its transfer is being cancelled, or it was withdrawn: only what an earlier attempt made of it is to be found out. */
  cancelling: boolean;
};

/** `go` and `mine_already` mean work; with every other answer the message may be deleted (see docs/protocol.md). */
export type ClaimAnswer =
  | { type: "go" | "mine_already"; work: Work }
  | { type: "poison"; hold: Hold }
  | {
      type:
        | "terminal"
        | "paused"
        | "cancelled"
        | "older_generation"
        | "live_elsewhere"
        | "unknown_file"
        | "renew_first";
    };

const verdicts = [
  "go",
  "mine_already",
  "poison",
  "terminal",
  "paused",
  "cancelled",
  "older_generation",
  "live_elsewhere",
  "unknown_file",
  "renew_first",
] as const;

const routeColumn = z.object({
  id: z.string(),
  sourceBucket: z.string(),
  sourcePrefix: z.string(),
  destinationBucket: z.string(),
  destinationPrefix: z.string(),
});

const claimRow = z.object({
  claimId: z.string(),
  verdict: z.enum(verdicts),
  transferId: z.string(),
  file: z.number(),
  generation: z.number(),
  attempt: z.number().nullable(),
  sourceBucket: z.string().nullable(),
  sourcePrefix: z.string().nullable(),
  sourceKey: z.string().nullable(),
  sourceOwnerAccountId: z.string().nullable(),
  destinationBucket: z.string().nullable(),
  destinationPrefix: z.string().nullable(),
  destinationOwnerAccountId: z.string().nullable(),
  route: jsonColumn(routeColumn.nullable()),
  sizeBytes: z.number().nullable(),
  etag: z.string().nullable(),
  versionId: z.string().nullable(),
  overwrite: z.enum(["never", "if_different", "always"]).nullable(),
  tags: z.enum(["required", "best_effort", "skip"]).nullable(),
  partSizeBytes: z.number().nullable(),
  restarts: z.number().nullable(),
  upload: jsonColumn(uploadSchema.nullable()),
  intent: jsonColumn(intentSchema.nullable()),
  cancelling: z.boolean().nullable(),
});

/**
 * Claims up to 100 files for a session in one statement, and answers for each in the order asked.
 *
 * A file can be taken while it waits (`planned` or `queued`: a message may overtake the relay), or while it is
 * `copying`/`verifying` under a session that has let go or whose lease has lapsed by the database's clock. The attempt
 * number is the compare-and-set: of two claims made at once one finds it changed and is told `live_elsewhere`. The same
 * (session, claim id) asking again gets the same attempt. Of a transfer that is being cancelled only what somebody had begun is handed out. Taking over from a session that died without a word is an event of the file, adds one
 * to `crashes`, and waits one lease after the ledger came back from an outage; from the fifth crash on the file is not handed out but called `poison`, and its claim is let go.
 */
export async function claimFiles(
  ledger: Ledger,
  input: { sessionId: string; leaseSeconds: number; claims: (FileRef & { claimId: string })[] },
): Promise<ClaimAnswer[]> {
  const rows = await ledger.run(
    claimRow,
    `with asked as (
       select * from jsonb_to_recordset(:claims::jsonb)
         as x("transferId" text, file bigint, generation int, "claimId" text)),
     me as (select 1 from copiers where session_id = :session and ended_at is null and lease_until > clock_timestamp()),
     fleet_now as (select paused_by is not null as paused, ledger_back_at from fleet),
     found as (
       select a.*, t.number as transfer, f.state, f.attempt, f.crashes, f.claimed_by, f.generation as now_generation,
         s.session_id is not null and s.ended_at is null as died,
         case
           when not exists (select 1 from me) then 'renew_first'
           when f.number is null then 'unknown_file'
           when f.generation > a.generation then 'older_generation'
           when f.claimed_by = :session and f.claim_id = a."claimId" and f.state in ('copying', 'verifying') then 'mine_already'
           when f.state in ('copied', 'skipped', 'dead_lettered', 'waived', 'cancelled') then 'terminal'
           when t.state = 'cancelled' or (t.state = 'cancelling' and f.state in ('planned', 'queued')) then 'cancelled'
           when t.state <> 'cancelling' and f.withdrawn_by is null and (t.state = 'paused' or not coalesce(o.enabled, true) or (select paused from fleet_now)) then 'paused'
           when f.state in ('copying', 'verifying') and s.ended_at is null and s.lease_until > clock_timestamp() then 'live_elsewhere'
           when f.state in ('copying', 'verifying') and s.session_id is not null and s.ended_at is null
             and (select ledger_back_at from fleet_now) > clock_timestamp() - :grace::int * interval '1 second' then 'renew_first'
           when f.crashes + (s.session_id is not null and s.ended_at is null)::int >= ${POISON_AFTER_CRASHES} then 'poison'
           else 'go'
         end as verdict
       from asked a
       left join transfers t on t.id = a."transferId"
       left join routes o on o.id = t.route_id
       left join files f on f.transfer = t.number and f.number = a.file
       left join copiers s on s.session_id = f.claimed_by),
     taken as (
       update files f set
         state = case when n.verdict = 'go' then 'copying' else f.state end,
         attempt = f.attempt + (n.verdict = 'go')::int,
         crashes = f.crashes + n.died::int,
         claimed_by = case when n.verdict = 'go' then :session end,
         claim_id = case when n.verdict = 'go' then n."claimId" end,
         next_send_at = null,
         started_at = coalesce(f.started_at, clock_timestamp())
       from found n
       where n.verdict in ('go', 'poison') and f.transfer = n.transfer and f.number = n.file
         and f.attempt = n.attempt and f.generation = n.now_generation and f.state = n.state
         and f.claimed_by is not distinct from n.claimed_by
       returning f.transfer, f.number, f.generation, f.attempt, f.claim_id, n.verdict, n.died),
     told as (
       insert into file_events (transfer, file, generation, attempt, type, detail)
       select transfer, number, generation, attempt, 'handover', '{"reason": "crashed"}' from taken
       where died and verdict = 'go')
     select n."claimId", n."transferId", n.file, coalesce(f.generation, n.generation) as generation,
       case when n.verdict in ('go', 'poison') and k.transfer is null then 'live_elsewhere'
            when n.verdict = 'go' and k.claim_id <> n."claimId" then 'live_elsewhere'
            else n.verdict end as verdict,
       coalesce(k.attempt, f.attempt) as attempt,
       t.source_bucket as "sourceBucket", t.source_prefix as "sourcePrefix", f.key as "sourceKey",
       t.source_owner_account_id as "sourceOwnerAccountId", t.destination_bucket as "destinationBucket",
       t.destination_prefix as "destinationPrefix", t.destination_owner_account_id as "destinationOwnerAccountId",
       case when t.number is not null then jsonb_build_object(
         'id', coalesce(o.id, t.id),
         'sourceBucket', coalesce(o.source_bucket, t.source_bucket),
         'sourcePrefix', coalesce(o.source_prefix, t.source_prefix),
         'destinationBucket', coalesce(o.destination_bucket, t.destination_bucket),
         'destinationPrefix', coalesce(o.destination_prefix, t.destination_prefix))::text end as route,
       f.size_bytes as "sizeBytes", f.etag, f.version_id as "versionId", t.options ->> 'overwrite' as overwrite,
       t.options ->> 'tags' as tags, t.part_size_bytes as "partSizeBytes", f.restarts,
       f.upload::text as upload, f.intent::text as intent, t.state = 'cancelling' or f.withdrawn_by is not null as cancelling
     from found n
     left join transfers t on t.number = n.transfer
     left join routes o on o.id = t.route_id
     left join files f on f.transfer = n.transfer and f.number = n.file
     left join taken k on k.transfer = n.transfer and k.number = n.file`,
    { claims: input.claims, session: input.sessionId, grace: input.leaseSeconds },
  );
  const answers = new Map(rows.map((row) => [row.claimId, toAnswer(row)]));
  return input.claims.map((claim) => answers.get(claim.claimId) ?? { type: "unknown_file" });
}

function toAnswer(row: z.infer<typeof claimRow>): ClaimAnswer {
  const { verdict } = row;
  if (verdict === "go" || verdict === "mine_already") return { type: verdict, work: workRow.parse(row) };
  if (verdict === "poison") return { type: verdict, hold: workRow.parse(row) };
  return { type: verdict };
}

const workRow = claimRow.omit({ verdict: true, claimId: true }).extend({
  attempt: z.number(),
  sourceBucket: z.string(),
  sourcePrefix: z.string(),
  sourceKey: z.string(),
  destinationBucket: z.string(),
  destinationPrefix: z.string(),
  route: routeColumn,
  overwrite: z.enum(["never", "if_different", "always"]),
  tags: z.enum(["required", "best_effort", "skip"]),
  restarts: z.number(),
  cancelling: z.boolean(),
});

/**
 * Lets claims go and keeps their uploads: they are the checkpoint. The files are handed to the relay again in the same
 * statement: who held a claim cannot know whether its message still exists. Claims that are no longer this hold's are left alone.
 */
export async function releaseFiles(
  ledger: Ledger,
  input: { holds: Hold[]; reason: "shutdown" | "paused" | "stalled" | "fleet_paused" },
): Promise<void> {
  await ledger.run(
    anyRow,
    `with held as (
       select t.number as transfer, x.* from jsonb_to_recordset(:holds::jsonb)
         as x("transferId" text, file bigint, generation int, attempt int) join transfers t on t.id = x."transferId"),
     let_go as (
       update files f set claimed_by = null, claim_id = null, next_send_at = null from held h
       where f.transfer = h.transfer and f.number = h.file and f.generation = h.generation and f.attempt = h.attempt
         and f.claimed_by is not null and f.state in ('copying', 'verifying')
       returning f.transfer, f.number, f.generation, f.attempt, f.size_bytes),
     told as (
       insert into file_events (transfer, file, generation, attempt, type, detail)
       select transfer, number, generation, attempt, 'handover', jsonb_build_object('reason', :reason::text) from let_go)
     insert into outbox (kind, transfer, numbers, priority, again)
     select 'range', transfer, jsonb_agg(number order by number), max(coalesce(size_bytes, 0)), true from let_go group by transfer`,
    { holds: input.holds, reason: input.reason },
  );
}
