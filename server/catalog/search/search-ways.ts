import type { Db } from '../../db/tables.ts'
import { hasManyTerms, type SizeGuess } from './search-size.ts'
import { gather, guessRange, reachesBeyond, type Stretch, walk } from './search-stretch.ts'
import type { Place } from './sort.ts'

/** How far each way of searching goes. Tests set them low, so that few assets take every way. */
export interface SearchLimits {
  /** Totals are counted so far; beyond, they are estimated. */
  exactTotal: number
  /** Rows of the ordered index that a walk looks at: at least, and at most. */
  shortWalk: number
  longWalk: number
}

export const SEARCH_LIMITS: SearchLimits = { exactTotal: 10_000, shortWalk: 2000, longWalk: 20_000 }

export interface Found {
  places: Place[]
  /** All assets that fit, when the way there counted them. */
  counted: number | null
}

/**
 * Never leaves the choice between the ordered index and the GIN index to the planner, which is wrong by factors of a
 * hundred for words that are frequent, or that only old assets have: docs/decisions/020.
 */
export async function findPlaces(
  db: Db,
  stretch: Stretch,
  { size, limits }: { size: SizeGuess; limits: SearchLimits },
): Promise<Found> {
  if (!size.isMany) {
    const found = await gather(db, stretch, limits.exactTotal)
    if (found.counted <= limits.exactTotal) return found
  }
  const fitting = size.isMany ? size.fitting : Math.max(size.fitting, limits.exactTotal)
  const needed = stretch.limit + stretch.offset
  const { candidates } = size
  const all = await guessRange(db, stretch)
  const steps = planWalk({ needed, fitting, candidates, all }, limits)
  if (steps === null) return await gather(db, stretch, null)
  // Those that fit may be far away in this order: of many, going on is still cheaper than looking at all of them.
  const { longWalk } = limits
  const walks = steps < longWalk && fitting > MANY_MORE * longWalk ? [steps, longWalk] : [steps]
  for (const most of walks) {
    const places = await walkOrGiveUp(db, stretch, { most, all })
    if (places) return { places, counted: null }
  }
  return await gather(db, stretch, null)
}

const MANY_MORE = 2

/**
 * A page that the first few assets in order fill, before anybody knows how many fit; null when they do not. It costs
 * a millisecond or two, where the index may read many thousands.
 */
export async function glance(
  db: Db,
  stretch: Stretch,
  { shortWalk }: SearchLimits,
): Promise<Place[] | null> {
  const most = Math.ceil(hasManyTerms(stretch.wanted.query) ? 2 * shortWalk : shortWalk / 2)
  if ((stretch.limit + stretch.offset) * LEAST_SHARE > most) return null
  const places = await walk(db, stretch, most)
  return places.length === stretch.limit ? places : null
}

/** A glance is worth it when it may find one in so many. */
const LEAST_SHARE = 5

/** A walk that should fill the page may go so much further, since assets are not spread evenly. */
const PATIENCE = 3

/**
 * How many assets to look at in the order of the index until the page should be full, when about `fitting` of `all`
 * fit. Looking at an asset costs some 1.5 µs, this way and through the GIN index.
 * @param candidates what the index finds, of which only some fit
 * @returns null when looking at all of these is cheaper
 */
export function planWalk(
  asked: { needed: number; fitting: number; candidates: number; all: number },
  { shortWalk, longWalk }: SearchLimits,
): number | null {
  const { needed, fitting, candidates, all } = asked
  const expected = (needed * all) / Math.max(1, fitting)
  // A deep page of very many is reached sooner than all of them.
  const longest = Math.max(longWalk, fitting / 4)
  if (expected > Math.max(fitting, candidates) || expected > longest) return null
  return Math.ceil(Math.min(longest, Math.max(shortWalk, expected * PATIENCE)))
}

/** null when there may be more than the walk has seen, of about `all`. */
async function walkOrGiveUp(
  db: Db,
  stretch: Stretch,
  { most, all }: { most: number; all: number },
): Promise<Place[] | null> {
  const places = await walk(db, stretch, most)
  if (places.length === stretch.limit) return places
  return all > 2 * most || (await reachesBeyond(db, stretch, most)) ? null : places
}
