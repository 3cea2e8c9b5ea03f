create extension if not exists pg_trgm;

create table accounts (
  id int generated always as identity primary key,
  name text not null,
  created_at timestamptz not null default now()
);

create table users (
  id uuid primary key default gen_random_uuid(),
  account_id int not null references accounts,
  email text not null,
  name text,
  password_hash text not null,
  permissions text[] not null,
  created_at timestamptz not null default now()
);
create unique index users_email on users (lower(email));

create table browser_sessions (
  token_hash bytea primary key,
  user_id uuid not null references users on delete cascade,
  csrf_token text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index browser_sessions_expires on browser_sessions (expires_at);

-- failed sign-ins, counted per e-mail and per address
create table sign_in_failures (
  key text not null,
  at timestamptz not null default now()
);
create index sign_in_failures_key on sign_in_failures (key, at);

create table api_keys (
  id uuid primary key default gen_random_uuid(),
  account_id int not null references accounts,
  name text not null,
  key_hash bytea not null unique,
  permissions text[] not null,
  created_by uuid references users on delete set null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);

create table sources (
  id int generated always as identity primary key,
  public_id text not null unique check (public_id ~ '^[0-9a-f]{24}$'),
  account_id int not null references accounts,
  name text not null,
  enabled boolean not null default true,
  -- without secrets; see contract/resources.ts
  deployment jsonb not null,
  -- AES-256-GCM under SECRET_KEY
  deployment_secrets bytea,
  secure_url_token text not null,
  deployment_status text not null default 'deploying',
  deployed_at timestamptz,
  created_at timestamptz not null default now()
);

-- every host name a source answers to; unique over all sources
create table source_hosts (
  -- 'subdomain' (a bare label) or 'domain' (a whole host name)
  kind text not null check (kind in ('subdomain', 'domain')),
  host text not null check (host = lower(host)),
  source_id int not null references sources on delete cascade,
  primary key (kind, host)
);
create index source_hosts_source on source_hosts (source_id);

-- one walk over an Origin
create table listings (
  id bigint generated always as identity primary key,
  source_id int not null references sources on delete cascade,
  state text not null default 'running' check (state in ('running', 'complete', 'failed', 'stopped')),
  -- everything up to this path has been compared with the index
  cursor text collate "C" not null default '',
  objects_seen bigint not null default 0,
  assets_changed bigint not null default 0,
  assets_removed bigint not null default 0,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  error text
);
create unique index listings_running on listings (source_id) where state = 'running';
create index listings_latest on listings (source_id, id desc);

create table tags (
  id int generated always as identity primary key,
  account_id int not null references accounts,
  label text not null,
  unique (account_id, label)
);
create index tags_lower on tags (account_id, lower(label));

create table categories (
  id int generated always as identity primary key,
  account_id int not null references accounts,
  name text not null,
  unique (account_id, name)
);

create table custom_field_keys (
  id int generated always as identity primary key,
  account_id int not null references accounts,
  key text not null,
  unique (account_id, key)
);

-- the truth about each file; never searched by content
create table assets (
  id bigint generated always as identity primary key,
  source_id int not null references sources on delete cascade,
  origin_path text collate "C" not null,
  status text not null default 'pending' check (status in ('pending', 'indexed', 'error')),
  error text,
  -- of the file as the Origin has it
  etag text not null,
  file_size bigint not null,
  origin_modified_at timestamptz not null,
  -- of the content that was read last; differs from etag while the asset is pending
  indexed_etag text,
  indexed_at timestamptz,
  checked_at timestamptz not null default now(),
  date_created timestamptz not null,
  date_modified timestamptz not null,
  -- facts, see contract/media-facts.ts
  content_type text not null default 'application/octet-stream',
  media_kind text not null default 'OTHER',
  media_width int,
  media_height int,
  orientation smallint,
  frame_count int,
  duration_seconds real,
  has_alpha boolean,
  color_model text,
  color_profile text,
  dpi_width real,
  dpi_height real,
  date_taken timestamptz,
  latitude double precision,
  longitude double precision,
  colors jsonb,
  blurhash text,
  metadata jsonb,
  -- stored width, height, format and bits, title, description and keywords as the file has them: what
  -- MediaFacts knows beyond the columns above
  file_facts jsonb,
  -- found by analysis; null = not analysed. Warnings 1 (doubtful) to 5 (probable)
  face_count smallint,
  warning_adult smallint,
  warning_medical smallint,
  warning_racy smallint,
  warning_spoof smallint,
  warning_violence smallint,
  -- what people say
  name text,
  description text,
  category_ids int[] not null default '{}',
  -- { "<custom_field_keys.id>": "value" }
  custom_fields jsonb not null default '{}',
  -- { "<tags.id>": confidence }; 0 = removed by a person
  tags jsonb not null default '{}',
  edited_by_user boolean not null default false,
  uploaded_by text,
  uploaded_by_api boolean not null default false,
  -- raised by every edit: the asset's own ETag
  version int not null default 1,
  unique (source_id, origin_path)
);
create index assets_unread on assets (source_id, status) where status <> 'indexed';
-- for the rate of indexing
create index assets_indexed_at on assets (source_id, indexed_at);
-- for the use counts of categories and custom field keys
create index assets_categorised on assets (source_id) where category_ids <> '{}';
create index assets_with_custom_fields on assets (source_id) where custom_fields <> '{}';

-- a projection of assets for searching and sorting, written in the same transaction, rebuildable; see
-- docs/decisions and catalog/search-document.ts for the lexemes
create table asset_search (
  asset_id bigint primary key references assets on delete cascade,
  source_id int not null,
  date_created timestamptz not null,
  date_modified timestamptz not null,
  file_size bigint not null,
  -- origin_path in lower case and without accents, for searching parts of it
  path_folded text collate "C" not null,
  fts tsvector not null,
  index_version smallint not null
);
create index asset_search_fts on asset_search using gin (fts) with (fastupdate = off);
create index asset_search_created on asset_search (source_id, date_created desc, asset_id desc);
create index asset_search_modified on asset_search (source_id, date_modified desc, asset_id desc);
create index asset_search_size on asset_search (source_id, file_size desc, asset_id desc);
alter table asset_search alter fts set statistics 1000;

-- every distinct word of asset_search, to find words by a part of them; words no asset has any more are harmless
create table lexicon (
  word text collate "C" primary key
);
create index lexicon_parts on lexicon using gin (word gin_trgm_ops);
