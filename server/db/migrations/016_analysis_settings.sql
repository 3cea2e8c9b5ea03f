-- What an account wants of analysis. Without a row, and for what is absent in it: the defaults of catalog/analysis-choices.ts.
create table analysis_settings (
  account_id int primary key references accounts,
  -- { "<feature>": boolean }
  features jsonb not null default '{}',
  -- { "<provider>": its members without keys }
  providers jsonb not null default '{}',
  -- { "<capability>": ["<provider>", ...] }
  provider_order jsonb not null default '{}',
  -- sealed, see source-secrets.ts
  openai_key bytea,
  google_key bytea,
  -- raised by every change
  version int not null default 1
);

-- What could not be looked at, in few rows, for whoever asks how far analysis is and lets it be tried again.
create index analysis_queue_troubles on analysis_queue (source_id, asset_id) where error is not null;

-- Providers that could not look lately, also where the next in order has told instead.
create table provider_troubles (
  account_id int not null references accounts,
  provider text not null,
  -- of the latest, for a person
  detail text not null,
  pictures int not null default 1,
  latest_at timestamptz not null default now(),
  primary key (account_id, provider)
);
