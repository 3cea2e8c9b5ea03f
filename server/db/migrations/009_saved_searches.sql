create table saved_searches (
  -- version 7, so that ids are in order of time
  id uuid primary key,
  account_id int not null references accounts,
  source_id int not null references sources on delete cascade,
  -- null: shared by somebody who is gone, or by a key that nobody made
  owner_id uuid references users on delete set null,
  name text not null,
  -- in lower case, for the order and for what is the same
  name_folded text collate "C" not null,
  -- as in an address: filter[tags]=sea&sort=-file_size
  query text not null,
  shared boolean not null,
  created_at timestamptz not null default now(),
  modified_at timestamptz not null default now(),
  -- raised by every change
  version int not null default 1,
  check (shared or owner_id is not null)
);
create unique index saved_searches_name on saved_searches (owner_id, source_id, name_folded);
create index saved_searches_listed on saved_searches (account_id, source_id, name_folded, id);
create index saved_searches_source on saved_searches (source_id);

-- What somebody has kept for themselves goes with them; what they shared stays.
create function forget_own_searches() returns trigger language plpgsql as $$
begin
  delete from saved_searches where owner_id = old.id and not shared;
  return old;
end $$;
create trigger users_searches_go before delete on users for each row execute function forget_own_searches();
