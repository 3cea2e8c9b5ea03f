import type { Db } from '../../db/tables.ts'
import { findKept } from './kept-places.ts'
import type { Total } from './search-size.ts'
import { readPlaces, type Stretch } from './search-stretch.ts'
import type { Place } from './sort.ts'

/** One place more than asked for tells whether there is another page. */
export interface PageFound {
  places: Place[]
  /** May still be counted while the page is read. */
  total(): Promise<Total>
}

export function exactly(total: number): PageFound['total'] {
  return async () => ({ total, totalIsEstimate: false })
}

/**
 * A page of a search of which the terms are kept: its assets are known before any is looked at.
 * @returns null when too little is kept for it
 */
export async function findKeptPage(db: Db, stretch: Stretch): Promise<PageFound | null> {
  const { wanted, key, descending, limit, offset, behind } = stretch
  const set = key.column === null ? null : await findKept(db, wanted, { key, behind })
  const ranks = set?.findRanks({ descending, from: offset, to: offset + limit }) ?? null
  if (!set || !ranks) return null
  const places = await readPlaces(db, { ...stretch, offset: ranks.skip }, ranks.ids)
  return { places, total: exactly(set.total) }
}
