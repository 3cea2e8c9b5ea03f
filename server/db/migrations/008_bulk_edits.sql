-- Edits of many assets at once, and imports of metadata: what was asked, how far it is, and a row for each asset.
create table bulk_edits (
  -- version 7, so that ids are in order of time
  id uuid primary key,
  account_id int not null references accounts,
  source_id int not null references sources on delete cascade,
  kind text not null check (kind in ('edit', 'import')),
  -- BulkOperations of contract/searching.ts; null for an import, whose rows say what to do
  operations jsonb,
  -- the ids that the names in it had when the work began: { "category": { "<name>": id }, … }. A label that is renamed
  -- meanwhile is the same one
  label_ids jsonb not null default '{}',
  -- the search it was made from, as it stood in an address, and its filters: [[name, value], …]; null: named assets
  query text,
  filters jsonb,
  excluded_paths text[],
  dry_run boolean not null,
  state text not null default 'waiting'
    check (state in ('waiting', 'running', 'complete', 'canceled', 'failed', 'undoing', 'undone')),
  -- null until the rows have been gathered
  total int,
  -- the last row that was worked off, and the last one that was undone
  cursor int not null default 0,
  undo_cursor int not null default 0,
  done int not null default 0,
  changed int not null default 0,
  unchanged int not null default 0,
  refused int not null default 0,
  undone int not null default 0,
  kept int not null default 0,
  -- failures one after the other
  attempts smallint not null default 0,
  error text,
  created_by text,
  created_by_api boolean not null,
  -- who asked last for something to be done: the one in the history
  asked_by text,
  asked_by_api boolean not null,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  -- so long its rows are kept, and it can be undone, or done after a dry run; null until it has finished
  kept_until timestamptz
);
create index bulk_edits_latest on bulk_edits (source_id, id desc);
create index bulk_edits_unfinished on bulk_edits (state) where state in ('waiting', 'running', 'undoing');

create table bulk_edit_rows (
  bulk_edit_id uuid not null references bulk_edits on delete cascade,
  -- from 1 on; of an import the line of its file
  row int not null,
  origin_path text collate "C",
  -- of an import: AssetPatch; null: refused before the work began
  patch jsonb,
  -- as the last pass left it; what lies behind the cursor is still to be done
  state text not null default 'waiting'
    check (state in ('waiting', 'changed', 'unchanged', 'refused', 'undone', 'kept')),
  problem text,
  -- what the changed fields were and became, by the ids of labels
  before jsonb,
  after jsonb,
  -- version of the asset after the change
  after_version int,
  primary key (bulk_edit_id, row)
) with (fillfactor = 80);
create index bulk_edit_rows_told on bulk_edit_rows (bulk_edit_id, state, row) where state in ('refused', 'kept');
