-- A prefix is a folder, unless it is said to be meant as text. What a vendor may replace, its route says.
alter table routes add column source_literal boolean not null default false;
alter table routes add column destination_literal boolean not null default false;
alter table routes add column redelivery text not null default 'never'
  check (redelivery in ('never', 'replace_announced', 'replace'));

-- A route whose prefix is no folder takes no new transfer (core/folder-prefix.ts decides it). It stays `enabled`, which
-- relay and claims go by: what runs on it ends under the old rule.
update routes set revision = revision + 1, changed_at = clock_timestamp(), changed_by = 'the upgrade', changed_reason = reason
from (
  select id as unfit, case when s.bad and d.bad then format('its prefixes are not folders: "%s" and "%s"', source_prefix, destination_prefix)
    else format('its prefix is not a folder: "%s"', case when s.bad then source_prefix else destination_prefix end) end as reason
  from routes,
    lateral (select source_prefix <> '' and (source_prefix !~ '/$' or source_prefix ~ '^[\s/]|[\\*]|//|\s/?$' or source_prefix ~* 's3://') as bad) s,
    lateral (select destination_prefix <> '' and (destination_prefix !~ '/$' or destination_prefix ~ '^[\s/]|[\\*]|//|\s/?$' or destination_prefix ~* 's3://') as bad) d
  where s.bad or d.bad) u
where id = unfit;

-- Routes that meet because an administrator said so: once for each pair, whichever of the two came later.
create table route_overlaps (
  route_id text not null references routes,
  other_id text not null references routes,
  reason text not null,
  allowed_by text not null,
  allowed_at timestamptz not null default clock_timestamp(),
  primary key (route_id, other_id)
);
create index route_overlaps_other on route_overlaps (other_id);

-- Who replaced whose proven objects: a pair is told once, on both transfers.
create table replacements (
  transfer bigint not null references transfers on delete cascade,
  replaced_by bigint not null references transfers on delete cascade,
  primary key (transfer, replaced_by)
);
-- What stands at a destination is found by the key that it came from, over every place it could lie in. Building these
-- reads each partition once while nobody writes to it.
create index transfers_destination on transfers (destination_bucket, destination_prefix, number);
create index files_key on files (transfer, hashtextextended(key, 0));

-- A copy that replaced something tells what it replaced (result.replaced). Where that was another transfer's proven
-- object, both hear of it, and both files' histories. Copies that replaced nothing never come here.
create function files_replaced() returns trigger language plpgsql as $$
declare
  mine record;
  target text;
  other record;
begin
  select number, id, source_prefix, destination_bucket, destination_prefix into mine from transfers where number = new.transfer;
  target := mine.destination_prefix || substr(new.key, length(mine.source_prefix) + 1);
  for other in
    select t.number, t.id, f.number as file, f.key, f.generation, f.attempt
    from generate_series(0, length(target)) as n
    cross join lateral (
      select number, id, source_prefix || substr(target, n + 1) as key from transfers
      where destination_bucket = mine.destination_bucket and destination_prefix = left(target, n) and number <> mine.number
      order by number desc limit 100) t
    join files f on f.transfer = t.number and hashtextextended(f.key, 0) = hashtextextended(t.key, 0) and f.key = t.key
    where f.state in ('copied', 'skipped') and f.verification_result = 'verified'
      and f.result ->> 'destinationEtag' = new.result -> 'replaced' ->> 'etag'
      and coalesce(f.result ->> 'destinationVersionId', '') = coalesce(new.result -> 'replaced' ->> 'versionId', '')
  loop
    insert into replacements (transfer, replaced_by) values (other.number, mine.number) on conflict do nothing;
    if found then
      perform tell_transfer(other.number, 'transfer.replaced', jsonb_build_object('byTransfer', mine.id, 'firstKey', other.key));
      perform tell_transfer(mine.number, 'transfer.replaces', jsonb_build_object('ofTransfer', other.id, 'firstKey', new.key));
    end if;
    insert into file_events (transfer, file, generation, attempt, type, detail) values
      (other.number, other.file, other.generation, other.attempt, 'replaced', jsonb_build_object('byTransfer', mine.id, 'file', new.number)),
      (mine.number, new.number, new.generation, new.attempt, 'replaces', jsonb_build_object('ofTransfer', other.id, 'file', other.file));
  end loop;
  return null;
end $$;
create trigger files_replaced after update of result on files for each row
  when (new.state = 'copied' and new.result -> 'replaced' is not null and old.state <> 'copied')
  execute function files_replaced();
