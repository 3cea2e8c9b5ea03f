-- That an asset's Source exists is seen to once for each statement from now on: the foreign key did so for each of the
-- million rows of a first listing, and was a third of what they cost. Its promises are kept.
alter table assets drop constraint assets_source_id_fkey;

create function check_asset_sources() returns trigger language plpgsql as $$
begin
  -- Locked as a foreign key does: it cannot be deleted until this transaction has ended.
  if exists (
    select from (select distinct source_id from added) a
    where not exists (select from sources s where s.id = a.source_id for key share)
  ) then
    raise foreign_key_violation using message = 'There is no such Source to add assets to.';
  end if;
  return null;
end $$;
create trigger assets_source_exists after insert on assets
  referencing new table as added for each statement execute function check_asset_sources();

create function delete_source_assets() returns trigger language plpgsql as $$
begin
  delete from assets where source_id = old.id;
  return null;
end $$;
create trigger sources_assets_go after delete on sources for each row execute function delete_source_assets();
