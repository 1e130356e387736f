-- When a transfer last got a byte: the most that its points ever reached, and the moment of that point.
alter table transfers add column moved_bytes bigint not null default 0;
alter table transfers add column moved_at timestamptz;
