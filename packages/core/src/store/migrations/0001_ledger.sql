-- The ledger as of the first release. Expand/contract only from here on: a running older release must survive every later file.

create function iso(t timestamptz) returns text language sql immutable parallel safe
  return to_char(t at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

create table vendors (
  id text primary key,
  name text not null,
  created_at timestamptz not null default clock_timestamp()
);

create table routes (
  id text primary key,
  vendor_id text references vendors,
  name text not null,
  source_bucket text not null,          -- '*' only where the stage says so (the local stack's default route)
  source_prefix text not null,
  source_owner_account_id text,
  destination_bucket text not null,
  destination_prefix text not null,
  destination_owner_account_id text,
  enabled boolean not null default true,
  created_at timestamptz not null default clock_timestamp()
);

create table api_keys (
  id text primary key,
  secret_hash text not null,            -- SHA-256 of the whole key, hex
  label text not null,
  role text not null check (role in ('viewer', 'operator', 'admin', 'vendor')),
  vendor_id text references vendors,
  expires_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default clock_timestamp()
);

create table idempotency_keys (
  principal text not null,
  key text not null,
  body_hash text not null,
  status int not null,
  headers jsonb not null,
  body text not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (principal, key)
);

create table transfers (
  number bigint generated always as identity primary key,
  id text not null unique,
  name text,
  reference text,
  labels jsonb not null default '{}',
  vendor_id text references vendors,
  route_id text references routes,
  state text not null check (state in ('planning', 'awaiting_approval', 'running', 'paused', 'completed',
                                       'completed_with_failures', 'failed', 'cancelling', 'cancelled')),
  paused_by text check (paused_by in ('user', 'breaker', 'route_disabled', 'fleet')),
  failure jsonb,
  source_bucket text not null,
  source_prefix text not null,
  source_kind text not null check (source_kind in ('prefix', 'keys')),
  source_owner_account_id text,
  destination_bucket text not null,
  destination_prefix text not null,
  destination_owner_account_id text,
  options jsonb not null,
  part_size_bytes bigint,
  plan_cursor text,                     -- where the planner goes on; null = from the start
  planned_files bigint not null default 0,
  planned_all boolean not null default false,
  epoch int not null default 1,
  files_per_second double precision not null default 0,
  breaker_threshold int not null default 20,
  stalled_since timestamptz,
  created_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz
);
create index transfers_open on transfers (number) where finished_at is null;

create table transfer_keys (
  transfer bigint not null references transfers on delete cascade,
  number bigint not null,
  key text not null,
  primary key (transfer, number)
);

create table transfer_counters (
  transfer bigint not null,
  shard int not null,
  planned bigint not null default 0,
  queued bigint not null default 0,
  copying bigint not null default 0,
  verifying bigint not null default 0,
  copied bigint not null default 0,
  skipped bigint not null default 0,
  dead_lettered bigint not null default 0,
  waived bigint not null default 0,
  cancelled bigint not null default 0,
  bytes_total bigint not null default 0,
  bytes_done bigint not null default 0, -- of files copied or skipped
  bytes_copied bigint not null default 0,
  verified bigint not null default 0,
  size_only bigint not null default 0,
  pending bigint not null default 0,
  mismatched bigint not null default 0,
  last_claim_at timestamptz,
  primary key (transfer, shard)
) with (fillfactor = 50);

-- No index on anything that a claim or a result changes: those updates stay heap-only.
create table files (
  transfer bigint not null,
  number bigint not null,
  key text not null,
  size_bytes bigint,
  etag text,
  version_id text,
  state text not null,
  generation int not null default 1,
  attempt int not null default 0,
  restarts int not null default 0,
  crashes int not null default 0,
  claimed_by text,
  claim_id text,
  upload jsonb,
  intent jsonb,
  failure jsonb,
  cause_id text,
  bytes_copied bigint not null default 0,
  result jsonb,
  verification_result text,
  verification_method text,
  event_count int not null default 0,
  next_send_at timestamptz,
  sends int not null default 0,
  started_at timestamptz,
  finished_at timestamptz,
  primary key (transfer, number)
) partition by range (transfer);
create table files_00000 partition of files for values from (0) to (10000) with (fillfactor = 50);

create table file_events (
  transfer bigint not null,
  file bigint not null,
  id bigint generated always as identity,
  at timestamptz not null default clock_timestamp(),
  generation int not null,
  attempt int not null,
  type text not null,
  detail jsonb not null,
  primary key (transfer, file, id)
) partition by range (transfer);
create table file_events_00000 partition of file_events for values from (0) to (10000);

create table causes (
  id text primary key,
  transfer bigint not null references transfers on delete cascade,
  kind text not null,
  action_by text not null,
  side text not null,
  action text not null,
  state text not null default 'open' check (state in ('open', 'remedied', 'waived')),
  files bigint not null default 0,
  bytes bigint not null default 0,
  streak int not null default 0,        -- denials since the last success of this transfer
  copied_at_streak bigint not null default 0,
  first_seen_at timestamptz not null default clock_timestamp(),
  last_seen_at timestamptz not null default clock_timestamp(),
  probes int not null default 0,
  last_probe_at timestamptz,
  next_probe_at timestamptz,
  unique (transfer, kind, action_by, side, action)
);

create table dead_letters (
  message_id text primary key,
  transfer bigint,
  file bigint,
  generation int,
  attempt int,
  cause_id text,
  kind text,
  code text,
  request_id text,
  body text not null,
  received_at timestamptz not null default clock_timestamp()
);
create index dead_letters_file on dead_letters (transfer, file);
create index dead_letters_cause on dead_letters (cause_id, file);

create table copiers (
  session_id text primary key,
  lease_until timestamptz not null,
  facts jsonb not null,
  drain boolean not null default false,
  started_at timestamptz not null default clock_timestamp(),
  ended_at timestamptz,
  swept_at timestamptz
) with (fillfactor = 50);

create table session_progress (
  session_id text primary key references copiers on delete cascade,
  at timestamptz not null,
  files jsonb not null,
  transfers jsonb not null
) with (fillfactor = 50);

create table outbox (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('range', 'plan', 'announce', 'alert', 'breaker')),
  transfer bigint references transfers on delete cascade,
  from_number bigint,
  to_number bigint,
  numbers jsonb,                        -- a scattered range: file numbers
  payload jsonb,
  priority bigint not null default 0,
  lease_until timestamptz,
  not_before timestamptz not null default clock_timestamp(),
  takes int not null default 0,
  created_at timestamptz not null default clock_timestamp()
) with (fillfactor = 50);

create table alerts (
  id text primary key,                  -- one per subject: transfer and cause, or transfer and closing
  transfer bigint,
  subject text not null,
  body text not null,
  created_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz
);

create table throughput_samples (
  transfer bigint not null,
  at timestamptz not null,
  bytes_done bigint not null,
  files_done bigint not null,
  primary key (transfer, at)
);

create table fleet (
  only_row boolean primary key default true check (only_row),
  paused_by text,
  paused_reason text,
  paused_at timestamptz,
  ledger_seen_at timestamptz not null default clock_timestamp(),
  ledger_back_at timestamptz not null default '-infinity'
);
insert into fleet default values;

-- Every change of a file's state, whoever makes it, is counted here: in the statement that makes it, from the rows it
-- really changed, per old and new state. The shard is the backend's own, so writers hardly ever wait for each other.
create function count_files(changes jsonb) returns void language plpgsql as $$
begin
  insert into transfer_counters as c (transfer, shard, planned, queued, copying, verifying, copied, skipped, dead_lettered,
    waived, cancelled, bytes_total, bytes_done, bytes_copied, verified, size_only, pending, mismatched, last_claim_at)
  select transfer, pg_backend_pid() % 16,
    coalesce(sum(n) filter (where state = 'planned'), 0), coalesce(sum(n) filter (where state = 'queued'), 0),
    coalesce(sum(n) filter (where state = 'copying'), 0), coalesce(sum(n) filter (where state = 'verifying'), 0),
    coalesce(sum(n) filter (where state = 'copied'), 0), coalesce(sum(n) filter (where state = 'skipped'), 0),
    coalesce(sum(n) filter (where state = 'dead_lettered'), 0), coalesce(sum(n) filter (where state = 'waived'), 0),
    coalesce(sum(n) filter (where state = 'cancelled'), 0), sum(size),
    coalesce(sum(size) filter (where state in ('copied', 'skipped')), 0),
    coalesce(sum(copied) filter (where state = 'copied'), 0),
    coalesce(sum(n) filter (where state in ('copied', 'skipped') and proof = 'verified'), 0),
    coalesce(sum(n) filter (where state in ('copied', 'skipped') and proof = 'size_only'), 0),
    coalesce(sum(n) filter (where state in ('copied', 'skipped') and proof = 'pending'), 0),
    coalesce(sum(n) filter (where state in ('copied', 'skipped') and proof = 'mismatched'), 0),
    case when sum(n) filter (where state = 'copying') > 0 then clock_timestamp() end
  from jsonb_to_recordset(changes) as x(transfer bigint, state text, proof text, n bigint, size bigint, copied bigint)
  group by transfer order by transfer
  on conflict (transfer, shard) do update set
    planned = c.planned + excluded.planned, queued = c.queued + excluded.queued, copying = c.copying + excluded.copying,
    verifying = c.verifying + excluded.verifying, copied = c.copied + excluded.copied, skipped = c.skipped + excluded.skipped,
    dead_lettered = c.dead_lettered + excluded.dead_lettered, waived = c.waived + excluded.waived,
    cancelled = c.cancelled + excluded.cancelled, bytes_total = c.bytes_total + excluded.bytes_total,
    bytes_done = c.bytes_done + excluded.bytes_done, bytes_copied = c.bytes_copied + excluded.bytes_copied,
    verified = c.verified + excluded.verified, size_only = c.size_only + excluded.size_only,
    pending = c.pending + excluded.pending, mismatched = c.mismatched + excluded.mismatched,
    last_claim_at = coalesce(excluded.last_claim_at, c.last_claim_at);
  update causes c set files = c.files + d.n, bytes = c.bytes + d.size
  from (select cause, sum(n) as n, sum(size) as size
        from jsonb_to_recordset(changes) as x(cause text, state text, n bigint, size bigint)
        where state = 'dead_lettered' and cause is not null group by cause having sum(n) <> 0 order by cause) d
  where c.id = d.cause;
end $$;

create function files_inserted() returns trigger language plpgsql as $$
declare changes jsonb;
begin
  select jsonb_agg(g) into changes from (
    select transfer, state, verification_result as proof, cause_id as cause, count(*) as n,
      sum(coalesce(size_bytes, 0)) as size, sum(bytes_copied) as copied
    from new_rows group by 1, 2, 3, 4) g;
  if changes is not null then perform count_files(changes); end if;
  return null;
end $$;

create function files_updated() returns trigger language plpgsql as $$
declare changes jsonb;
begin
  select jsonb_agg(g) into changes from (
    select transfer, state, proof, cause, sum(n) as n, sum(n * size) as size, sum(n * copied) as copied from (
      select transfer, state, verification_result as proof, cause_id as cause, -1 as n, coalesce(size_bytes, 0) as size, bytes_copied as copied from old_rows
      union all
      select transfer, state, verification_result, cause_id, 1, coalesce(size_bytes, 0), bytes_copied from new_rows) both_rows
    group by 1, 2, 3, 4 having sum(n) <> 0 or sum(n * size) <> 0 or sum(n * copied) <> 0) g;
  if changes is not null then perform count_files(changes); end if;
  return null;
end $$;

create trigger files_inserted after insert on files referencing new table as new_rows
  for each statement execute function files_inserted();
create trigger files_updated after update on files referencing old table as old_rows new table as new_rows
  for each statement execute function files_updated();
