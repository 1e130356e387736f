-- Partitions that make themselves, effects of more kinds, stalls, and redrives that go on by themselves.

-- The rows of ten thousand transfers share a partition of files and of file_events, named after the first number. It is
-- made by the transfer that is half a partition before it, and again asked for by the number's own transfer, so that no
-- way of accepting transfers can forget it, and a number that jumps finds its partition too. Attaching, unlike
-- `partition of`, takes no lock that readers or writers of the other partitions wait for.
create function transfers_have_partitions() returns trigger language plpgsql security definer set search_path from current as $$
declare
  wanted bigint;
  parent text;
  part text;
begin
  foreach wanted in array array[new.number / 10000, (new.number + 5000) / 10000] loop
    continue when wanted = 0 or to_regclass(format('file_events_%s', wanted * 10000)) is not null;
    perform pg_advisory_xact_lock(4712);
    foreach parent in array array['files', 'file_events'] loop
      part := format('%s_%s', parent, wanted * 10000);
      continue when to_regclass(part) is not null;
      execute format('create table %I (like %I including defaults including constraints including indexes) with (fillfactor = %s)',
        part, parent, case parent when 'files' then 50 else 100 end);
      execute format('alter table %I attach partition %I for values from (%s) to (%s)',
        parent, part, wanted * 10000, wanted * 10000 + 10000);
    end loop;
  end loop;
  return null;
end $$;

create trigger transfers_have_partitions after insert on transfers
  for each row execute function transfers_have_partitions();

-- Readers check the kinds they know and leave the others to a newer release.
alter table outbox drop constraint outbox_kind_check;
