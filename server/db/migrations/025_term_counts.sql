-- How many assets of the list (asset_search) have a term that many have: the sum of its rows in both tables. As with folders
-- (011), changes are rows of their own, summed up in the background, which also decides which terms are worth it
-- (catalog/search/term-counts.ts). As long as `assets` is null, changes are noted, and the term has not been counted yet.
create table term_counts (
  id int generated always as identity primary key,
  term text collate "C" not null unique,
  assets bigint
);
create table term_changes (
  term_id int not null,
  assets bigint not null
);
create index term_changes_term on term_changes (term_id);

create function note_terms() returns trigger language plpgsql as $$
begin
  if not exists (select from term_counts) then
    return null;
  end if;
  -- Planned each time: what is good for one asset is slow for a batch.
  execute format('insert into term_changes (term_id, assets)
    select t.id, sum(step) from (%s) changed, unnest(tsvector_to_array(fts)) as one (term)
    join term_counts t on t.term = one.term
    group by 1 having sum(step) <> 0', tg_argv[0]);
  return null;
end $$;
create trigger asset_search_terms_added after insert on asset_search
  referencing new table as added for each statement
  execute function note_terms('select fts, 1 as step from added');
create trigger asset_search_terms_changed after update on asset_search
  referencing old table as removed new table as added for each statement
  execute function note_terms('select fts, 1 as step from added union all select fts, -1 from removed');
create trigger asset_search_terms_removed after delete on asset_search
  referencing old table as removed for each statement
  execute function note_terms('select fts, -1 as step from removed');
