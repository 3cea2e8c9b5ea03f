import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Database, Db } from '../db/tables.ts'
import { Failure, isErrno } from '../lib/failures.ts'
import { type AssetRecord, findAssets } from './asset-records.ts'
import { type Condition, resolveTerm } from './conditions.ts'
import type { AssetTerm } from './filter.ts'
import { type AssetSort, badCursor, type Place, readPlace, writePlace } from './sort.ts'

const TIMEOUT_SECONDS = 5

/** How far each way of searching goes. Tests set them low, so that few assets take every way. */
export interface SearchLimits {
  /** Totals are counted so far; beyond, they are estimated. */
  exactTotal: number
  /** Rows of the ordered index the first and the second walk look at. */
  shortWalk: number
  longWalk: number
}

export const SEARCH_LIMITS: SearchLimits = { exactTotal: 10_000, shortWalk: 2000, longWalk: 20_000 }

export interface AssetSearch {
  source: { id: number; accountId: number }
  filter: AssetTerm
  sort: AssetSort
  page: AssetPage
  /** Count all, however long it takes. */
  exactTotal: boolean
  withMetadata: boolean
}

/** `after` comes from the page before; `offset` is for clients that count. */
export type AssetPage = { limit: number } & ({ offset: number } | { after: string })

export interface FoundAssets {
  assets: AssetRecord[]
  hasMore: boolean
  /** For the next page; null on the last. */
  after: string | null
  total: number
  totalIsEstimate: boolean
}

/**
 * One page of a Source's assets in one order, each asset on exactly one page as long as nothing changes.
 * @throws Failure `invalid_parameter` for a cursor that is none; `timeout` after 5 s.
 */
export async function searchAssets(
  db: Kysely<Database>,
  search: AssetSearch,
  limits: SearchLimits = SEARCH_LIMITS,
): Promise<FoundAssets> {
  try {
    return await db
      .transaction()
      .setAccessMode('read only')
      .execute((tx) => findPage(tx, search, limits))
  } catch (error) {
    throw toFailure(error)
  }
}

async function findPage(db: Db, search: AssetSearch, limits: SearchLimits): Promise<FoundAssets> {
  await sql`select set_config('statement_timeout', ${`${TIMEOUT_SECONDS}s`}, true),
    set_config('work_mem', '32MB', true), set_config('jit', 'off', true)`.execute(db)
  const condition = await resolveTerm(
    db,
    { sourceId: search.source.id, accountId: search.source.accountId },
    search.filter,
  )
  if (condition === null) return NOTHING
  const stretch = toStretch(search, condition)
  const { places, counted } = await findPlaces(db, stretch, limits)
  const hasMore = places.length > search.page.limit
  const shown = places.slice(0, search.page.limit)
  const ids = shown.map(({ id }) => id)
  const assets = await findAssets(db, ids, { withMetadata: search.withMetadata })
  const last = shown.at(-1)
  return {
    assets,
    hasMore,
    after: hasMore && last ? writePlace(search.sort, last) : null,
    ...(await countTotal(db, { stretch, search, limits, counted, places })),
  }
}

const NOTHING: FoundAssets = {
  assets: [],
  hasMore: false,
  after: null,
  total: 0,
  totalIsEstimate: false,
}

/** What the shapes below work with: which assets, in which order, from where on and how many. */
interface Stretch {
  sourceId: number
  query: string | null
  check: RawBuilder<SqlBool>
  needsAsset: boolean
  column: RawBuilder<unknown>
  direction: RawBuilder<unknown>
  /** Behind the place of the page before. */
  behind: RawBuilder<SqlBool>
  limit: number
  offset: number
}

function toStretch({ source, sort, page }: AssetSearch, condition: Condition): Stretch {
  const column = sql.ref(`s.${sort.column}`)
  const place = 'after' in page ? readPlace(sort, page.after) : null
  const comparison = sort.descending ? sql`<` : sql`>`
  const type = sql.raw(sort.column === 'file_size' ? 'bigint' : 'timestamptz')
  return {
    sourceId: source.id,
    query: condition.query,
    check: condition.check ?? sql<SqlBool>`true`,
    needsAsset: condition.needsAsset,
    column,
    direction: sort.descending ? sql`desc` : sql`asc`,
    behind: place
      ? sql<SqlBool>`(${column}, s.asset_id) ${comparison} (${place.value}::${type}, ${place.id}::bigint)`
      : sql<SqlBool>`true`,
    // One more than asked for tells whether there is another page.
    limit: page.limit + 1,
    offset: 'offset' in page ? page.offset : 0,
  }
}

interface Found {
  places: Place[]
  /** All assets that fit, when the way there counted them. */
  counted: number | null
}

/**
 * Never leaves the choice between the ordered index and the GIN index to the planner, which is wrong by
 * factors of a hundred for words that are frequent, or that only old assets have: docs/decisions/008.
 */
async function findPlaces(db: Db, stretch: Stretch, limits: SearchLimits): Promise<Found> {
  const { exactTotal, shortWalk, longWalk } = limits
  const { query, sourceId } = stretch
  if (query === null) return { places: await walk(db, stretch, null), counted: null }
  const needed = stretch.limit + stretch.offset
  const fitting = await estimateRows(db, sql`s.fts @@ ${query}::tsquery`)
  const all = await estimateRows(db, sql`s.source_id = ${sourceId}`)
  const expected = (needed * all) / Math.max(1, fitting)
  if (expected < shortWalk * 0.7) {
    const places = await walkOrGiveUp(db, stretch, shortWalk)
    if (places) return { places, counted: null }
  }
  if (needed <= exactTotal) {
    const found = await gather(db, stretch, exactTotal)
    if (found.counted <= exactTotal) return found
    const places = await walkOrGiveUp(db, stretch, longWalk)
    if (places) return { places, counted: null }
  }
  return await gather(db, stretch, null)
}

