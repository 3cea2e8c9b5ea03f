-- What shows whether files are copies of each other; see docs/decisions/022. One row for each asset that was read.
create table asset_hashes (
  asset_id bigint primary key references assets on delete cascade,
  source_id int not null,
  -- equal only for the same bytes
  content_hash bytea not null,
  -- pictures that look alike differ in few bits; null: no picture, or one with nothing in it
  perceptual_hash bigint,
  -- its groups of duplicate_groups, when it has any
  same_group_id bigint,
  near_group_id bigint
);
create index asset_hashes_content on asset_hashes (source_id, content_hash);
create index asset_hashes_same_group on asset_hashes (same_group_id) where same_group_id is not null;
create index asset_hashes_near_group on asset_hashes (near_group_id) where near_group_id is not null;
-- Hashes that differ in 7 bits or less differ in one of four quarters in 1 bit or less: that quarter is looked up.
create index asset_hashes_quarter_0 on asset_hashes (source_id, ((perceptual_hash & 65535)::int))
  where perceptual_hash is not null;
create index asset_hashes_quarter_1 on asset_hashes (source_id, ((perceptual_hash >> 16 & 65535)::int))
  where perceptual_hash is not null;
create index asset_hashes_quarter_2 on asset_hashes (source_id, ((perceptual_hash >> 32 & 65535)::int))
  where perceptual_hash is not null;
create index asset_hashes_quarter_3 on asset_hashes (source_id, ((perceptual_hash >> 48 & 65535)::int))
  where perceptual_hash is not null;

-- What the job that keeps the groups has not seen yet: an asset with new hashes, or a group that one has left.
create table hash_changes (
  source_id int not null,
  id bigint generated always as identity,
  asset_id bigint,
  group_id bigint,
  primary key (source_id, id)
);
create function note_lost_hashes() returns trigger language plpgsql as $$
begin
  insert into hash_changes (source_id, group_id)
  select old.source_id, id from unnest(array[old.same_group_id, old.near_group_id]) id where id is not null;
  return null;
end $$;
create trigger asset_hashes_lost after delete on asset_hashes for each row
  when (old.same_group_id is not null or old.near_group_id is not null) execute function note_lost_hashes();
create function forget_hash_changes() returns trigger language plpgsql as $$
begin
  delete from hash_changes where source_id = old.id;
  return null;
end $$;
create trigger sources_hash_changes_go after delete on sources for each row execute function forget_hash_changes();

-- Assets that are copies of each other, kept by that job.
create table duplicate_groups (
  id bigint generated always as identity primary key,
  source_id int not null references sources on delete cascade,
  -- of the same bytes
  content_hash bytea,
  -- of near-duplicates: all of them differ from this in few bits
  center_hash bigint,
  asset_count int not null default 0,
  spare_bytes bigint not null default 0,
  -- nobody has decided about all of them yet
  open boolean not null default false,
  check ((content_hash is null) <> (center_hash is null))
);
create unique index duplicate_groups_content on duplicate_groups (source_id, content_hash)
  where content_hash is not null;
create index duplicate_groups_open on duplicate_groups (source_id, (content_hash is null), id) where open;

-- What people have said about copies. Assets are known by path and content, so that a decision outlives a file that
-- goes and comes back, and does not hold for another picture at its path.
create table duplicate_decisions (
  id bigint generated always as identity primary key,
  source_id int not null references sources on delete cascade,
  decision text not null check (decision in ('different', 'keep_all', 'preferred')),
  preferred_path text collate "C",
  decided_by text,
  decided_by_api boolean not null,
  decided_at timestamptz not null default now()
);
create index duplicate_decisions_latest on duplicate_decisions (source_id, id desc);
create table decided_assets (
  decision_id bigint not null references duplicate_decisions on delete cascade,
  source_id int not null,
  origin_path text collate "C" not null,
  content_hash bytea not null,
  perceptual_hash bigint,
  primary key (decision_id, origin_path)
);
create index decided_assets_path on decided_assets (source_id, origin_path);

-- the preferred asset of which this one is a copy; it may be gone
alter table assets add column duplicate_of_id bigint;

-- Sources whose assets were read when nothing was hashed: the walk over them
create table hash_walks (
  source_id int primary key references sources on delete cascade,
  -- everything up to this path has had its turn
  cursor text collate "C" not null default ''
);
insert into hash_walks (source_id)
select id from sources s
where deleted_at is null and exists (select from assets a where a.source_id = s.id and a.indexed_at is not null);
