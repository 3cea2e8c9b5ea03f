import { type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Database, Db } from '../../db/tables.ts'
import { resolveTerm } from './conditions.ts'
import { namesAskedFor, planTiers } from './relevance.ts'
import type { AssetSearch } from './search.ts'
import { chooseTerms } from './search-size.ts'
import { count, joinAssets, matches, type Wanted } from './search-stretch.ts'
import { inSearch } from './search-transaction.ts'
import { type AssetSort, nearestKey, SORT_KEYS, type SortKey } from './sort.ts'

/**
 * How many assets of a search come before one of them, whatever the order goes by; null when it is not among them. All
 * that come before are counted.
 * @throws Failure `timeout` after 5 s
 */
export async function findPosition(
  db: Kysely<Database>,
  asked: Pick<AssetSearch, 'source' | 'filter' | 'sort' | 'signal'> & { path: string },
): Promise<number | null> {
  const { source, filter, sort, path, signal } = asked
  return await inSearch(
    db,
    async (tx) => {
      const scope = { sourceId: source.id, accountId: source.accountId }
      const condition = await resolveTerm(tx, scope, filter)
      const asset = await findId(tx, source.id, path)
      if (condition === null || asset === null) return null
      const wanted = await chooseTerms(tx, { ...condition, sourceId: source.id })
      const isTiered = sort.column === 'relevance' && !wanted.nearest
      let before = 0
      const tiers = isTiered ? await planTiers(tx, namesAskedFor(filter), wanted) : [wanted]
      for (const tier of tiers.filter((one) => one !== null)) {
        const ahead = await findAhead(tx, tier, { asset, ...orderOf(tier, sort) })
        before += await count(tx, ahead ?? tier, null)
        if (ahead) return before
      }
      return null
    },
    signal,
  )
}

async function findId(db: Db, sourceId: number, path: string): Promise<number | null> {
  const found = await db
    .selectFrom('assets')
    .select('id')
    .where('source_id', '=', sourceId)
    .where('origin_path', '=', path)
    .executeTakeFirst()
  return found?.id ?? null
}

interface Order {
  key: SortKey
  descending: boolean
}

function orderOf({ nearest }: Wanted, { column, descending }: AssetSort): Order {
  return column === 'relevance' && nearest
    ? { key: nearestKey(nearest), descending: false }
    : { key: SORT_KEYS[column], descending }
}

/** Those that come before an asset; null when it is not one of them. */
async function findAhead(
  db: Db,
  wanted: Wanted,
  { asset, key, descending }: Order & { asset: number },
): Promise<Wanted | null> {
  const value = sql.raw(key.expression)
  const { rows } = await sql<{ value: string }>`
    select ${value}::text as value from asset_search s ${joinAssets(wanted)}
    where ${matches(wanted)} and s.asset_id = ${asset}`.execute(db)
  const [found] = rows
  if (!found) return null
  const isAhead: RawBuilder<SqlBool> = sql`(${value}, s.asset_id) ${sql.raw(descending ? '>' : '<')}
    (${found.value}::${sql.raw(key.type)}, ${asset}::bigint)`
  const check = wanted.check ? sql<SqlBool>`${wanted.check} and ${isAhead}` : isAhead
  return { ...wanted, check }
}
