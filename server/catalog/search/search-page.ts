import { createHash } from 'node:crypto'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { countAssets } from '../folders.ts'
import type { AssetTerm } from './asset-terms.ts'
import { hasManyTerms } from './condition-logic.ts'
import { exactly, findKeptPage, type PageFound } from './kept-page.ts'
import { namesAskedFor, planTiers } from './relevance.ts'
import { type Anchor, type Anchors, planJump } from './search-jumps.ts'
import { buildLadder, readFromLadder } from './search-ladder.ts'
import {
  chooseTerms,
  estimateTotal,
  findTotal,
  guessAtAll,
  guessPlaces,
  type SizeInOrder,
} from './search-size.ts'
import {
  count,
  gather,
  guessRows,
  isEverything,
  type RowsGuess,
  readInOrder,
  type Stretch,
  type Wanted,
} from './search-stretch.ts'
import type { Searching } from './search-transaction.ts'
import { findPlaces, planWays, type SearchLimits, takeWays } from './search-ways.ts'
import { type AssetSort, nearestKey, type Place, readPlace, SORT_KEYS } from './sort.ts'

/** `after` comes from the page before; `offset` is for clients that count. */
export type AssetPage = { limit: number } & ({ offset: number } | { after: string })

export interface PageAsked {
  wanted: Wanted
  /** What `wanted` was made from. */
  filter: AssetTerm
  sort: AssetSort
  page: AssetPage
  /** Count all, however long it takes. */
  exactTotal: boolean
  limits: SearchLimits
  anchors: Anchors
}

export async function findPage(searching: Searching, asked: PageAsked): Promise<PageFound> {
  const { nearest } = asked.wanted
  if (asked.sort.column === 'relevance') {
    return nearest
      ? await findNearest(searching.db, asked, nearest)
      : await findInTiers(searching, asked)
  }
  return isEverything(asked.wanted)
    ? await readWhole(searching.db, asked)
    : await findFitting(searching, asked)
}

/** A page of all assets of the Source. */
async function readWhole(db: Db, asked: PageAsked): Promise<PageFound> {
  const { sort, page, wanted, anchors } = asked
  const total = await countAssets(db, wanted.sourceId)
  const stretch = toStretch(asked, wanted)
  if ('after' in page) {
    const behind = readPlace(sort, page.after)
    return { places: await readInOrder(db, { ...stretch, behind }), total: exactly(total) }
  }
  const take = Math.min(stretch.limit, total - page.offset)
  if (take <= 0) return { places: [], total: exactly(total) }
  const name = nameOf(asked, total)
  const ends = [BEGINNING, { position: total, place: null }]
  const known = isDeep(page.offset) ? anchors.of(name) : []
  const { anchor, backwards, skip } = planJump([...ends, ...known], { offset: page.offset, take })
  const places = await readInOrder(db, {
    ...stretch,
    descending: stretch.descending !== backwards,
    behind: anchor.place,
    limit: take,
    offset: skip,
  })
  if (backwards) places.reverse()
  learn(asked, name, places)
  return { places, total: exactly(total) }
}

/** A page of those that fit. */
async function findFitting(searching: Searching, asked: PageAsked): Promise<PageFound> {
  const { sort, page, anchors } = asked
  const behind = 'after' in page ? readPlace(sort, page.after) : null
  const whole = { ...toStretch(asked, asked.wanted), behind }
  const kept = await findKeptPage(searching.db, whole)
  if (kept) return kept
  const wanted = await chooseTerms(searching.db, asked.wanted)
  const stretch = { ...whole, wanted }
  if ('after' in page) return await findStretch(searching, stretch, asked)
  const { offset } = page
  const assets = isDeep(offset) ? await countAssets(searching.db, wanted.sourceId) : 0
  const name = nameOf(asked, assets)
  const known = isDeep(offset) ? anchors.of(name).filter(({ position }) => position < offset) : []
  const { anchor, skip } = planJump([BEGINNING, ...known], { offset, take: stretch.limit })
  if (isDeep(offset) && skip > asked.limits.rung) {
    const found = await climb(searching, stretch, { asked, name, assets, skip })
    if (found) return found
  }
  const there = { ...stretch, behind: anchor.place, offset: skip }
  const { places, total } = await findStretch(searching, there, asked)
  learn(asked, name, places)
  const seen = places.length > 0 ? offset + places.length : 0
  const isLast = places.length > 0 && places.length < stretch.limit && anchor.place === null
  return { places, total: isLast ? exactly(seen) : atLeast(seen, total) }
}

