-- what was purged through the API in the last seconds, since the same address may be purged again only then
create table recent_purges (
  source_id int not null references sources on delete cascade,
  -- SHA-256 of the address's path
  path_hash bytea not null,
  purged_at timestamptz not null default now(),
  primary key (source_id, path_hash)
);
