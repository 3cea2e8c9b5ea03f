-- Each writing of a set gives it another version, by which processes know which sets they have (catalog/search/kept-sets.ts).
-- Sets from before have 0, until they are written again. A trigger, since a process of the version before may write one.
alter table kept_places add column version bigint not null default 0;
alter table kept_places alter version set default nextval('kept_values_version');

create function renew_version() returns trigger language plpgsql as $$
begin
  new.version := nextval('kept_values_version');
  return new;
end $$;
create trigger kept_places_renewed before update on kept_places for each row execute function renew_version();
