-- Keys that people make: what they were made for, whose they are, how they replace each other, and when they were used last.

-- `role` is what the release before takes a key for, which is never more than it may: 'vendor' for a vendor's administrator,
-- 'viewer' for who only reads. What it may is `granted_role` and `scopes` together; null: a key of before, whose role says all.
alter table api_keys add column granted_role text
  check (granted_role in ('viewer', 'operator', 'admin', 'vendor_viewer', 'vendor_admin'));
alter table api_keys add column scopes jsonb not null default '["transfers:read", "transfers:write"]';
alter table api_keys add column user_id text references users;
alter table api_keys add column number bigint generated always as identity;
create unique index api_keys_number on api_keys (number);
-- The key that this one came from, and its own before that: two of a family live at most. Null: it is the first of its own.
alter table api_keys add column family text;
create index api_keys_family on api_keys (coalesce(family, id));
alter table api_keys add column made_by text;
alter table api_keys add column revoked_by text;
alter table api_keys add column used_at timestamptz;
alter table api_keys add column used_from text;

create index api_keys_vendor on api_keys (vendor_id);

-- An Idempotency-Key belongs to the vendor: what its keys were answered is found by those that replace them, too.
insert into idempotency_keys (principal, key, body_hash, status, headers, body, created_at)
select distinct on (k.vendor_id, i.key) k.vendor_id, i.key, i.body_hash, i.status, i.headers, i.body, i.created_at
from idempotency_keys i join api_keys k on k.id = i.principal
where k.vendor_id is not null
order by k.vendor_id, i.key, i.created_at
on conflict (principal, key) do nothing;
