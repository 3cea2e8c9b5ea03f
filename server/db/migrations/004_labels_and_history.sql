-- Categories and custom field keys are renamed, merged and deleted without a look at the assets that have them. A
-- label that was merged into another keeps its id, without a name, until no asset has it any more; so does one that
-- was deleted, which is merged into none.
alter table categories
  alter column name drop not null,
  add column merged_into int references categories,
  -- among those merged into the same: whose value of a custom field counts when an asset has several
  add column merge_rank int not null default 0,
  -- raised by every change of the name
  add column version int not null default 1,
  add check (name is null or merged_into is null);
create index categories_merged on categories (merged_into) where merged_into is not null;
create index categories_left on categories (account_id) where name is null;

alter table custom_field_keys
  alter column key drop not null,
  add column merged_into int references custom_field_keys,
  add column merge_rank int not null default 0,
  add column version int not null default 1,
  add check (key is null or merged_into is null);
create index custom_field_keys_merged on custom_field_keys (merged_into) where merged_into is not null;
create index custom_field_keys_left on custom_field_keys (account_id) where key is null;

-- How many assets have a label: the sum of its rows. Changes are rows of their own, so that edits do not wait for
-- each other; they are summed up in the background.
create table label_uses (
  kind text not null check (kind in ('category', 'custom_field_key')),
  label_id int not null,
  source_id int not null,
  assets bigint not null
);
create index label_uses_label on label_uses (label_id, kind);

insert into label_uses
select 'category', id, source_id, count(*)
from (select source_id, unnest(category_ids) as id from assets where category_ids <> '{}') a group by id, source_id
union all
select 'custom_field_key', id, source_id, count(*)
from (select source_id, jsonb_object_keys(custom_fields)::int as id from assets where custom_fields <> '{}') a
group by id, source_id;

-- Counts by what labels stand for now: an asset with two labels that were merged has one.
create function note_label_uses() returns trigger language plpgsql as $$
begin
  -- Nobody merges meanwhile; see catalog/label-lock.ts.
  perform pg_advisory_xact_lock_shared(748326512, account_id)
    from sources where id = coalesce(new.source_id, old.source_id);
  insert into label_uses (kind, label_id, source_id, assets)
  select kind, label_id, coalesce(new.source_id, old.source_id), sum(step)
  from (
    select distinct 'category' as kind, coalesce(merged_into, id) as label_id, 1 as step
      from categories where id = any (new.category_ids) and coalesce(merged_into::text, name) is not null
    union all
    select distinct 'category', coalesce(merged_into, id), -1
      from categories where id = any (old.category_ids) and coalesce(merged_into::text, name) is not null
    union all
    select distinct 'custom_field_key', coalesce(merged_into, id), 1
      from custom_field_keys where id in (select jsonb_object_keys(new.custom_fields)::int)
        and coalesce(merged_into::text, key) is not null
    union all
    select distinct 'custom_field_key', coalesce(merged_into, id), -1
      from custom_field_keys where id in (select jsonb_object_keys(old.custom_fields)::int)
        and coalesce(merged_into::text, key) is not null
  ) changes
  group by kind, label_id having sum(step) <> 0;
  return null;
end $$;
create trigger assets_labels_added after insert on assets for each row
  when (new.category_ids <> '{}' or new.custom_fields <> '{}') execute function note_label_uses();
create trigger assets_labels_changed after update on assets for each row
  when (old.category_ids <> new.category_ids or old.custom_fields <> new.custom_fields)
  execute function note_label_uses();
create trigger assets_labels_removed after delete on assets for each row
  when (old.category_ids <> '{}' or old.custom_fields <> '{}') execute function note_label_uses();

-- nothing counts uses by them any more
drop index assets_categorised, assets_with_custom_fields;

-- who has changed what: kept when the asset or the Source is gone
create table changes (
  id bigint generated always as identity primary key,
  account_id int not null references accounts,
  changed_at timestamptz not null default now(),
  changed_by text,
  changed_by_api boolean not null,
  -- asset_edited, category_renamed, ...
  action text not null,
  source_id int,
  origin_path text collate "C",
  -- { "<field>": { "from": value, "to": value } }
  fields jsonb not null
);
create index changes_of_account on changes (account_id, id desc);
create index changes_of_asset on changes (source_id, origin_path, id desc) where source_id is not null;
create index changes_old on changes (changed_at);
