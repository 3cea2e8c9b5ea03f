-- How many assets of the list (asset_search) each folder has: the sum of its rows in both tables. Changes are rows of
-- their own, so that nobody waits for anybody at the row of the top; they are summed up in the background. The top of a
-- Source is the row without a name and parent.
create table folder_counts (
  source_id int not null,
  -- without slashes at the ends
  parent text collate "C" not null,
  name text collate "C" not null,
  -- everything below; and what is in the folder itself
  assets_below bigint not null,
  assets_within bigint not null
);
create unique index folder_counts_folder on folder_counts (source_id, parent, lower(name), name);

create table folder_changes (like folder_counts);
create index folder_changes_folder on folder_changes (source_id, parent, lower(name), name);

-- Those of before are counted by a job (catalog/count-folders.ts); until then their paths are read.
alter table sources add column folders_counted boolean not null default false;
alter table sources alter column folders_counted set default true;

-- null: the file is at the top
create function folder_of(origin_path text) returns text immutable strict parallel safe language sql
return substring(origin_path from '^(.*)/');

-- The top, each folder on the way, and the folder itself.
create function folders_down_to(folder text)
returns table (parent text, name text, is_last boolean) immutable parallel safe language sql as $$
  select array_to_string(parts[:depth - 1], '/'), coalesce(parts[depth], ''), depth = cardinality(parts)
  from (select coalesce(string_to_array(folder, '/'), '{}') as parts) one,
    lateral generate_series(0, cardinality(parts)) as depth
$$;

create function note_folder_changes(sources int[], paths text[], step int) returns void language sql as $$
  insert into folder_changes (source_id, parent, name, assets_below, assets_within)
  select source_id, f.parent, f.name, sum(assets), coalesce(sum(assets) filter (where is_last), 0)
  from (
    select source_id, folder_of(path) as folder, count(*) * step as assets
    from unnest(sources, paths) as asset (source_id, path) group by 1, 2
  ) one, lateral folders_down_to(folder) f
  group by 1, 2, 3
$$;

-- What a foreign key did for each row is done once for each statement from now on, together with the counting. Ids are
-- looked up as an array, since a plan that was made for a large batch would read the whole table for a small one.
alter table asset_search drop constraint asset_search_asset_id_fkey;

create function note_listed() returns trigger language plpgsql as $$
declare
  listed record;
begin
  -- Locked as a foreign key does: the assets cannot be deleted until this transaction has ended.
  select array_agg(source_id) as sources, array_agg(origin_path) as paths into listed from (
    select source_id, origin_path from assets
    where id = any (array(select asset_id from added)) order by id for key share
  ) one;
  if coalesce(cardinality(listed.paths), 0) < (select count(*) from added) then
    raise foreign_key_violation using message = 'There is no such asset to put into the list.';
  end if;
  perform note_folder_changes(listed.sources, listed.paths, 1);
  return null;
end $$;
create trigger asset_search_listed after insert on asset_search
  referencing new table as added for each statement execute function note_listed();

-- Rows that go alone; those of assets that are gone were counted with these.
create function note_unlisted() returns trigger language plpgsql as $$
begin
  perform note_folder_changes(array_agg(source_id), array_agg(origin_path), -1)
    from assets where id = any (array(select asset_id from removed));
  return null;
end $$;
create trigger asset_search_unlisted after delete on asset_search
  referencing old table as removed for each statement execute function note_unlisted();

create function unlist_assets() returns trigger language plpgsql as $$
declare
  unlisted record;
begin
  with gone as (
    delete from asset_search where asset_id = any (array(select id from removed)) returning asset_id
  )
  select array_agg(source_id) as sources, array_agg(origin_path) as paths into unlisted
    from removed where id in (select asset_id from gone);
  perform note_folder_changes(unlisted.sources, unlisted.paths, -1);
  return null;
end $$;
create trigger assets_unlisted after delete on assets
  referencing old table as removed for each statement execute function unlist_assets();

create function move_listed() returns trigger language plpgsql as $$
begin
  if exists (select from asset_search where asset_id = new.id) then
    perform note_folder_changes(array[old.source_id], array[old.origin_path], -1);
    perform note_folder_changes(array[new.source_id], array[new.origin_path], 1);
  end if;
  return null;
end $$;
create trigger assets_moved after update of source_id, origin_path on assets for each row
  when ((old.source_id, old.origin_path) is distinct from (new.source_id, new.origin_path))
  execute function move_listed();