/** A page that is far from all that is known; null: it is reached sooner without a ladder. */
async function climb(
  { db, beside }: Searching,
  stretch: Stretch,
  { asked, name, assets, skip }: { asked: PageAsked; name: string; assets: number; skip: number },
): Promise<PageFound | null> {
  const { anchors, limits } = asked
  const { wanted } = stretch
  const ladder = await anchors.climb(name, {
    skip,
    guess: async () => (await guessRows(db, wanted)).rows,
    begin: () => beside((other) => buildLadder(other, stretch, limits.rung)),
  })
  if (ladder === null) return null
  const places = await readFromLadder(db, stretch, { ladder, assets })
  learn(asked, name, places)
  // Some have perhaps been edited meanwhile, and of few that is told.
  const isTold = asked.exactTotal || ladder.total <= limits.exactTotal
  const { exactTotal } = limits
  return {
    places,
    total: async () =>
      isTold
        ? await findTotal(db, wanted, { exactTotal, countAll: asked.exactTotal })
        : { total: ladder.total, totalIsEstimate: true },
  }
}

function atLeast(seen: number, count: PageFound['total']): PageFound['total'] {
  return async () => {
    const { total, totalIsEstimate } = await count()
    return { total: totalIsEstimate ? Math.max(total, seen) : total, totalIsEstimate }
  }
}

/** Few are all looked at, and thereby counted; of many the first are found while they are counted in another connection. */
async function findStretch(
  { db, beside }: Searching,
  stretch: Stretch,
  asked: PageAsked,
): Promise<PageFound> {
  const { wanted } = stretch
  const { exactTotal: countAll } = asked
  const limits = limitsFor(asked)
  const { exactTotal, few } = limits
  const planned = await guessAtAll(db, wanted, few)
  const isNear = planned.rows > few && planned.rows <= exactTotal * NEAR
  // How often terms come together the planner does not know.
  const isTold = wanted.check === null && !wanted.query?.includes(' & ')
  const counting =
    isNear && isTold && !countAll ? beside((other) => count(other, wanted, exactTotal)) : null
  const found = await lookAround(db, stretch, { limits, planned })
  if ('counted' in found) return { places: found.places, total: exactly(found.counted) }
  const { size } = found
  const ways = await planWays(db, stretch, found)
  if (ways.length === 0) {
    const all = await gather(db, stretch, null)
    return { places: all.places, total: exactly(all.counted) }
  }
  const known = size.isSampled ? { size } : {}
  // What a sample says to be more than are counted has been counted in vain.
  const total =
    counting && !size.isMany
      ? async () => {
          const counted = await counting()
          if (counted <= exactTotal) return { total: counted, totalIsEstimate: false }
          return await estimateTotal(db, wanted, { guess: size, exactTotal })
        }
      : beside((other) => findTotal(other, wanted, { exactTotal, countAll, ...known }))
  return { places: await takeWays(db, stretch, ways), total }
}

/** What the planner says to be about as many as are counted exactly is counted before a sample tells whether it is. */
const NEAR = 1.3

/** Where it is best to look at all that are counted anyway. */
function limitsFor({ wanted, filter, sort, limits }: PageAsked): SearchLimits {
  // To look for many terms costs the same whether it is for some or for all.
  const isOfMany = hasManyTerms(wanted.rest)
  // Assets of some days are next to each other in every order by days, so that a walk would not come across them.
  const isDate = (column: string) => column.startsWith('date_')
  const isOfDays = termsOf(filter).some((term) => term.kind === 'range' && isDate(term.column))
  const some = isOfMany ? limits.exactTotal : limits.few
  // The planner says up to twice as many as there are.
  const few = isOfDays && isDate(sort.column) ? 2 * limits.exactTotal : some
  return { ...limits, few }
}

type Around = { places: Place[]; counted: number } | { size: SizeInOrder; limits: SearchLimits }

async function lookAround(
  db: Db,
  stretch: Stretch,
  { limits, planned }: { limits: SearchLimits; planned: RowsGuess },
): Promise<Around> {
  const { exactTotal, few } = limits
  if (planned.rows > few) {
    return { size: await guessPlaces(db, stretch, { exactTotal, planned }), limits }
  }
  const found = await gather(db, stretch, exactTotal)
  if (found.counted <= exactTotal) return found
  const size = await guessPlaces(db, stretch, {
    exactTotal,
    planned: { ...planned, rows: exactTotal },
  })
  // So many have been counted.
  return { size: { ...size, isMany: true, least: exactTotal + 1 }, limits }
}

