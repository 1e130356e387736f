import { randomBytes } from "node:crypto";
import { makeId } from "@s3mirror/core/ids";
import type { Ledger } from "@s3mirror/core/store/ledger";
import { anyRow } from "@s3mirror/core/store/rows";
import { z } from "zod";

const FILES_PER_STATEMENT = 100_000;
const COPYING = 40;

/** Every how many-th file waits for somebody, and for what. */
const CAUSES = [
  {
    every: 1_000,
    kind: "source_permission",
    code: "AccessDenied",
    side: "source",
    action: "s3:GetObject",
    actionBy: "vendor",
  },
  {
    every: 2_503,
    kind: "archived",
    code: "InvalidObjectState",
    side: "source",
    action: "s3:GetObject",
    actionBy: "vendor",
  },
  {
    every: 9_973,
    kind: "kms_permission",
    code: "AccessDenied",
    side: "destination",
    action: "kms:GenerateDataKey",
    actionBy: "cloud_team",
  },
];

/** Keys that a page must show as they are: markup, a right-to-left override, every kind of white space, 1,024 bytes. */
export const ODD_KEYS: readonly string[] = [
  "run/<img src=x onerror=alert(1)>.fastq.gz",
  "run/\u202Ezg.qtsaf\u202C reversed.fastq.gz",
  "run/two  spaces\tand a tab, 'quotes' \"too\" &amp; +ö%20.fastq.gz",
  `run/${"long-".repeat(204)}`,
];

/**
 * Puts a transfer of `files` virtual files (no bytes anywhere) straight into the ledger, as it looks near its end: some
 * wait for the vendor or the cloud team, the last 40 are being copied by a session whose lease lasts a day, so that no
 * service goes to work on them, and the others are copied. The first files have the odd keys. Every number follows from
 * the file's number. @returns the transfer's id.
 */
export async function seedLargeTransfer(ledger: Ledger, input: { files: number; name: string }): Promise<string> {
  const id = makeId("tr", randomBytes(26));
  const sessionId = `seed ${id}`;
  const transfer = await insertTransfer(ledger, { id, ...input });
  await ledger.run(
    anyRow,
    `insert into copiers (session_id, lease_until, facts)
     values (:session, clock_timestamp() + interval '1 day', '{}')`,
    { session: sessionId },
  );
  await ledger.run(
    anyRow,
    `insert into session_progress (session_id, at, files, transfers)
     select :session, clock_timestamp() + interval '1 day', jsonb_agg(jsonb_build_object('transferId', :id, 'file', n,
       'attempt', 1, 'bytesCopied', 0)), '[]' from generate_series(:files::bigint - :copying::int + 1, :files::bigint) as n`,
    { session: sessionId, id, files: input.files, copying: COPYING },
  );
  const causes = CAUSES.map((cause, n) => ({ ...cause, id: `cause ${n + 1} of ${id}` }));
  await ledger.run(
    anyRow,
    `insert into causes (id, transfer, kind, action_by, side, action)
     select x.id, :transfer::bigint, x.kind, x."actionBy", x.side, x.action
     from jsonb_to_recordset(:causes::jsonb) as x(id text, kind text, "actionBy" text, side text, action text)`,
    { transfer, causes },
  );
  for (let from = 1; from <= input.files; from += FILES_PER_STATEMENT) {
    const to = Math.min(input.files, from + FILES_PER_STATEMENT - 1);
    await insertFiles(ledger, { transfer, sessionId, causes, files: input.files, from, to });
  }
  await ledger.run(
    anyRow,
    `insert into dead_letters (message_id, transfer, file, generation, attempt, cause_id, kind, code, request_id, body)
     select :id || '/' || number, transfer, number, generation, attempt, cause_id, failure ->> 'kind', failure ->> 'code',
       failure ->> 'requestId', '{}'
     from files where transfer = :transfer::bigint and state = 'dead_lettered'`,
    { id, transfer },
  );
  await ledger.run(
    anyRow,
    `insert into failed_files (transfer, file, state, cause_id)
     select transfer, number, state, cause_id from files where transfer = :transfer::bigint and state = 'dead_lettered'`,
    { transfer },
  );
  // No trigger counts them: a file is never dead when it is planned.
  await ledger.run(
    anyRow,
    `update samples s set dead_lettered = d.files from (
       select sample_id as id, count(*) as files from files
       where transfer = :transfer::bigint and state = 'dead_lettered' group by 1) d
     where s.transfer = :transfer::bigint and s.id = d.id`,
    { transfer },
  );
  await startTransfer(ledger, { transfer });
  await ledger.run(anyRow, "analyze files, dead_letters");
  return id;
}

