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
