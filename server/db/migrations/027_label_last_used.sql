-- When an asset last got a label; null: not since this is known. A row of which nothing but that is left stays.
alter table label_uses add column used_at timestamptz;

-- As before (004, 013), and when.
create or replace function note_label_uses() returns trigger language plpgsql as $$
begin
  -- Nobody merges meanwhile; see catalog/label-lock.ts.
  perform pg_advisory_xact_lock_shared(748326512, account_id)
    from sources where id = coalesce(new.source_id, old.source_id);
  insert into label_uses (kind, label_id, source_id, assets, used_at)
  select kind, label_id, coalesce(new.source_id, old.source_id), sum(step), case when sum(step) > 0 then now() end
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
create or replace function note_added_label_uses() returns trigger language plpgsql as $$
begin
  if not exists (select from added where category_ids <> '{}' or custom_fields <> '{}') then
    return null;
  end if;
  -- Nobody merges meanwhile; see catalog/label-lock.ts.
  perform pg_advisory_xact_lock_shared(748326512, account_id) from (
    select distinct account_id from sources where id in (select source_id from added) order by account_id
  ) accounts;
  insert into label_uses (kind, label_id, source_id, assets, used_at)
  select 'category', coalesce(merged_into, c.id), source_id, count(distinct asset_id), now()
    from (select id as asset_id, source_id, unnest(category_ids) as label_id from added) a
    join categories c on c.id = label_id
    where coalesce(merged_into::text, name) is not null
    group by 2, 3
  union all
  select 'custom_field_key', coalesce(merged_into, k.id), source_id, count(distinct asset_id), now()
    from (select id as asset_id, source_id, jsonb_object_keys(custom_fields)::int as label_id from added) a
    join custom_field_keys k on k.id = label_id
    where coalesce(merged_into::text, key) is not null
    group by 2, 3;
  return null;
end $$;
