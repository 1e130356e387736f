-- What a laboratory withdrew: it ends without us, and nobody but an administrator brings it back.
alter table files add column withdrawn_by text;
-- All of it, the files that are planned later included.
alter table transfers add column withdrawn_by text;
-- How many files were withdrawn by number: where none was, nobody looks for any.
alter table transfers add column withdrawals bigint not null default 0;
create index transfers_withdrawals on transfers (number) where withdrawals > 0;
