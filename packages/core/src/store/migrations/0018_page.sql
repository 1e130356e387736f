-- What the page asks for: samples that wait for somebody first, transfers by a sample's id, whom to write to at a vendor.

-- Blocked first, then by id. Only what blocks or frees a sample changes it: counting settled files stays heap-only.
create index samples_blocked on samples (transfer, (1 - least(dead_lettered, 1)), id);
create index samples_name on samples (transfer, (lower(id)) collate "C");

-- `revision` counts changes: what If-Match compares. `contact` is {name, email, phone}, or null.
alter table vendors add column revision int not null default 1, add column contact jsonb;
