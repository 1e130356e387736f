import { z } from "zod";
import type { Ledger } from "../ledger.ts";
import { anyRow } from "../rows.ts";
import type { Hold } from "./hold.ts";
import { askCauseAlerts, askOperatorAlerts } from "./outbox.ts";

/** One message of the needs-action queue, judged: who must act is decided by its failure kind. */
export type DeadLetter = Hold & {
  messageId: string;
  kind: string;
  code: string;
  side: string;
  action: string | null;
  requestId: string | null;
  actionBy: string;
  probed: boolean;
  body: string;
};

const MOST_CRASHED_FILES = 20;
const today = "to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD')";

/** A cause that gained files just now, with the denials it counts since the transfer's last success. */
export type TouchedCause = { causeId: string; transferId: string; files: number; streak: number; threshold: number };

/**
 * Writes dead letters into the ledger, groups them into causes and asks for one alert per transfer and cause.
 * Fenced: only a file that still is on that generation and attempt and not terminal is dead-lettered; a newer attempt
 * wins. A letter that names no file of the ledger is kept as `unknown_file`, and the operator is told once a day.
 * Of files that crashed their copiers at most 20 within 10 minutes are believed: with the next one the fleet pauses
 * itself, and until somebody lets it go on every such file is spared (it waits, its crashes forgotten): a bad release
 * must not condemn healthy files. Repeating the call changes nothing. @returns the causes that gained files.
 */
export async function recordDeadLetters(
  ledger: Ledger,
  input: { deadLetters: DeadLetter[]; newCauseIds: string[]; firstProbeSeconds: number },
): Promise<TouchedCause[]> {
  return await ledger.run(
    z.object({
      causeId: z.string(),
      transferId: z.string(),
      files: z.number(),
      streak: z.number(),
      threshold: z.number(),
    }),
    `with letters as (
       select * from jsonb_to_recordset(:letters::jsonb) as x("messageId" text, "transferId" text, file bigint, generation int,
         attempt int, kind text, code text, side text, action text, "requestId" text, "actionBy" text, probed boolean, body text)),
     given as (
       select t.number as transfer, t.id as transfer_id, t.breaker_threshold, x.*, coalesce(x.action, '') as action_key
       from letters x join transfers t on t.id = x."transferId"),
     homeless as (
       insert into dead_letters (message_id, kind, body)
       select x."messageId", 'unknown_file', x.body from letters x
       where not exists (select 1 from given g join files f on f.transfer = g.transfer and f.number = g.file
         where g."messageId" = x."messageId")
       on conflict (message_id) do nothing returning message_id),
     current as (
       select c.*, row_number() over (partition by c.kind order by c.transfer, c.file) as nth from (
         select distinct on (g.transfer, g.file) g.* from given g
         join files f on f.transfer = g.transfer and f.number = g.file and f.generation = g.generation
           and f.attempt = g.attempt and f.state in ('copying', 'verifying')) c),
     fuse as (
       select case when paused_by = 'crashes' then 0 else ${MOST_CRASHED_FILES} - (select count(*) from dead_letters
         where kind = 'crashed' and received_at > greatest(clock_timestamp() - interval '10 minutes', coalesce(paused_at, '-infinity'))) end as left
       from fleet),
     spared as (
       update files f set crashes = 0, failure = null, next_send_at = null, claimed_by = null, claim_id = null from current c
       where c.kind = 'crashed' and c.nth > (select "left" from fuse) and f.transfer = c.transfer and f.number = c.file
         and f.generation = c.generation and f.attempt = c.attempt and f.state in ('copying', 'verifying')
       returning f.transfer, f.number),
     braked as (
       update fleet set paused_by = 'crashes', paused_reason = 'copiers crash', paused_at = clock_timestamp()
       where paused_by is null and exists (select 1 from spared) returning paused_at),
     told as (${askOperatorAlerts(`
       select 'crashes' as about, iso(paused_at) as at from braked
       union all select distinct 'unreadable', ${today} from homeless`)}),
     due as (select * from current c where not exists (select 1 from spared s where s.transfer = c.transfer and s.number = c.file)),
     success as (
       select c.transfer, sum(c.copied + c.skipped)::bigint as copied from transfer_counters c
       where c.transfer in (select transfer from due) group by c.transfer),
     grouped as (
       select d.transfer, d.transfer_id, d.kind, d."actionBy", d.side, d.action_key, count(*) as files, bool_or(d.probed) as probed,
         max(coalesce(s.copied, 0)) as copied, max(d.breaker_threshold) as threshold,
         row_number() over (order by d.transfer, d.kind, d."actionBy", d.side, d.action_key) as n
       from due d left join success s on s.transfer = d.transfer group by 1, 2, 3, 4, 5, 6),
     caused as (
       insert into causes as c (id, transfer, kind, action_by, side, action, streak, copied_at_streak, next_probe_at)
       select :ids::jsonb ->> (n - 1)::int, transfer, kind, "actionBy", side, action_key, files, copied,
         case when probed then clock_timestamp() + :probe::double precision * interval '1 second' end
       from grouped order by transfer, kind
       on conflict (transfer, kind, action_by, side, action) do update set
         state = 'open', last_seen_at = clock_timestamp(),
         streak = case when excluded.copied_at_streak > c.copied_at_streak then 0 else c.streak end + excluded.streak,
         copied_at_streak = excluded.copied_at_streak,
         probes = case when c.state = 'open' then c.probes else 0 end,
         next_probe_at = case when c.state = 'open' and c.next_probe_at is not null then c.next_probe_at else excluded.next_probe_at end
       returning c.id, c.transfer, c.kind, c.action_by, c.side, c.action, c.streak),
     buried as (
       update files f set state = 'dead_lettered', finished_at = clock_timestamp(), claimed_by = null, claim_id = null,
         next_send_at = null, cause_id = c.id,
         failure = coalesce(f.failure, '{}') || jsonb_build_object('kind', d.kind, 'code', d.code, 'side', d.side,
           'action', d.action, 'requestId', d."requestId", 'actionBy', d."actionBy")
       from due d join caused c on c.transfer = d.transfer and c.kind = d.kind and c.action_by = d."actionBy"
         and c.side = d.side and c.action = d.action_key
       where f.transfer = d.transfer and f.number = d.file and f.generation = d.generation and f.attempt = d.attempt
         and f.state in ('copying', 'verifying')
       returning f.transfer, f.number, f.cause_id, f.generation, f.attempt),
     kept as (
       insert into dead_letters (message_id, transfer, file, generation, attempt, cause_id, kind, code, request_id, body)
       select d."messageId", d.transfer, d.file, d.generation, d.attempt, b.cause_id, d.kind, d.code, d."requestId", d.body
       from due d join buried b on b.transfer = d.transfer and b.number = d.file
       on conflict (message_id) do nothing),
     alerted as (${askCauseAlerts("caused")})
     select c.id as "causeId", g.transfer_id as "transferId", g.files::int as files, c.streak, g.threshold
     from caused c join grouped g on g.transfer = c.transfer and g.kind = c.kind and g."actionBy" = c.action_by
       and g.side = c.side and g.action_key = c.action`,
    { letters: input.deadLetters, ids: input.newCauseIds, probe: input.firstProbeSeconds },
  );
}

