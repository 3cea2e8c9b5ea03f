-- When somebody last looked which terms are frequent (catalog/search/keep-places.ts): before that the planner's statistics told,
-- and these leave most of them out.
create table term_looks (
  looked_at timestamptz not null
);
