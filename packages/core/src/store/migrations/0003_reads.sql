-- What pages read without scanning files: samples, failed files, what happened, points of the chart.

alter table files add column sample_id text;
-- A sample's id is set when the file is planned and never again, so claims and results stay heap-only.
create index files_sample on files (transfer, sample_id, number) where sample_id is not null;

create table samples (
  transfer bigint not null references transfers on delete cascade,
  id text not null,
  guessed boolean not null default true, -- from the files' names
  files bigint not null default 0,
  settled bigint not null default 0,     -- copied or skipped with their proof settled, or waived
  dead_lettered bigint not null default 0,
  cancelled bigint not null default 0,
  primary key (transfer, id)
) with (fillfactor = 50);

alter table transfer_counters add column samples bigint not null default 0, add column samples_ready bigint not null default 0;

-- The files that are dead-lettered or waived now, few among many.
create table failed_files (
  transfer bigint not null references transfers on delete cascade,
  file bigint not null,
  state text not null,
  cause_id text,
  primary key (transfer, file)
);
create index failed_files_cause on failed_files (cause_id, file);
insert into failed_files (transfer, file, state, cause_id)
select transfer, number, state, cause_id from files where state in ('dead_lettered', 'waived');

create table transfer_events (
  id bigint generated always as identity,
  -- Readers take what is older than every transaction under way, in this order: so none appears behind what they have read.
  tx xid8 not null default pg_current_xact_id(),
  transfer bigint not null references transfers on delete cascade,
  at timestamptz not null default clock_timestamp(),
  type text not null,
  by text,                               -- the person or key, where somebody did it
  reason text,
  detail jsonb not null default '{}',
  primary key (tx, id)
);
create index transfer_events_transfer on transfer_events (transfer, tx, id);

alter table throughput_samples add column bytes_copied bigint, add column bytes_live bigint;
create index file_events_time on file_events (transfer, at);

create function is_settled(state text, proof text) returns boolean language sql immutable parallel safe
  return state = 'waived' or (state in ('copied', 'skipped') and coalesce(proof, 'verified') in ('verified', 'size_only'));

-- Samples are counted like states (0001): from the rows really changed, in the statement that changes them. These
-- triggers come after those of the counters by name, so every statement takes its locks in one order.
create function samples_inserted() returns trigger language plpgsql as $$
begin
  with added as (
    select transfer, sample_id as id, count(*) as files, count(*) filter (where is_settled(state, verification_result)) as settled
    from new_rows where sample_id is not null group by 1, 2),
  counted as (
    insert into samples as s (transfer, id, files, settled) select transfer, id, files, settled from added order by 1, 2
    on conflict (transfer, id) do update set files = s.files + excluded.files, settled = s.settled + excluded.settled
    returning s.transfer, s.id, s.files, s.settled)
  insert into transfer_counters as c (transfer, shard, samples, samples_ready)
  select transfer, pg_backend_pid() % 16, count(*) filter (where k.files = a.files),
    sum((k.settled = k.files)::int - (k.settled - a.settled = k.files - a.files and k.files > a.files)::int)
  from counted k join added a using (transfer, id) group by transfer order by transfer
  on conflict (transfer, shard) do update set samples = c.samples + excluded.samples, samples_ready = c.samples_ready + excluded.samples_ready;
  return null;
end $$;

create function samples_updated() returns trigger language plpgsql as $$
begin
  -- A claim ends nothing and reopens nothing.
  if not exists (select 1 from new_rows where state in ('copied', 'skipped', 'dead_lettered', 'waived', 'cancelled'))
    and not exists (select 1 from old_rows where state in ('copied', 'skipped', 'dead_lettered', 'waived', 'cancelled')) then
    return null;
  end if;
  with changed as (
    select transfer, id, sum(n * settled) as settled, sum(n * dead) as dead, sum(n * gone) as gone from (
      select transfer, sample_id as id, -1 as n, is_settled(state, verification_result)::int as settled,
        (state = 'dead_lettered')::int as dead, (state = 'cancelled')::int as gone
      from old_rows where sample_id is not null
      union all
      select transfer, sample_id, 1, is_settled(state, verification_result)::int, (state = 'dead_lettered')::int, (state = 'cancelled')::int
      from new_rows where sample_id is not null) both_rows
    group by 1, 2 having sum(n * settled) <> 0 or sum(n * dead) <> 0 or sum(n * gone) <> 0),
  counted as (
    insert into samples as s (transfer, id, settled, dead_lettered, cancelled)
    select transfer, id, settled, dead, gone from changed order by 1, 2
    on conflict (transfer, id) do update set settled = s.settled + excluded.settled,
      dead_lettered = s.dead_lettered + excluded.dead_lettered, cancelled = s.cancelled + excluded.cancelled
    returning s.transfer, s.id, s.files, s.settled)
  insert into transfer_counters as c (transfer, shard, samples_ready)
  select transfer, pg_backend_pid() % 16, sum((k.settled = k.files)::int - (k.settled - d.settled = k.files)::int)
  from counted k join changed d using (transfer, id) group by transfer
  having sum((k.settled = k.files)::int - (k.settled - d.settled = k.files)::int) <> 0 order by transfer
  on conflict (transfer, shard) do update set samples_ready = c.samples_ready + excluded.samples_ready;
  delete from failed_files x using old_rows o
  where o.state in ('dead_lettered', 'waived') and x.transfer = o.transfer and x.file = o.number;
  insert into failed_files (transfer, file, state, cause_id)
  select transfer, number, state, cause_id from new_rows where state in ('dead_lettered', 'waived')
  on conflict (transfer, file) do update set state = excluded.state, cause_id = excluded.cause_id;
  return null;
