-- Rendering parameters that people keep under a name, for everybody of the account.
create table rendering_presets (
  -- version 7, so that ids are in order of time
  id uuid primary key,
  account_id int not null references accounts,
  name text not null,
  -- in lower case, for the order and for what is the same
  name_folded text collate "C" not null,
  -- as in an address: w=1600&auto=format,compress
  query text not null,
  -- null: the user is gone, or a key without a maker has made it
  created_by uuid references users on delete set null,
  created_at timestamptz not null default now(),
  modified_at timestamptz not null default now(),
  -- raised by every change
  version int not null default 1
);
create unique index rendering_presets_name on rendering_presets (account_id, name_folded);
