import { z } from "zod";
import type { Ledger } from "../ledger.ts";
import { anyRow, jsonColumn } from "../rows.ts";

/** So many files a range holds at most. */
export const RANGE_FILES = 500;

/** So many files of one transfer are in the queue at most, unless it moves more than these in a minute. */
export const WINDOW_FILES = 5_000;

/** Of a file `f`: somebody has begun it and let it go, or died: no session that lives works on it. */
export const liesWithNobody = `(f.state in ('copying', 'verifying') and not exists (
  select 1 from copiers s where s.session_id = f.claimed_by and s.ended_at is null and s.lease_until > clock_timestamp()))`;

/** A range taken by the relay, with the messages that it stands for, the largest file first. */
export type TakenRange = {
  outboxId: number;
  transferId: string;
  files: { file: number; generation: number; sizeBytes: number | null }[];
};

/**
 * Takes up to `limit` ranges for 30 s in one autocommit statement that also sets their planned files `queued`. Only of
 * transfers that may dispatch now, and only so many that at most W files of a transfer are outstanding
 * (W = the larger of `window` and 60 s of its measured rate); what only sends again was outstanding before. Relays take
 * one after the other: who finds another at it takes nothing. A range of a relay that died is taken again: its messages
 * may then be sent twice, which is harmless. Ranges of large files come first.
 * @param input.window in files, not less than one range holds
 */
export async function takeRanges(ledger: Ledger, input: { limit: number; window: number }): Promise<TakenRange[]> {
  return await ledger.run(
    z.object({
      outboxId: z.number(),
      transferId: z.string(),
      files: jsonColumn(
        z.array(z.object({ file: z.number(), generation: z.number(), sizeBytes: z.number().nullable() })),
      ),
    }),
    `with turn as materialized (select pg_try_advisory_xact_lock(${RELAY_LOCK}) as mine),
     open_transfers as materialized (
       select t.number, t.id, greatest(:window::bigint, t.files_per_second * 60) - outstanding_messages(t.number) as room
       from transfers t left join routes r on r.id = t.route_id
       where (select mine from turn) and t.finished_at is null
         and (t.state = 'cancelling' or (t.state = 'running' and coalesce(r.enabled, true)
           and not exists (select 1 from fleet where paused_by is not null)))
         and exists (select 1 from outbox o where o.transfer = t.number and o.kind = 'range')),
     waiting as (
       select o.id, t.room, sum(case when o.again then 0 else coalesce(jsonb_array_length(o.numbers), o.to_number - o.from_number + 1) end)
         over (partition by o.transfer order by o.again desc, o.priority desc, o.id) as upto
       from outbox o join open_transfers t on t.number = o.transfer
       where o.kind = 'range' and (t.room > 0 or o.again) and ${due}),
     taking as (
       select o.id from outbox o join waiting w on w.id = o.id
       where (o.again or w.upto <= w.room) and ${due}
       order by o.priority desc, o.id limit :limit::int for update of o skip locked),
     taken as (
       update outbox o set lease_until = clock_timestamp() + interval '30 seconds', takes = o.takes + 1, again = true, counted = 0
       from taking where o.id = taking.id returning o.id, o.transfer, o.from_number, o.to_number, o.numbers),
     wanted as (
       select k.id, k.transfer, f.number, f.generation, f.size_bytes, f.state
       from taken k join files f on f.transfer = k.transfer and f.number between k.from_number and k.to_number
       where k.numbers is null
       union
       select k.id, k.transfer, f.number, f.generation, f.size_bytes, f.state
       from taken k cross join lateral jsonb_array_elements_text(k.numbers) as e(n)
       join files f on f.transfer = k.transfer and f.number = e.n::bigint
       where k.numbers is not null),
     queued as (
       update files f set state = case when f.state = 'planned' then 'queued' else f.state end, sends = f.sends + 1,
         next_send_at = clock_timestamp() + least(600 * 2 ^ f.sends, 86400) * interval '1 second'
       from (select distinct on (transfer, number) * from wanted order by transfer, number, id) w
       where f.transfer = w.transfer and f.number = w.number
         and (f.state in ('planned', 'queued') or ${liesWithNobody})
       returning w.id, f.number, f.generation, f.size_bytes)
     select k.id as "outboxId", t.id as "transferId",
       coalesce((select jsonb_agg(jsonb_build_object('file', q.number, 'generation', q.generation, 'sizeBytes', q.size_bytes)
         order by q.size_bytes desc nulls first, q.number) from queued q where q.id = k.id), '[]')::text as files
     from taken k join transfers t on t.number = k.transfer`,
    input,
  );
}

const RELAY_LOCK = 4_713;

const due = "o.not_before <= clock_timestamp() and (o.lease_until is null or o.lease_until < clock_timestamp())";

/**
 * Common table expressions by which a statement hands to the relay anew every file that waits, or was let go, of the
 * transfers that its `resumed` names (`number`), in place of the ranges that waited meanwhile.
 */
