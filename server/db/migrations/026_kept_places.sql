-- Which assets of the list (asset_search) have a term that many have, and what lists are ordered by: what the index of terms
-- finds only by a look at each asset. Follows 025, which kept how many they are. Written in the background
-- (catalog/search/keep-places.ts); until then what has changed is noted, and asked for by itself.
drop trigger asset_search_terms_added on asset_search;
drop trigger asset_search_terms_changed on asset_search;
drop trigger asset_search_terms_removed on asset_search;
drop function note_terms();
drop table term_counts, term_changes;

create table kept_terms (
  id int generated always as identity primary key,
  term text collate "C" not null unique,
  -- All its places are there.
  ready boolean not null default false
);

-- Of 65,536 assets each (asset_id >> 16), those that have a term: their lowest 16 bits in order, or, of 4,096 and more, a bit
-- for each of the 65,536. Little-endian.
create table kept_places (
  term_id int not null,
  block int not null,
  assets int not null,
  places bytea not null,
  primary key (term_id, block)
);
alter table kept_places alter places set storage external;

-- Of as many assets, 32 bits of what an order goes by. Each writing gives a row another version, by which processes know what
-- they have.
create sequence kept_values_version;
create table kept_values (
  key text collate "C" not null,
  block int not null,
  version bigint not null default nextval('kept_values_version'),
  codes bytea not null,
  primary key (key, block)
);
alter table kept_values alter codes set storage external;

-- Assets that are not in these tables as they are, with the terms they had before (null: none, it was not there). One that
-- changes several times is here several times.
create table changed_places (
  asset_id bigint not null,
  terms tsvector
);
create index changed_places_asset on changed_places (asset_id);

create function note_changed_places() returns trigger language plpgsql as $$
begin
  -- Whoever loads a fresh library need not note anything.
  if not exists (select from kept_terms) then
    return null;
  end if;
  if tg_op = 'INSERT' then
    insert into changed_places (asset_id) select asset_id from added;
  else
    insert into changed_places (asset_id, terms) select asset_id, strip(fts) from removed;
  end if;
  return null;
end $$;
create trigger asset_search_places_added after insert on asset_search
  referencing new table as added for each statement execute function note_changed_places();
create trigger asset_search_places_changed after update on asset_search
  referencing old table as removed for each statement execute function note_changed_places();
create trigger asset_search_places_removed after delete on asset_search
  referencing old table as removed for each statement execute function note_changed_places();

-- The 2,048 terms of pairs of words are frequent, too, and take nobody's place among those whose frequency is known.
alter table asset_search alter fts set statistics 1250;
