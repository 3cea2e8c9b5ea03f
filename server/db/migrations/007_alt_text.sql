-- what a picture shows, for those who do not see it
alter table assets
  add column alt_text text,
  -- who said so: 'person', 'file' or 'analysis'; null when nobody has said anything yet. A person who empties it has.
  add column alt_text_source text check (alt_text_source in ('person', 'file', 'analysis'));
