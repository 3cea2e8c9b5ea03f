-- Of a picture that somebody could not look at: whom to ask; null: everybody whose turn it is. See docs/decisions/029.
alter table analysis_queue add column providers text[];
-- Under which version of the account's settings those who could not look were asked again last.
alter table analysis_walks add column settings_version int;
