import { createHash } from 'node:crypto'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { countAssets } from '../folders.ts'
import type { AssetTerm } from './asset-terms.ts'
import { planTiers } from './relevance.ts'
import { type Anchor, type Anchors, planJump } from './search-jumps.ts'
import {
  estimateTotal,
  findTotal,
  guessSize,
  type SizeGuess,
  sampleSize,
  type Total,
} from './search-size.ts'
import {
  count,
  gather,
  guessRows,
  isEverything,
  readInOrder,
  type Stretch,
  type Wanted,
} from './search-stretch.ts'
import { type Found, findPlaces, glance, type SearchLimits } from './search-ways.ts'
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

/** One place more than asked for tells whether there is another page. */
export interface PageFound extends Total {
  places: Place[]
}

export async function findPage(db: Db, asked: PageAsked): Promise<PageFound> {
  const { nearest } = asked.wanted
  if (asked.sort.column === 'relevance') {
    return nearest ? await findNearest(db, asked, nearest) : await findInTiers(db, asked)
  }
  return isEverything(asked.wanted) ? await readWhole(db, asked) : await findFitting(db, asked)
}

/** A page of all assets of the Source. */
async function readWhole(db: Db, asked: PageAsked): Promise<PageFound> {
  const { sort, page, wanted, anchors } = asked
  const total = await countAssets(db, wanted.sourceId)
  const stretch = toStretch(asked, wanted)
  if ('after' in page) {
    const behind = readPlace(sort, page.after)
    const places = await readInOrder(db, { ...stretch, behind })
    return { places, total, totalIsEstimate: false }
  }
  const take = Math.min(stretch.limit, total - page.offset)
  if (take <= 0) return { places: [], total, totalIsEstimate: false }
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
  return { places, total, totalIsEstimate: false }
}

/** A page of those that fit. */
async function findFitting(db: Db, asked: PageAsked): Promise<PageFound> {
  const { sort, page, wanted, limits, anchors } = asked
  const stretch = toStretch(asked, wanted)
  if ('after' in page) {
    const behind = readPlace(sort, page.after)
    const { size, found } = await findStretch(db, { ...stretch, behind }, limits)
    const total = await totalOf(db, asked, { ...found, size, seen: found.places.length })
    return { places: found.places, ...total }
  }
  const { offset } = page
  const name = nameOf(asked, isDeep(offset) ? await countAssets(db, wanted.sourceId) : 0)
  const known = isDeep(offset) ? anchors.of(name).filter(({ position }) => position < offset) : []
  const { anchor, skip } = planJump([BEGINNING, ...known], { offset, take: stretch.limit })
  const there = { ...stretch, behind: anchor.place, offset: skip }
  const { size, found } = await findStretch(db, there, limits)
  learn(asked, name, found.places)
  const isLast = found.places.length < stretch.limit && found.places.length > 0
  const counted = isLast && anchor.place === null ? offset + found.places.length : found.counted
  const seen = found.places.length > 0 ? offset + found.places.length : 0
  const total = await totalOf(db, asked, { counted, size, seen })
  return { places: found.places, ...total }
}

/** A glance comes before the sizes are known, where the planner does not say that it is of no use. */
async function findStretch(
  db: Db,
  stretch: Stretch,
  limits: SearchLimits,
): Promise<{ size: SizeGuess; found: Found }> {
  const { wanted } = stretch
  const { exactTotal } = limits
  const planned = await guessRows(db, wanted)
  const isFew = planned.rows < exactTotal / 10
  const places = isFew ? null : await glance(db, stretch, limits)
  if (places === null) {
    const size = await guessSize(db, wanted, exactTotal, planned)
    return { size, found: await findPlaces(db, stretch, { size, limits }) }
  }
  const expected = Math.max(planned.rows, exactTotal)
  const size = await sampleSize(db, wanted, { expected, exactTotal })
  if (size.isMany) return { size, found: { places, counted: null } }
  return { size, found: await findPlaces(db, stretch, { size, limits }) }
}

async function totalOf(
  db: Db,
  { wanted, exactTotal: countAll, limits: { exactTotal } }: PageAsked,
  { counted, size, seen }: { counted: number | null; size: SizeGuess; seen: number },
): Promise<Total> {
  if (counted !== null) return { total: counted, totalIsEstimate: false }
  if (countAll) return await findTotal(db, wanted, { exactTotal, countAll })
  const { total } = await estimateTotal(db, wanted, { guess: size, exactTotal })
  return { total: Math.max(total, seen), totalIsEstimate: true }
}

/** One tier after the other, each searched by itself. */
async function findInTiers(db: Db, asked: PageAsked): Promise<PageFound> {
  const { sort, page, wanted, limits, exactTotal: countAll } = asked
  const tiers = planTiers(asked.filter, wanted)
  const from = 'after' in page ? readPlace(sort, page.after) : null
  const places: Place[] = []
  const totals: (number | null)[] = []
  let offset = 'offset' in page ? page.offset : 0
  for (const [tier, one] of tiers.entries()) {
    const limit = page.limit + 1 - places.length
    if (limit === 0 || tier < (from?.tier ?? 0)) {
      totals.push(null)
      continue
    }
    const behind = from?.tier === tier ? from : null
    const size = await guessSize(db, one, limits.exactTotal)
    const stretch = { ...toStretch(asked, one), tier, behind, offset, limit }
    const found = await findPlaces(db, stretch, { size, limits })
    places.push(...found.places)
    totals.push(found.counted)
    const skipped = offset > 0 && found.places.length === 0
    offset -= skipped ? (found.counted ?? (await count(db, one, null))) : offset
  }
  const total = totals.reduce((sum, own) => (sum === null || own === null ? null : sum + own), 0)
  if (total !== null) return { places, total, totalIsEstimate: false }
  const { exactTotal } = limits
  return { places, ...(await findTotal(db, wanted, { exactTotal, countAll })) }
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
  return { places, total: counted, totalIsEstimate: false }
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
  const terms = filter.kind === 'and' ? filter.terms : [filter]
  const key = sql.raw(SORT_KEYS[column].expression)
  const bounds = terms.flatMap((term) => {
    if (term.kind !== 'range' || term.column !== column) return []
    const { from, below } = term.range
    return [
      ...(from === null ? [] : [sql`${key} >= ${bound(from)}`]),
      ...(below === null ? [] : [sql`${key} < ${bound(below)}`]),
    ]
  })
  return bounds.length === 0 ? null : sql<SqlBool>`${sql.join(bounds, sql` and `)}`
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
