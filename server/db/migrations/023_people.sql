-- Who was here when, whose password somebody else knows, and how sessions and keys are told apart on a screen.
alter table users
  add column last_seen_at timestamptz,
  add column password_changed_at timestamptz not null default now(),
  add column password_is_given boolean not null default false;
update users as u
  set password_changed_at = created_at,
      last_seen_at = (select max(s.created_at) from browser_sessions as s where s.user_id = u.id);

alter table browser_sessions
  add column id uuid not null default gen_random_uuid() unique,
  add column user_agent text;
create index browser_sessions_user on browser_sessions (user_id);

-- the last four characters: what is left of a key to be recognised by
alter table api_keys add column key_end text;
