-- Files that somebody is about to fetch as one zip. Short-lived; see docs/decisions/038.
create table downloads (
  -- version 7, so that ids are in order of time
  id uuid primary key,
  account_id int not null references accounts,
  source_id int not null references sources on delete cascade,
  -- in the order of their paths, as they were found when it was made
  assets bigint[] not null,
  -- named, but not in the library
  unknown_paths text[] not null,
  -- of all files together
  bytes bigint not null,
  -- until then it can be begun
  expires_at timestamptz not null
);
create index downloads_account on downloads (account_id, expires_at);
create index downloads_source on downloads (source_id);