/** Only now does it run: a coordinator that looks on never finds it without its files. It has moved for an hour. */
async function startTransfer(ledger: Ledger, input: { transfer: number }): Promise<void> {
  await ledger.run(
    anyRow,
    `with done as (
       select sum(bytes_done) as bytes, sum(copied + skipped) as files from transfer_counters where transfer = :transfer::bigint),
     steps as (
       select n, sum(1 + 0.3 * sin(n / 9.0) + 0.15 * sin(n * 1.7) - case when n between 40 and 47 then 0.8 else 0 end)
         over (order by n) as share from generate_series(1, 119) as n)
     insert into throughput_samples (transfer, at, bytes_done, files_done, bytes_copied, bytes_live)
     select :transfer::bigint, clock_timestamp() - interval '1 hour' + n * interval '30 s',
       bytes * share / max(share) over (), files * share / max(share) over (), bytes * share / max(share) over (), 0
     from steps, done`,
    input,
  );
  // A coordinator has settled them meanwhile: they had no files yet.
  await ledger.run(
    anyRow,
    `update causes set state = 'open', first_seen_at = clock_timestamp() - interval '40 minutes',
       last_seen_at = clock_timestamp() where transfer = :transfer::bigint`,
    input,
  );
  await ledger.run(
    anyRow,
    `update transfers set state = 'running', planned_all = true, started_at = clock_timestamp() - interval '1 hour'
     where number = :transfer::bigint`,
    input,
  );
}

async function insertTransfer(ledger: Ledger, input: { id: string; files: number; name: string }): Promise<number> {
  const [row] = await ledger.run(
    z.object({ number: z.number() }),
    `insert into transfers (id, name, state, source_bucket, source_prefix, source_kind, destination_bucket,
       destination_prefix, options, planned_files, created_by)
     values (:id, :name, 'planning', 'laboratory', 'run/', 'prefix', 'ours', 'in/',
       '{"overwrite": "never", "tags": "required"}', :files::bigint, 'a seed')
     returning number`,
    input,
  );
  if (row === undefined) throw new Error("the seeded transfer has no row");
  return row.number;
}

type Slice = {
  transfer: number;
  sessionId: string;
  causes: object[];
  files: number;
  from: number;
  to: number;
};

async function insertFiles(ledger: Ledger, slice: Slice): Promise<void> {
  await ledger.run(
    anyRow,
    `with given as (
       select n, coalesce(:odd::jsonb ->> (n - 1)::int,
         'run/K' || (n / 8) || '_S' || (n / 8) || '_L00' || (n / 2 % 4 + 1) || '_R' || (n % 2 + 1) || '_001.fastq.gz') as key,
         case when n > jsonb_array_length(:odd::jsonb) then 'K' || (n / 8) end as sample, '"' || md5(n::text) || '"' as etag,
         20000000 + (n * 7919 % 1000003) * 800 as size,
         (select x from jsonb_array_elements(:causes::jsonb) as x where n % (x ->> 'every')::bigint = 0 limit 1) as cause,
         clock_timestamp() - interval '1 hour' + n * interval '3 ms' as started
       from generate_series(:from::bigint, :to::bigint) as n),
     judged as (
       select *, case when cause is not null then 'dead_lettered' when n <= :files::bigint - :copying::int then 'copied'
         else 'copying' end as state from given)
     insert into files (transfer, number, key, size_bytes, sample_id, etag, state, attempt, claimed_by, claim_id, failure,
       cause_id, bytes_copied, result, verification_result, verification_method, started_at, finished_at)
     select :transfer::bigint, n, key, size, sample, etag, state, 1,
       case when state = 'copying' then :session::text end, case when state = 'copying' then 'claim ' || n end,
       case when cause is not null then cause - 'id' - 'every'
         || jsonb_build_object('requestId', upper(substring(etag from 2 for 16)), 'message', 'Access Denied') end,
       cause ->> 'id',
       case state when 'copied' then size when 'copying' then size / 3 else 0 end,
       case when state = 'copied' then jsonb_build_object('sourceEtag', etag, 'destinationEtag', etag) end,
       case when state = 'copied' then 'verified' end, case when state = 'copied' then 'etag' end,
       started,
       case when state in ('copied', 'dead_lettered') then started + interval '2 s' end
     from judged`,
    {
      transfer: slice.transfer,
      session: slice.sessionId,
      causes: slice.causes,
      files: slice.files,
      from: slice.from,
      to: slice.to,
      odd: [...ODD_KEYS],
      copying: COPYING,
    },
  );
}
