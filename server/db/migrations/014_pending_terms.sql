-- New rows go into the list that is pending, and whoever writes them sorts it into the index in the same breath
-- (search-rows.ts): all rows of a batch that have a term together, instead of one after the other.
alter index asset_search_fts set (fastupdate = on);
