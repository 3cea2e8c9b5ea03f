-- How long a provider looked at the picture; null: before this was measured.
alter table asset_analyses add column took_ms int;
