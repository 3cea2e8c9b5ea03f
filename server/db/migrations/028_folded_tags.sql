-- As foldText writes it (catalog/search/words.ts); most texts are plain ASCII.
create function fold_text(text) returns text language sql immutable parallel safe as $$
  select case when octet_length($1) = length($1) then lower($1)
    else replace(replace(lower(normalize(regexp_replace(normalize($1, NFKD), '[\u0300-\u036f]', '', 'g'), NFC)),
      'ς', 'σ'), 'ß', 'ss') end
$$;

-- Folding 20,000 names for each letter that is typed would take longer than looking through them.
alter table tags add column folded text not null generated always as (fold_text(label)) stored;
