-- Renderings of many files purged at once; see contract/purges.ts and docs/decisions/005.
alter table sources add column purges jsonb not null default '{"count": 0, "below": []}';
