import type { FacetAttributes, FacetValue } from '../../../contract/searching.ts'
import type { Db } from '../../db/tables.ts'
import { findLabels } from '../labels/labels.ts'
import { foldersOf } from './lexemes.ts'

/** What is counted of one asset. */
export interface FacetRow {
  path: string
  mediaKind: string
  contentType: string
  /** Of the day taken, else of the file. */
  year: number
  /** Ids with blanks between them. */
  categories: string
  /** JSON: id → confidence, 0 = removed. */
  tags: string
}

export type Facets = Pick<
  FacetAttributes,
  'tags' | 'categories' | 'folders' | 'media_kinds' | 'content_types' | 'years'
>

/** Counts what assets have in common. A folder counts everything below it, as the filter finds it. */
export async function tallyFacets(
  db: Db,
  rows: readonly FacetRow[],
  { limit, scale }: { limit: number; scale: number },
): Promise<Facets> {
  const best = (values: Iterable<string>) => toFacet(count(values), { limit, scale })
  return {
    tags: await nameTags(db, count(rows.flatMap(tagIdsOf)), { limit, scale }),
    categories: best(await categoriesOf(db, rows)),
    folders: best(rows.flatMap(({ path }) => foldersOf(path).map((folder) => `/${folder}`))),
    media_kinds: best(rows.map(({ mediaKind }) => mediaKind)),
    content_types: best(rows.map(({ contentType }) => contentType)),
    years: best(rows.map(({ year }) => String(year))),
  }
}

function tagIdsOf({ tags }: FacetRow): number[] {
  const confidences = Object.entries<number>(JSON.parse(tags))
  return confidences.filter(([, confidence]) => confidence > 0).map(([id]) => Number(id))
}

/** Only those that are shown need their names. */
async function nameTags(
  db: Db,
  counts: ReadonlyMap<number, number>,
  { limit, scale }: { limit: number; scale: number },
): Promise<FacetValue[]> {
  const byCount = [...counts].toSorted(([, one], [, other]) => other - one)
  const [, least = 0] = byCount[limit - 1] ?? []
  const shown = byCount.filter(([, own]) => own >= least).slice(0, limit * 4)
  const labels = await findLabels(
    db,
    'tag',
    shown.map(([id]) => id),
  )
  const named = shown.flatMap(([id, own]): [string, number][] => {
    const label = labels.get(id)?.label
    return label === undefined ? [] : [[label, own]]
  })
  return toFacet(new Map(named), { limit, scale })
}

/** Ids that were merged are one category, of which an asset has one. */
async function categoriesOf(db: Db, rows: readonly FacetRow[]): Promise<string[]> {
  const ids = rows.filter(({ categories }) => categories !== '').map(idsOfCategories)
  const labels = await findLabels(db, 'category', ids.flat())
  return ids.flatMap((own) => [...new Set(own.flatMap((id) => labels.get(id)?.label ?? []))])
}

function idsOfCategories({ categories }: FacetRow): number[] {
  return categories.split(' ').map(Number)
}

function count<Value>(values: Iterable<Value>): Map<Value, number> {
  const counts = new Map<Value, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return counts
}

function toFacet(
  counts: ReadonlyMap<string, number>,
  { limit, scale }: { limit: number; scale: number },
): FacetValue[] {
  return [...counts]
    .toSorted(([one, few], [other, many]) => many - few || (one < other ? -1 : 1))
    .slice(0, limit)
    .map(([value, own]) => ({ value, count: Math.round(own * scale) }))
}
