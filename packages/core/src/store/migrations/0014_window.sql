-- How many messages of a transfer are out at most: what ranges add to that, and what they only send again.

-- Files of a waiting range that count as outstanding already, though no message of theirs is out: redriven, say.
alter table outbox add column counted int not null default 0;
-- A range that only sends again what was out before: the window does not hold it.
alter table outbox add column again boolean not null default false;
create index outbox_transfer on outbox (transfer);

-- Volatile, so that it sees what was committed before its call: with it a relay that waited its turn counts anew.
create function outstanding_messages(of_transfer bigint) returns bigint language sql volatile as $$
  select greatest(0, coalesce((select sum(queued + copying + verifying) from transfer_counters where transfer = of_transfer), 0)
    - coalesce((select sum(counted) from outbox where transfer = of_transfer and kind = 'range'
        and (lease_until is null or lease_until < clock_timestamp())), 0))::bigint
$$;