/** Keeps messages whose body fits no row of the ledger, so that nothing is lost, and tells the operator once a day. */
export async function keepUnreadable(
  ledger: Ledger,
  input: { messages: { messageId: string; body: string }[] },
): Promise<void> {
  await ledger.run(
    anyRow,
    `with kept as (
       insert into dead_letters (message_id, kind, body)
       select x."messageId", 'unreadable', left(x.body, 60000)
       from jsonb_to_recordset(:messages::jsonb) as x("messageId" text, body text)
       on conflict (message_id) do nothing returning message_id)
     ${askOperatorAlerts(`select distinct 'unreadable' as about, ${today} as at from kept`)}`,
    // Postgres holds no NUL in text: it is shown as an escape.
    { messages: input.messages.map((m) => ({ ...m, body: m.body.replaceAll("\0", "\\0") })) },
  );
}

/** What a message of the copy queue's backstop DLQ asks: is its file in truth poison, or is the message to be dropped or sent anew? */
export type BackstopAnswer = { type: "poison"; hold: Hold } | { type: "resend" | "drop" };

/**
 * Judges messages that the copy queue gave up on after its receive count, by the ledger alone: `poison` only for a file
 * of that generation, unclaimed, whose copiers died five times; `drop` what is terminal or unknown; else `resend`, which
 * this statement has put into the outbox already.
 */
export async function judgeBackstop(
  ledger: Ledger,
  input: { refs: { transferId: string; file: number; generation: number }[] },
): Promise<BackstopAnswer[]> {
  const rows = await ledger.run(
    z.object({ n: z.number(), answer: z.enum(["poison", "resend", "drop"]), attempt: z.number().nullable() }),
    `with given as (
       select r.ordinality as n, x.* from jsonb_array_elements(:refs::jsonb) with ordinality as r(item, ordinality)
       cross join lateral jsonb_to_record(r.item) as x("transferId" text, file bigint, generation int)),
     judged as (
       select g.n, f.transfer, f.number, f.attempt,
         case when f.number is null or f.generation <> g.generation
                or f.state in ('copied', 'skipped', 'dead_lettered', 'waived', 'cancelled') then 'drop'
              when f.crashes >= 5 and f.claimed_by is null and f.state in ('copying', 'verifying') then 'poison'
              else 'resend' end as answer
       from given g left join transfers t on t.id = g."transferId"
       left join files f on f.transfer = t.number and f.number = g.file),
     resent as (
       insert into outbox (kind, transfer, numbers, again)
       select 'range', transfer, jsonb_agg(distinct number), true from judged where answer = 'resend' group by transfer)
     select n::int as n, answer, attempt from judged`,
    { refs: input.refs },
  );
  const answers = new Map(rows.map((row) => [row.n, row]));
  return input.refs.map((ref, index) => {
    const row = answers.get(index + 1);
    if (row?.answer === "poison") return { type: "poison", hold: { ...ref, attempt: row.attempt ?? 0 } };
    return { type: row?.answer === "resend" ? "resend" : "drop" };
  });
}