export const resendOpenFiles = `
  replaced as (
    delete from outbox o using resumed r
    where o.transfer = r.number and o.kind = 'range' and (o.lease_until is null or o.lease_until < clock_timestamp())),
  resent as (
    insert into outbox (kind, transfer, from_number, to_number, priority, counted)
    select 'range', f.transfer, min(f.number), max(f.number), max(coalesce(f.size_bytes, 0)), count(*) filter (where f.state <> 'planned')
    from resumed r join files f on f.transfer = r.number
    where f.state in ('planned', 'queued') or ${liesWithNobody}
    group by f.transfer, (f.number - 1) / ${RANGE_FILES})`;

/** Forgets outbox rows whose effect has happened. */
export async function deleteOutboxRows(ledger: Ledger, input: { ids: number[] }): Promise<void> {
  await ledger.run(
    anyRow,
    "delete from outbox where id in (select jsonb_array_elements_text(:ids::jsonb)::bigint)",
    input,
  );
}

const payload = jsonColumn(z.record(z.string(), z.unknown()));
const ofTransfer = z.object({
  outboxId: z.number(),
  kind: z.enum(["announce", "alert", "stalled", "breaker"]),
  transferId: z.string(),
  payload,
});
const ofOperator = z.object({ outboxId: z.number(), kind: z.literal("operator"), transferId: z.null(), payload });
const effectRow = z.union([ofTransfer, ofOperator]);

/** An effect on the world outside the ledger, to be made at least once: of a transfer, or of the operator's concern. */
export type Effect = z.infer<typeof effectRow>;
export type TransferEffect = z.infer<typeof ofTransfer>;

const effectKinds = [...ofTransfer.shape.kind.options, ofOperator.shape.kind.value]
  .map((kind) => `'${kind}'`)
  .join(", ");

/** Takes up to `limit` effects for 30 s, those that are due, oldest first. */
export async function takeEffects(ledger: Ledger, input: { limit: number }): Promise<Effect[]> {
  return await ledger.run(
    effectRow,
    `with due as (
       select id from outbox where kind in (${effectKinds}) and not_before <= clock_timestamp()
         and (lease_until is null or lease_until < clock_timestamp())
       order by id limit :limit::int for update skip locked),
     taken as (
       update outbox o set lease_until = clock_timestamp() + interval '30 seconds', takes = o.takes + 1,
         not_before = clock_timestamp() + least(5 * 2 ^ o.takes, 600) * interval '1 second'
       from due where o.id = due.id returning o.id, o.kind, o.transfer, o.payload)
     select k.id as "outboxId", k.kind, t.id as "transferId", coalesce(k.payload, '{}')::text as payload
     from taken k left join transfers t on t.number = k.transfer order by k.id`,
    input,
  );
}

/** An insert that asks for one alert for each of these causes (`transfer`, `id`), once others have joined it. */
export const askCauseAlerts = (causes: string) => `insert into outbox (kind, transfer, payload, not_before)
  select 'alert', c.transfer, jsonb_build_object('causeId', c.id), clock_timestamp() + interval '1 second'
  from ${causes} c where not exists (select 1 from alerts a where a.id = 'cause:' || c.id)
    and not exists (select 1 from outbox o where o.kind = 'alert' and o.transfer = c.transfer and o.payload ->> 'causeId' = c.id)`;

/**
 * An insert that asks for an alert to the operator for each row (`about`, `at`) of `news`: once for each pair, so that
 * what is often the same is told once.
 */
export const askOperatorAlerts = (news: string) => `insert into outbox (kind, payload)
  select 'operator', jsonb_build_object('about', about, 'at', at) from (${news}) n
  where not exists (select 1 from alerts a where a.id = n.about || ':' || n.at)
    and not exists (select 1 from outbox o where o.kind = 'operator' and o.payload ->> 'about' = n.about and o.payload ->> 'at' = n.at)`;

/** Asks for a test to everybody who hears of alerts, once for a request. */
export async function askTestAlert(
  ledger: Pick<Ledger, "run">,
  input: { request: string; by: string; reason: string | null },
): Promise<void> {
  const payload = { about: "test", at: input.request, by: input.by, reason: input.reason };
  await ledger.run(anyRow, "insert into outbox (kind, payload) values ('operator', :payload::jsonb)", { payload });
}

/** Keeps an alert's text under its subject id. @returns false when that alert was sent already. */
export async function keepAlert(
  ledger: Ledger,
  input: { id: string; transferId: string | null; subject: string; body: string },
): Promise<boolean> {
  const [row] = await ledger.run(
    z.object({ sent: z.boolean() }),
    `insert into alerts (id, transfer, subject, body)
     values (:id, (select number from transfers where id = :transfer::text), :subject, :body)
     on conflict (id) do update set subject = alerts.subject returning sent_at is not null as sent`,
    { id: input.id, transfer: input.transferId, subject: input.subject, body: input.body },
  );
  return row?.sent !== true;
}

export async function markAlertSent(ledger: Ledger, input: { id: string }): Promise<void> {
  await ledger.run(anyRow, "update alerts set sent_at = coalesce(sent_at, clock_timestamp()) where id = :id", input);
}