end $$;

create trigger samples_inserted after insert on files referencing new table as new_rows
  for each statement execute function samples_inserted();
create trigger samples_updated after update on files referencing old table as old_rows new table as new_rows
  for each statement execute function samples_updated();

-- What happens to a transfer is told in the statement that makes it happen, whoever makes it. Who acts says so beforehand
-- in its transaction (set_config of s3mirror.by and s3mirror.reason).
create function tell_transfer(transfer bigint, type text, detail jsonb) returns void language sql as $$
  insert into transfer_events (transfer, type, by, reason, detail)
  values (transfer, type, nullif(current_setting('s3mirror.by', true), ''), nullif(current_setting('s3mirror.reason', true), ''), detail)
$$;

create function transfers_told() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into transfer_events (transfer, type, by) values (new.number, 'transfer.created', new.created_by);
    return null;
  end if;
  if old.state = 'planning' and new.state in ('running', 'paused') then
    perform tell_transfer(new.number, 'transfer.started', '{}');
  elsif new.state = 'running' and old.state <> 'running' then
    perform tell_transfer(new.number, 'transfer.resumed',
      case when old.state = 'paused' then jsonb_build_object('after', 'pause', 'pausedBy', old.paused_by)
        else jsonb_build_object('after', 'redrive', 'was', old.state) end);
  elsif new.state = 'paused' and old.state <> 'paused' then
    perform tell_transfer(new.number, 'transfer.paused', jsonb_build_object('pausedBy', new.paused_by));
  elsif new.state <> old.state and new.state = 'failed' then
    perform tell_transfer(new.number, 'transfer.failed', coalesce(new.failure, '{}'));
  elsif new.state <> old.state then
    perform tell_transfer(new.number, 'transfer.' || new.state, '{}');
  end if;
  if new.planned_all and not old.planned_all then
    perform tell_transfer(new.number, 'transfer.planned', jsonb_build_object('files', new.planned_files));
  end if;
  if new.stalled_since is not null and old.stalled_since is null then
    perform tell_transfer(new.number, 'transfer.stalled', jsonb_build_object('since', iso(new.stalled_since)));
  elsif new.stalled_since is null and old.stalled_since is not null and new.state = 'running' then
    perform tell_transfer(new.number, 'transfer.resumed', jsonb_build_object('after', 'stall'));
  end if;
  return null;
end $$;

create trigger transfers_told_insert after insert on transfers for each row execute function transfers_told();
create trigger transfers_told_update after update of state, planned_all, stalled_since on transfers
  for each row execute function transfers_told();

create function causes_told() returns trigger language plpgsql as $$
begin
  perform tell_transfer(new.transfer, 'transfer.needs_attention',
    jsonb_build_object('causeId', new.id, 'kind', new.kind, 'actionBy', new.action_by, 'files', new.files));
  return null;
end $$;

create trigger causes_told after update of files on causes for each row when (old.files = 0 and new.files > 0)
  execute function causes_told();

-- Bytes on their way under living sessions, of one transfer or of each. What a session told of a file that has ended
-- since is left out: it is counted as done already.
create function live_bytes(wanted text) returns table (transfer_id text, bytes bigint) language sql stable as $$
  with alive as (
    select p.files, p.transfers from copiers s join session_progress p using (session_id)
    where s.ended_at is null and s.lease_until > clock_timestamp()),
  told as (
    select x."transferId" as id, sum(x."bytesCopied") as bytes
    from alive, jsonb_to_recordset(alive.transfers) as x("transferId" text, "bytesCopied" bigint)
    where wanted is null or x."transferId" = wanted group by 1),
  ended as (
    select x."transferId" as id, sum(x."bytesCopied") as bytes
    from alive, jsonb_to_recordset(alive.files) as x("transferId" text, file bigint, attempt int, "bytesCopied" bigint)
    join transfers t on t.id = x."transferId" join files f on f.transfer = t.number and f.number = x.file
    where (wanted is null or x."transferId" = wanted) and (f.state not in ('copying', 'verifying') or f.attempt <> x.attempt)
    group by 1)
  select told.id, greatest(0, told.bytes - coalesce(ended.bytes, 0))::bigint from told left join ended using (id)
$$;
