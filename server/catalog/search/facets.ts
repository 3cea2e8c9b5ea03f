import { type Kysely, sql } from 'kysely'
import type { FacetAttributes } from '../../../contract/searching.ts'
import type { Database, Db } from '../../db/tables.ts'
import type { AssetTerm } from './asset-terms.ts'
import { capEstimate } from './cap-estimate.ts'
import { resolveTerm } from './conditions.ts'
import { countFacets } from './exact-facets.ts'
import { type FacetRow, tallyFacets } from './facet-tally.ts'
import { findKept } from './kept-places.ts'
import { SAMPLE_BUCKETS } from './lexemes.ts'
import { chooseSample, chooseTerms, findTotal, guessSize, type Total } from './search-size.ts'
import {
  count,
  isEverything,
  joinAssets,
  matches,
  sampleOf,
  type Wanted,
} from './search-stretch.ts'
import { inSearch, type Searching } from './search-transaction.ts'

export interface CountSearch {
  source: { id: number; accountId: number }
  filter: AssetTerm
  /** Count all, however long it takes. */
  exact: boolean
  /** Of who asks: what nobody waits for any more is cancelled. */
  signal?: AbortSignal
}

export interface FacetLimits {
  /** Totals are counted so far. */
  exactTotal: number
  /** Facets are counted in no more assets than about these. */
  sample: number
  /** So few are all looked at; of more a sample is read while they are counted. */
  few: number
}

/** Five hundred tell the share of a value to four in a hundred. */
export const FACET_LIMITS: FacetLimits = { exactTotal: 10_000, sample: 500, few: 2000 }

const MOST_LOOKS_PER_HIT = 20

/** How many assets a search finds. */
export async function countSearch(
  db: Kysely<Database>,
  { source, filter, exact, signal }: CountSearch,
  { exactTotal }: Pick<FacetLimits, 'exactTotal'> = FACET_LIMITS,
): Promise<Total> {
  return await inSearch(
    db,
    async (tx) => {
      const wanted = await findWanted(tx, source, filter)
      if (!wanted) return { total: 0, totalIsEstimate: false }
      const found = await findTotal(tx, wanted, { exactTotal, countAll: exact })
      return await capEstimate(tx, source.id, found)
    },
    signal,
  )
}

/**
 * What the assets of a search have in common: `limit` values of each kind, counted in all of them when they are few, else
 * in a fair sample.
 */
export async function findFacets(
  db: Kysely<Database>,
  { source, filter, exact, limit, signal }: CountSearch & { limit: number },
  limits: FacetLimits = FACET_LIMITS,
): Promise<FacetAttributes> {
  return await inSearch(
    db,
    async (tx, beside) => {
      const wanted = await findWanted(tx, source, filter)
      const found = wanted ? await readRows({ db: tx, beside }, wanted, { exact, limits }) : NOTHING
      const { total, totalIsEstimate } = await capEstimate(tx, source.id, found)
      const about = { total, total_is_estimate: totalIsEstimate }
      if (wanted && found.rows === null) {
        return { ...about, counts_are_estimates: false, ...(await countFacets(tx, wanted, limit)) }
      }
      const rows = found.rows ?? []
      const isSample = rows.length < total
      const scale = isSample ? total / Math.max(1, rows.length) : 1
      const facets = await tallyFacets(tx, rows, { limit, scale })
      return { ...about, counts_are_estimates: isSample, ...facets }
    },
    signal,
  )
}

async function findWanted(
  db: Db,
  source: CountSearch['source'],
  filter: AssetTerm,
): Promise<Wanted | null> {
  const scope = { sourceId: source.id, accountId: source.accountId }
  const condition = await resolveTerm(db, scope, filter)
  return condition && (await chooseTerms(db, { ...condition, sourceId: source.id }))
}

interface FacetRows extends Total {
  /** null: to be counted by the database, which has no need to hand them over. */
  rows: FacetRow[] | null
}

const NOTHING: FacetRows = { rows: [], total: 0, totalIsEstimate: false }

