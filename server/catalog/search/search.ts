import type { Kysely } from 'kysely'
import type { Database } from '../../db/tables.ts'
import { type AssetRecord, findAssets } from '../asset-records.ts'
import type { AssetTerm } from './asset-terms.ts'
import { capEstimate } from './cap-estimate.ts'
import { resolveTerm } from './conditions.ts'
import { type Anchors, openAnchors } from './search-jumps.ts'
import { type AssetPage, findPage } from './search-page.ts'
import type { Total } from './search-size.ts'
import { inSearch } from './search-transaction.ts'
import { SEARCH_LIMITS, type SearchLimits } from './search-ways.ts'
import { type AssetSort, writePlace } from './sort.ts'

export interface AssetSearch {
  source: { id: number; accountId: number }
  filter: AssetTerm
  sort: AssetSort
  page: AssetPage
  /** Count all, however long it takes. */
  exactTotal: boolean
  withMetadata: boolean
  /** Of who asks: what nobody waits for any more is cancelled. */
  signal?: AbortSignal
}

export interface FoundAssets extends Total {
  assets: AssetRecord[]
  hasMore: boolean
  /** For the next page; null on the last. */
  after: string | null
}

const NOTHING: FoundAssets = {
  assets: [],
  hasMore: false,
  after: null,
  total: 0,
  totalIsEstimate: false,
}

/**
 * One page of a Source's assets in one order, each asset on exactly one page as long as nothing changes.
 * @throws Failure `invalid_parameter` for a cursor that is none; `timeout` after 5 s; `gone_away`
 */
export async function searchAssets(
  db: Kysely<Database>,
  { source, filter, sort, page, exactTotal, withMetadata, signal }: AssetSearch,
  limits: SearchLimits = SEARCH_LIMITS,
): Promise<FoundAssets> {
  return await inSearch(
    db,
    async (tx, beside) => {
      const scope = { sourceId: source.id, accountId: source.accountId }
      const condition = await resolveTerm(tx, scope, filter)
      if (condition === null) return NOTHING
      const wanted = { ...condition, sourceId: source.id }
      const anchors = anchorsOf(db)
      const asked = { wanted, filter, sort, page, exactTotal, limits, anchors }
      const { places, total } = await findPage({ db: tx, beside }, asked)
      const hasMore = places.length > page.limit
      const shown = places.slice(0, page.limit)
      const ids = shown.map(({ id }) => id)
      const last = shown.at(-1)
      const assets = await findAssets(tx, ids, { withMetadata })
      const after = hasMore && last ? writePlace(sort, last) : null
      return { assets, hasMore, after, ...(await capEstimate(tx, source.id, await total())) }
    },
    signal,
  )
}

const KNOWN = new WeakMap<Kysely<Database>, Anchors>()

/** Of this process, for each database. */
function anchorsOf(db: Kysely<Database>): Anchors {
  const known = KNOWN.get(db) ?? openAnchors()
  KNOWN.set(db, known)
  return known
}
