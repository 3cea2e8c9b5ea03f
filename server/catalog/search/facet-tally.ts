import type { FacetAttributes, FacetValue } from '../../../contract/searching.ts'
import type { Db } from '../../db/tables.ts'
import { findAllLabels, type NamedLabel } from '../labels/labels.ts'
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
  const tags = mostCounted(count(rows.flatMap(tagIdsOf)), limit)
  const categories = rows.filter((row) => row.categories !== '').map(idsOfCategories)
  const labels = await findAllLabels(db, {
    tag: tags.map(([id]) => id),
    category: categories.flat(),
  })
  return {
    tags: toFacet(nameTags(tags, labels.tag), { limit, scale }),
    categories: best(categories.flatMap((ids) => [...nameCategories(ids, labels.category)])),
    folders: best(rows.flatMap(({ path }) => foldersOf(path).map((folder) => `/${folder}`))),
    media_kinds: best(rows.map(({ mediaKind }) => mediaKind)),
    content_types: best(rows.map(({ contentType }) => contentType)),
    years: best(rows.map(({ year }) => String(year))),
  }
}

function tagIdsOf({ tags }: FacetRow): number[] {
  const confidences: Record<string, number> = JSON.parse(tags)
  return Object.keys(confidences)
    .filter((id) => Number(confidences[id]) > 0)
    .map(Number)
}

/** Only those that may be shown need their names. */
function mostCounted(counts: ReadonlyMap<number, number>, limit: number): [number, number][] {
  const byCount = [...counts].toSorted(([, one], [, other]) => other - one)
  const [, least = 0] = byCount[limit - 1] ?? []
  return byCount.filter(([, own]) => own >= least).slice(0, limit * 4)
}

type Names = ReadonlyMap<number, NamedLabel>

function nameTags(counts: readonly [number, number][], names: Names): Map<string, number> {
  return new Map(
    counts.flatMap(([id, own]): [string, number][] => {
      const label = names.get(id)?.label
      return label === undefined ? [] : [[label, own]]
    }),
  )
}

/** Ids that were merged are one category, of which an asset has one. */
function nameCategories(ids: readonly number[], names: Names): Set<string> {
  return new Set(ids.flatMap((id) => names.get(id)?.label ?? []))
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
