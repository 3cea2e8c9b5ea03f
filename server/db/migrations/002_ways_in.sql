-- Secrets of a deployment are a sealed JSON object from now on, one member for each secret; so are those of
-- the upload credentials. A single sealed text from before is read as the type's one secret.
alter table sources
  add column upload_secrets bytea,
  -- StoredUploads, see tables.ts; {} = nothing is known
  add column uploads jsonb not null default '{}',
  -- part of the address that notifications are sent to
  add column events_token text not null default replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''),
  -- being deleted: not shown any more, its assets go in the background
  add column deleted_at timestamptz;

-- A listing walks over stretches of the Origin side by side, and each remembers its own place.
alter table listings
  drop column cursor,
  add column objects_skipped bigint not null default 0,
  -- the first of them: [{ "path", "reason" }]
  add column skipped jsonb not null default '[]';

create table listing_parts (
  listing_id bigint not null references listings on delete cascade,
  position smallint not null,
  -- last path of the stretch, inclusive; null: to the end
  up_to text collate "C",
  -- everything up to this path has been compared with the index; at first the end of the stretch before
  cursor text collate "C" not null,
  finished boolean not null default false,
  primary key (listing_id, position)
);

create table upload_sessions (
  -- version 7, so that ids are in order of time
  id uuid primary key,
  source_id int not null references sources on delete cascade,
  origin_path text collate "C" not null,
  status text not null default 'PENDING'
    check (status in ('PENDING', 'CLOSED', 'COMPLETE', 'EXPIRED', 'CANCELED', 'ERRORED')),
  reason text,
  content_type text not null,
  file_size bigint,
  way text not null check (way in ('direct', 'through_vitrine', 'parts')),
  part_size int,
  provider_upload_id text,
  -- of the token in the address that Vitrine gave out for its own PUT
  token_hash bytea,
  uploaded_by text,
  uploaded_by_api boolean not null,
  created_at timestamptz not null default now(),
  modified_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index upload_sessions_latest on upload_sessions (source_id, id desc);
create index upload_sessions_pending on upload_sessions (expires_at) where status = 'PENDING';
create index upload_sessions_closed on upload_sessions (source_id, origin_path) where status = 'CLOSED';

-- assets that came in by rendering, which an account may have so many of in a month
create table rendered_additions (
  account_id int not null references accounts,
  -- its first day
  month date not null,
  added int not null default 0,
  primary key (account_id, month)
);

-- files that an event or somebody else says to look at; whoever has looked deletes the row
create table file_hints (
  source_id int not null references sources on delete cascade,
  origin_path text collate "C" not null,
  -- raised by every further hint, so that one that comes while the file is looked at is not lost
  hits int not null default 1,
  primary key (source_id, origin_path)
);

-- the rolling walk over the assets of Sources that no listing looks at
create table look_again_walks (
  source_id int primary key references sources on delete cascade,
  -- everything up to this path has had its turn; '' between two walks
  cursor text collate "C" not null default '',
  started_at timestamptz not null default now()
);

-- Sources whose Origin did not let files be read when that was last tried
create table origin_troubles (
  source_id int primary key references sources on delete cascade,
  error text not null,
  since timestamptz not null default now()
);

-- What was found but not read yet is not in it: there may be millions of these at once.
drop index assets_indexed_at;
create index assets_indexed_at on assets (source_id, indexed_at) where indexed_at is not null;
