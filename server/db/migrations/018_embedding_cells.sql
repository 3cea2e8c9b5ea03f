-- Where vectors are, so that near ones are found without a look at all; see docs/decisions/031.
create table embedding_cells (
  asset_id bigint primary key,
  source_id int not null,
  -- of which model, and on which sides of its planes
  cell int not null,
  -- for each number of the vector, whether it is above 0
  sketch bit(512) not null
);
-- All that a search reads of it.
create index embedding_cells_nearest on embedding_cells (source_id, cell) include (asset_id, sketch);
-- Index-only scans need pages that were vacuumed.
alter table embedding_cells set (autovacuum_vacuum_insert_scale_factor = 0.05);

-- Vectors from before that have no cell yet: everything up to this asset has had its turn. No row: nothing is left.
create table embedding_walk (cursor bigint not null);
insert into embedding_walk select 0 where exists (select from asset_embeddings);

create function forget_cells() returns trigger language plpgsql as $$
begin
  delete from embedding_cells c using removed r where c.asset_id = r.asset_id;
  return null;
end $$;
create trigger asset_embeddings_cells_go after delete on asset_embeddings
  referencing old table as removed for each statement execute function forget_cells();
