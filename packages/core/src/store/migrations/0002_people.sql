-- People, their one-time links and sessions, and the record of what anybody decided.

create table users (
  id text primary key,
  email text not null unique,           -- in lower case
  name text,
  role text not null check (role in ('viewer', 'operator', 'admin')),
  disabled boolean not null default false,
  created_at timestamptz not null default clock_timestamp()
);

create table sign_in_links (
  id text primary key,
  secret_hash text not null,            -- SHA-256 of the whole token, hex
  user_id text not null references users,
  made_by text not null,
  wrong_secrets int not null default 0, -- a link that was guessed at is void
  expires_at timestamptz not null,
  used_at timestamptz,
  used_for text                         -- the session that it began
);

create table sessions (
  id text primary key,
  secret_hash text not null,            -- SHA-256 of the whole token, hex
  user_id text not null references users,
  started_at timestamptz not null default clock_timestamp(),
  seen_at timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  ended_at timestamptz
);

-- The record is a chain: each hash is the SHA-256 of the hash before it (hex) and the entry's text. What is asked for
-- of an entry is read from its text, so that nothing beside the text can be altered without the chain telling.
create table audit_log (
  number bigint primary key,
  entry text not null,                  -- JSON as jsonb writes it: the same content is always the same text
  hash text not null,
  subject text generated always as (entry::jsonb ->> 'subject') stored,
  request text generated always as (entry::jsonb ->> 'request') stored
);
create index audit_log_subject on audit_log (subject, number);
create unique index audit_log_request on audit_log (request);

create table audit_heads (
  chain text primary key,
  number bigint not null,
  hash text not null
);
insert into audit_heads (chain, number, hash) values ('acts', 0, repeat('0', 64));

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is only ever added to';
end $$;
create trigger audit_log_append_only before update or delete or truncate on audit_log
  for each statement execute function refuse_change();