/** In order, looking at no more than `most` assets; null: all that are left. */
async function walk(db: Db, stretch: Stretch, most: number | null): Promise<Place[]> {
  const { sourceId, query, check, needsAsset, column, direction, behind, limit, offset } = stretch
  const fits = query === null ? check : sql`s.fts @@ ${query}::tsquery and ${check}`
  const { rows } = await sql<Place>`
    select s.asset_id as id, ${column}::text as value
    from (
      select s.* from asset_search s where s.source_id = ${sourceId} and ${behind}
      order by ${column} ${direction}, s.asset_id ${direction} limit ${most}
    ) s ${joinAssets(needsAsset)}
    where ${fits}
    order by ${column} ${direction}, s.asset_id ${direction}
    limit ${limit} offset ${offset}`.execute(db)
  return rows
}

/** null when there may be more than the walk has seen. */
async function walkOrGiveUp(db: Db, stretch: Stretch, most: number): Promise<Place[] | null> {
  const places = await walk(db, stretch, most)
  if (places.length === stretch.limit) return places
  const { sourceId, behind, column, direction } = stretch
  const { rows } = await sql`
    select 1 from asset_search s where s.source_id = ${sourceId} and ${behind}
    order by ${column} ${direction}, s.asset_id ${direction} limit 1 offset ${most}`.execute(db)
  return rows.length === 0 ? places : null
}

/**
 * All that fit through the GIN index, then sorted. With `most`, no more than one beyond it, and when
 * there are that many the order is of no use. The limit without an order is what forces the GIN index.
 */
async function gather(
  db: Db,
  stretch: Stretch,
  most: number | null,
): Promise<Found & { counted: number }> {
  const { query, check, needsAsset, column, direction, behind, limit, offset } = stretch
  const { rows } = await sql<{ counted: number; id: number | null; value: string }>`
    with hits as materialized (
      select s.asset_id, s.date_created, s.date_modified, s.file_size
      from asset_search s ${joinAssets(needsAsset)}
      where s.fts @@ ${query}::tsquery and ${check} limit ${most === null ? null : most + 1}
    )
    select c.counted, p.id, p.value
    from (select count(*) as counted from hits) c
    left join lateral (
      select s.asset_id as id, ${column}::text as value from hits s where ${behind}
      order by ${column} ${direction}, s.asset_id ${direction} limit ${limit} offset ${offset}
    ) p on true`.execute(db)
  const places = rows.flatMap(({ id, value }) => (id === null ? [] : [{ id, value }]))
  return { places, counted: rows[0]?.counted ?? 0 }
}

function joinAssets(needed: boolean): RawBuilder<unknown> {
  return needed ? sql`join assets a on a.id = s.asset_id` : sql``
}

/** The planner's guess, which costs half a millisecond. */
async function estimateRows(db: Db, where: RawBuilder<unknown>, from = sql``): Promise<number> {
  const { rows } = await sql<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>`
    explain (format json) select 1 from asset_search s ${from} where ${where}`.execute(db)
  return rows[0]?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0
}

interface Counting extends Found {
  stretch: Stretch
  search: AssetSearch
  limits: SearchLimits
}

type Total = Pick<FoundAssets, 'total' | 'totalIsEstimate'>

async function countTotal(
  db: Db,
  { stretch, search, limits, counted, places }: Counting,
): Promise<Total> {
  if (counted !== null) return { total: counted, totalIsEstimate: false }
  const whole = places.length < stretch.limit && !('after' in search.page)
  if (whole && (places.length > 0 || stretch.offset === 0)) {
    return { total: stretch.offset + places.length, totalIsEstimate: false }
  }
  const { sourceId, query, check, needsAsset } = stretch
  const fits = query === null ? sql`s.source_id = ${sourceId}` : sql`s.fts @@ ${query}::tsquery`
  const where = sql`${fits} and ${check}`
  const from = joinAssets(needsAsset)
  const most = search.exactTotal ? null : limits.exactTotal + 1
  const { rows } = await sql<{ total: number }>`
    select count(*) as total from (
      select from asset_search s ${from} where ${where} limit ${most}) one`.execute(db)
  const total = rows[0]?.total ?? 0
  if (search.exactTotal || total <= limits.exactTotal) return { total, totalIsEstimate: false }
  const estimate = Math.round(await estimateRows(db, where, from))
  return { total: Math.max(total, estimate), totalIsEstimate: true }
}

/** What PostgreSQL says when statement_timeout ends a statement, and of a date that does not exist. */
const QUERY_CANCELED = '57014'
const DATETIME_OVERFLOW = '22008'

function toFailure(error: unknown): unknown {
  if (isErrno(error, QUERY_CANCELED)) {
    const detail = `The search took longer than ${TIMEOUT_SECONDS} seconds. Ask for something rarer.`
    return new Failure('timeout', detail, { cause: error })
  }
  return isErrno(error, DATETIME_OVERFLOW) ? badCursor() : error
}
