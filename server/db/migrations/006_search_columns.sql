-- More of an asset to sort by and to ask ranges of without reading assets. Rows from before get their values when they
-- are written again (catalog/renew-index.ts); until then they are the oldest by date_taken.
alter table asset_search
  -- the day taken, else the time of the file at the Origin
  add column date_taken timestamptz not null default 'epoch',
  add column media_width int,
  add column media_height int;

-- On a large table indexes are built without stopping writes, by the worker; here they are at once.
do $$ begin
  if not exists (select from asset_search) then
    create index asset_search_taken on asset_search (source_id, date_taken desc, asset_id desc);
    create index asset_search_path on asset_search (source_id, (left(path_folded, 500)), asset_id);
  end if;
end $$;

-- Every search of a word looks through what is pending, and whoever fills it up waits for seconds.
alter index lexicon_parts set (fastupdate = off);
