import { type RawBuilder, sql } from 'kysely'
import type { FacetValue } from '../../../contract/searching.ts'
import type { Db } from '../../db/tables.ts'
import type { Facets } from './facet-tally.ts'
import { joinAssets, matches, type Wanted } from './search-stretch.ts'

/** Each kind of facet as `value` of `hits h`. The same as facet-tally.ts counts. */
const KINDS: Record<keyof Facets, RawBuilder<unknown>> = {
  tags: sql`select t.label as value from hits h, jsonb_each(h.tags) own
    join tags t on t.id = own.key::int where own.value <> '0'`,
  categories: sql`select c.name as value from hits h, lateral (
    select distinct k.id, k.name from unnest(h.category_ids) own (id)
    join categories l on l.id = own.id
    join categories k on k.id = coalesce(l.merged_into, l.id) and k.name is not null) c`,
  folders: sql`select concat_ws('/', '', nullif(f.parent, ''), f.name) as value
    from hits h, folders_down_to(folder_of(h.origin_path)) f
    where (f.parent, f.name) <> ('', '')`,
  media_kinds: sql`select media_kind as value from hits`,
  content_types: sql`select content_type as value from hits`,
  years: sql`select extract(year from date_taken at time zone 'utc')::text as value from hits`,
}

/** Counted in all assets that fit; seconds for a million of them. */
export async function countFacets(db: Db, wanted: Wanted, limit: number): Promise<Facets> {
  const kinds = Object.entries(KINDS).map(
    ([kind, values]) => sql`(
      select ${kind} as kind, value, count(*) as count from (${values}) one
      group by value order by count(*) desc, value collate "C" limit ${limit})`,
  )
  const assets = wanted.needsAsset ? joinAssets(wanted) : sql`join assets a on a.id = s.asset_id`
  const { rows } = await sql<FacetValue & { kind: keyof Facets }>`
    with hits as materialized (
      select s.date_taken, a.origin_path, a.media_kind, a.content_type, a.category_ids, a.tags
      from asset_search s ${assets} where ${matches(wanted)}
    ) ${sql.join(kinds, sql` union all `)}`.execute(db)
  const of = (kind: keyof Facets) =>
    rows.filter((row) => row.kind === kind).map(({ value, count }) => ({ value, count }))
  return {
    tags: of('tags'),
    categories: of('categories'),
    folders: of('folders'),
    media_kinds: of('media_kinds'),
    content_types: of('content_types'),
    years: of('years'),
  }
}