/** One tier after the other, each searched by itself. */
async function findInTiers({ db, beside }: Searching, asked: PageAsked): Promise<PageFound> {
  const { sort, page, limits, exactTotal: countAll } = asked
  const { exactTotal } = limits
  const wanted = await chooseTerms(db, asked.wanted)
  const names = namesAskedFor(asked.filter)
  const total = beside((other) => findTotal(other, wanted, { exactTotal, countAll }))
  const tiers = await planTiers(db, names, wanted)
  const from = 'after' in page ? readPlace(sort, page.after) : null
  const places: Place[] = []
  let offset = 'offset' in page ? page.offset : 0
  for (const [tier, one] of tiers.entries()) {
    const limit = page.limit + 1 - places.length
    if (one === null || limit === 0 || tier < (from?.tier ?? 0)) continue
    const behind = from?.tier === tier ? from : null
    const stretch = { ...toStretch(asked, one), tier, behind, offset, limit }
    const here = await findInTier(db, stretch, asked)
    places.push(...here)
    const isSkipped = offset > 0 && here.length === 0
    offset -= isSkipped ? await count(db, one, null) : offset
  }
  return { places, total }
}

async function findInTier(db: Db, stretch: Stretch, asked: PageAsked): Promise<Place[]> {
  const kept = await findKeptPage(db, stretch)
  if (kept) return kept.places
  const limits = limitsFor(asked)
  const planned = await guessAtAll(db, stretch.wanted, limits.few)
  const found = await lookAround(db, stretch, { limits, planned })
  return 'counted' in found ? found.places : await findPlaces(db, stretch, found)
}

/** A page of those that are alike to something, nearest first. There are few. */
async function findNearest(
  db: Db,
  asked: PageAsked,
  nearest: readonly number[],
): Promise<PageFound> {
  const { sort, page, wanted } = asked
  const key = nearestKey(nearest)
  const behind = 'after' in page ? readPlace(sort, page.after, key) : null
  const stretch = { ...toStretch(asked, wanted), key, descending: false, behind }
  const { places, counted } = await gather(db, stretch, null)
  return { places, total: exactly(counted) }
}

function toStretch({ sort, page, filter }: PageAsked, wanted: Wanted): Stretch {
  return {
    wanted,
    key: SORT_KEYS[sort.column],
    descending: sort.descending,
    tier: 0,
    behind: null,
    bounds: boundsOf(filter, sort),
    limit: page.limit + 1,
    offset: 'offset' in page ? page.offset : 0,
  }
}

/** A range of what the order goes by says where it begins and ends; the filter itself asks for it once more. */
function boundsOf(filter: AssetTerm, { column }: AssetSort): RawBuilder<SqlBool> | null {
  const key = sql.raw(SORT_KEYS[column].expression)
  const bounds = termsOf(filter).flatMap((term) => {
    if (term.kind !== 'range' || term.column !== column) return []
    const { from, below } = term.range
    return [
      ...(from === null ? [] : [sql`${key} >= ${bound(from)}`]),
      ...(below === null ? [] : [sql`${key} < ${bound(below)}`]),
    ]
  })
  return bounds.length === 0 ? null : sql<SqlBool>`${sql.join(bounds, sql` and `)}`
}

/** What has to hold, all of it. */
function termsOf(filter: AssetTerm): AssetTerm[] {
  return filter.kind === 'and' ? filter.terms.flatMap(termsOf) : [filter]
}

function bound(value: number | Date): number | string {
  return typeof value === 'number' ? value : value.toISOString()
}

const BEGINNING: Anchor = { position: -1, place: null }

/** Nearer to the beginning pages are always counted out. */
const DEEP = 2000

function isDeep(offset: number): boolean {
  return offset >= DEEP
}

/** Of the search; another one when assets came or went meanwhile. */
function nameOf({ wanted, filter, sort }: PageAsked, assets: number): string {
  const text = JSON.stringify([wanted.sourceId, filter, sort, assets])
  return createHash('sha256').update(text).digest('base64url')
}

/** Where the next page begins. */
function learn({ page, anchors }: PageAsked, name: string, places: readonly Place[]): void {
  if (!('offset' in page) || !isDeep(page.offset + page.limit)) return
  const place = places.slice(0, page.limit).at(-1)
  if (!place) return
  const position = page.offset + Math.min(places.length, page.limit) - 1
  anchors.learn(name, { position, place })
}