async function readRows(
  { db, beside }: Searching,
  wanted: Wanted,
  { exact, limits }: { exact: boolean; limits: FacetLimits },
): Promise<FacetRows> {
  const { exactTotal } = limits
  if (exact) return { rows: null, ...(await findTotal(db, wanted, { exactTotal, countAll: true })) }
  if (isEverything(wanted)) {
    const total = await findTotal(db, wanted, { exactTotal, countAll: false })
    if (total.total <= limits.sample) return await gatherRows(db, wanted, limits)
    return { ...(await sampleRows(db, wanted, { expected: total.total, limits })), ...total }
  }
  const kept = await findKept(db, wanted, null)
  if (kept) {
    const rows = await readFacetRows(db, kept.ids(limits.sample))
    return { rows, total: kept.total, totalIsEstimate: false }
  }
  const size = await guessSize(db, wanted, exactTotal)
  if (size.isMany) {
    // Of what hardly ever fits, a smaller part: each candidate in the sample is looked at.
    const expected = Math.max(size.fitting, size.candidates / MOST_LOOKS_PER_HIT)
    const found = await sampleRows(db, wanted, { expected, limits })
    return { ...found, total: Math.max(size.least, found.total) }
  }
  if (size.fitting <= limits.few) {
    const gathered = await gatherRows(db, wanted, limits)
    if (gathered.total <= exactTotal) return gathered
    // Far more than the planner thinks: a sample of what it thinks could be most of them.
    const found = await sampleRows(db, wanted, { expected: exactTotal, limits })
    return { ...found, total: Math.max(gathered.total, found.total) }
  }
  const counting = beside((other) => count(other, wanted, exactTotal))
  const expected = Math.max(size.fitting, limits.sample)
  const found = await sampleRows(db, wanted, { expected, limits })
  const counted = await counting()
  if (counted > exactTotal) return { ...found, total: Math.max(counted, found.total) }
  // Fewer than was thought, of which the sample has hardly any.
  if (counted <= limits.few) return await gatherRows(db, wanted, limits)
  return { rows: found.rows, total: counted, totalIsEstimate: false }
}

/** All of one table: each look at an asset in a second one costs as much again. */
const COLUMNS = sql`a.origin_path as path, a.media_kind as "mediaKind", a.content_type as "contentType",
  extract(year from coalesce(a.date_taken, a.origin_modified_at) at time zone 'utc')::int as year, array_to_string(a.category_ids, ' ') as categories,
  a.tags::text as tags`

/** All that fit, up to one more than are counted exactly; of many an even part of them. */
async function gatherRows(
  db: Db,
  wanted: Wanted,
  { exactTotal, sample }: FacetLimits,
): Promise<FacetRows & { rows: FacetRow[] }> {
  const { rows } = await sql<FacetRow & { total: number }>`
    with hits as materialized (
      select s.asset_id as id from asset_search s ${joinAssets(wanted)}
      where ${matches(wanted)} limit ${exactTotal + 1}
    ), counted as (select count(*) as total from hits)
    select c.total, ${COLUMNS}
    from counted c
    left join hits h on c.total <= ${sample} or (
      c.total <= ${exactTotal} and (hashint8(h.id) & 65535) < 65536.0 * ${sample} / c.total)
    left join assets a on a.id = h.id`.execute(db)
  const total = rows[0]?.total ?? 0
  return { rows: rows.filter(({ path }) => path !== null), total, totalIsEstimate: false }
}

async function readFacetRows(db: Db, ids: readonly number[]): Promise<FacetRow[]> {
  const { rows } = await sql<FacetRow>`
    select ${COLUMNS} from assets a where a.id = any(${sql.val(ids)}::bigint[])`.execute(db)
  return rows
}

async function sampleRows(
  db: Db,
  wanted: Wanted,
  { expected, limits }: { expected: number; limits: FacetLimits },
): Promise<FacetRows> {
  const wish = { expected, atLeast: limits.sample, most: SAMPLE_BUCKETS / 2 }
  const sample = await chooseSample(db, wanted, wish)
  const { from, where } = sampleOf(wanted, sample)
  const { rows } = await sql<FacetRow>`
    with h as materialized (select s.asset_id as id from ${from} where ${where})
    select ${COLUMNS} from h join assets a on a.id = h.id`.execute(db)
  const total = Math.round((rows.length * sample.of) / sample.buckets)
  return { rows, total, totalIsEstimate: true }
}
