-- What analysis finds in pictures; see docs/decisions/029.
alter table assets
  -- line by line
  add column text_in_image text,
  -- of an alt text of analysis
  add column alt_text_is_weak boolean,
  -- null: never been looked at; of a picture that means that it will be
  add column analysis_status text check (analysis_status in ('waiting', 'done', 'partial', 'failed')),
  -- for a person
  add column analysis_error text,
  -- what was asked about these pixels, whatever came of it, and what the built-in provider was then
  add column analyzed text[],
  add column analysis_version text,
  -- what analysis has put into `tags`, as it did: another confidence there is somebody else's
  add column analysis_tags jsonb,
  -- names of alerts whose level a person has set
  add column warnings_by_person text[];

-- Pictures that are to be looked at, and those that could not be: these are due at 'infinity'. Whoever takes one moves
-- due_at ahead, so that it comes back when its process is killed; what has been done is deleted.
create sequence analysis_tickets;
create table analysis_queue (
  asset_id bigint primary key,
  source_id int not null,
  -- 0: somebody waits for it; 1: new or changed; 2: was there before there was analysis, or another version of it
  priority smallint not null,
  -- in the past: when the picture was made, as the newest are looked at first
  due_at timestamptz not null,
  -- another one for each time it is asked for: who has taken an older one has looked at something else
  ticket bigint not null default nextval('analysis_tickets'),
  attempts smallint not null default 0,
  -- even what has been looked at already
  forced boolean not null default false,
  -- only these capabilities; null: all that the account wants
  wanted text[],
  -- why the last try failed, for a person
  error text
);
create index analysis_queue_due on analysis_queue (source_id, priority, due_at);

-- What each provider said last of an asset.
create table asset_analyses (
  asset_id bigint not null,
  source_id int not null,
  provider text not null,
  model text not null,
  version text not null,
  -- of the file that was looked at
  etag text not null,
  -- those for which this answer counts
  capabilities text[] not null,
  -- and of these, the alerts
  alerts text[] not null,
  findings jsonb not null,
  raw jsonb,
  analyzed_at timestamptz not null default now(),
  primary key (asset_id, provider)
);
create index asset_analyses_latest on asset_analyses (source_id, analyzed_at);

-- Vectors of pictures, each number as a byte: value = byte * scale.
create table asset_embeddings (
  asset_id bigint primary key,
  source_id int not null,
  model text not null,
  scale real not null,
  vector bytea not null
);

-- Pictures that providers were asked about, by day (UTC), for their budgets.
create table analysis_spending (
  account_id int not null references accounts on delete cascade,
  provider text not null,
  day date not null,
  pictures int not null,
  primary key (account_id, provider, day)
);

-- The walk over the assets of a Source that have never been looked at as the account wants now, newest first.
create table analysis_walks (
  source_id int primary key references sources on delete cascade,
  -- what the walk is for; another one begins anew
  wanted text not null,
  -- everything from here on has had its turn; null: the walk has come to its end
  cursor_date timestamptz default 'infinity',
  cursor_id bigint not null default 9223372036854775807
);

-- Once for each statement instead of three foreign keys for each row: large Sources are deleted in large batches.
create function forget_analyses() returns trigger language plpgsql as $$
declare
  gone bigint[] := array(select id from removed);
begin
  delete from analysis_queue where asset_id = any (gone);
  delete from asset_analyses where asset_id = any (gone);
  delete from asset_embeddings where asset_id = any (gone);
  return null;
end $$;
create trigger assets_analyses_go after delete on assets
  referencing old table as removed for each statement execute function forget_analyses();
