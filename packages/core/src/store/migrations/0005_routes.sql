-- Routes are managed at run time: their order in lists, and who changed one when and why. Two vendors of one name could not be told apart.
alter table vendors add column number bigint generated always as identity;
create unique index vendors_number on vendors (number);
create unique index vendors_name on vendors (lower(name));

alter table routes add column number bigint generated always as identity;
create unique index routes_number on routes (number);
-- +1 with each change: what If-Match compares.
alter table routes add column revision int not null default 1;
alter table routes add column changed_at timestamptz;
alter table routes add column changed_by text;
alter table routes add column changed_reason text;
