import type { Db } from '../../db/tables.ts'
import { hasManyTerms, joinQueries, withoutHelp } from './condition-logic.ts'
import { quoteLexeme } from './lexemes.ts'
import { lexemesBetween } from './order-cells.ts'
import type { Reach, SizeInOrder } from './search-size.ts'
import { boundBy, gather, guessRange, reachesBeyond, type Stretch, walk } from './search-stretch.ts'
import type { Place } from './sort.ts'

/** How far each way of searching goes. Tests set them low, so that few assets take every way. */
export interface SearchLimits {
  /** Totals are counted so far; beyond, they are estimated. */
  exactTotal: number
  /** So few are all looked at, without asking where the first of them are. */
  few: number
  /** Rows of the ordered index that a walk looks at: at least, and at most. */
  shortWalk: number
  longWalk: number
  /** Places of a long list are kept so far from each other. */
  rung: number
}

export const SEARCH_LIMITS: SearchLimits = {
  exactTotal: 10_000,
  few: 2000,
  shortWalk: 2000,
  longWalk: 20_000,
  rung: 1000,
}

/**
 * A page of a search of which the size is known about. Never leaves the choice between the ordered index and the GIN
 * index to the planner, which is wrong by factors of a hundred for words that are frequent, or that only old assets have:
 * docs/decisions/020.
 */
export async function findPlaces(
  db: Db,
  stretch: Stretch,
  sized: { size: SizeInOrder; limits: SearchLimits },
): Promise<Place[]> {
  return await takeWays(db, stretch, await planWays(db, stretch, sized))
}

/** One after the other, until one has found the page; in the end all that fit are looked at. */
export async function takeWays(db: Db, stretch: Stretch, ways: readonly Way[]): Promise<Place[]> {
  for (const way of ways) {
    const places = await way()
    if (places) return places
  }
  return (await gather(db, stretch, null)).places
}

/** null: there may be more than were found this way. */
type Way = () => Promise<Place[] | null>

/** About what things cost, in microseconds. */
const COSTS = {
  /** Looking at an asset in the order of the index; with many terms to look for in it; for each term and each check. */
  step: 1.5,
  stepForManyTerms: 6,
  test: 0.5,
  /** Looking at an asset that the GIN index has found. */
  find: 1.5,
  /** Looking up an asset in a term, or reading the next place of one. */
  lookUp: 0.25,
  read: 0.15,
}

/** What is tried before all that fit are looked at, the cheapest first. */
export async function planWays(
  db: Db,
  stretch: Stretch,
  { size, limits }: { size: SizeInOrder; limits: SearchLimits },
): Promise<Way[]> {
  const { fitting, candidates } = size
  if (candidates <= limits.few) return []
  const [likely, ...reaches] = size.reaches
  const needed = stretch.limit + stretch.offset
  const within = await guessRange(db, likely ? boundBy(stretch, likely.ends) : stretch)
  // As if all were spread as those are that come first.
  const all = likely ? (within * fitting) / likely.fitting : within
  // Each of many terms would be read in the reach, too.
  const isOfMany = hasManyTerms(withoutHelp(stretch.wanted).query)
  const ways = [
    ...planWalks(db, stretch, { needed, fitting, candidates, all, limits }),
    ...(isOfMany ? [] : reaches).map((reach) => {
      const share = reach.fitting / fitting
      const [found, there] = [candidates * share, all * share]
      const terms = termsOf(stretch, reach)?.length ?? 0
      const reading = COSTS.read * (there + Math.min(candidates, there))
      const cost = COSTS.find * found + Math.min(COSTS.lookUp * candidates * terms, reading)
      return { cost, way: () => gatherReach(db, stretch, reach) }
    }),
  ]
  const inTime = ways.filter(({ cost }) => cost < COSTS.find * candidates)
  return inTime.toSorted((one, other) => one.cost - other.cost).map(({ way }) => way)
}

function planWalks(
  db: Db,
  stretch: Stretch,
  { limits, ...spread }: Spread & { limits: SearchLimits },
): { cost: number; way: Way }[] {
  const { needed, fitting, all } = spread
  const steps = planWalk(spread, limits)
  if (steps === null) return []
  const step = stepCost(stretch.wanted)
  const toWalk = (most: number, likely: number) => ({
    cost: step * likely,
    way: () => walkOrGiveUp(db, stretch, { most, all }),
  })
  const { longWalk } = limits
  // Those that fit may be far away in this order: of many, going on is still cheaper than looking at all of them.
  const goesOn = steps < longWalk && fitting > MANY_MORE * longWalk
  const first = toWalk(steps, (needed * all) / Math.max(1, fitting))
  return goesOn ? [first, toWalk(longWalk, longWalk)] : [first]
}

const MANY_MORE = 2

function stepCost({ rest, check }: Stretch['wanted']): number {
  if (hasManyTerms(rest)) return COSTS.stepForManyTerms
  const terms = rest === null ? 0 : rest.split(/ [&|] /).length
  return COSTS.step + COSTS.test * (terms + (check === null ? 0 : 2))
}

/** All that fit of a stretch of the order; the terms that stand for it keep the index from finding the others. */
export async function gatherReach(db: Db, stretch: Stretch, reach: Reach): Promise<Place[] | null> {
  const { wanted, limit } = stretch
  const terms = termsOf(stretch, reach)
  if (terms === null) return null
  const within = terms.map((term) => quoteLexeme(wanted.sourceId, term)).join(' | ')
  const query = joinQueries([withoutHelp(wanted).query, `(${within})`])
  const { places } = await gather(db, { ...stretch, wanted: { ...wanted, query } }, null)
  return places.length === limit ? places : null
}

/** So many are needed of those that fit, among so many. */
interface Spread {
  needed: number
  fitting: number
  candidates: number
  all: number
}

function termsOf({ key, behind, bounds }: Stretch, { ends }: Reach): string[] | null {
  const isOpen = behind === null && bounds === null
  return key.cells && lexemesBetween(key.cells, ends, isOpen)
}

/** A walk that should fill the page may go so much further, since assets are not spread evenly. */
const PATIENCE = 3

/**
 * How many assets to look at in the order of the index until the page should be full, when about `fitting` of `all`
 * fit. Looking at an asset costs some 1.5 µs, this way and through the GIN index.
 * @param candidates what the index finds, of which only some fit
 * @returns null when looking at all of these is cheaper
 */
export function planWalk(asked: Spread, { shortWalk, longWalk }: SearchLimits): number | null {
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
