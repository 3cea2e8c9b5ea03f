import { type Kysely, sql } from 'kysely'
import type { Database, Db } from '../db/tables.ts'
import type { AssetRecord } from './asset-records.ts'
import { type AssetSearch, searchAssets } from './search/search.ts'

/** Few enough to be held in memory even when people have said a lot about each. */
const PAGE = 500

/**
 * All assets that a search finds, page by page in its order, each page as it is when it is read: whoever takes an hour
 * to fetch a million keeps no transaction open, which would hold up the tidying of the whole database. In an order
 * that changes meanwhile (date_modified) an asset can therefore come twice or not at all.
 * @throws Failure as searchAssets does, also between two pages
 */
export async function* exportAssets(
  db: Kysely<Database>,
  search: Omit<AssetSearch, 'page' | 'exactTotal'>,
  signal: AbortSignal,
): AsyncGenerator<AssetRecord[], void> {
  let after: string | null = null
  do {
    signal.throwIfAborted()
    const page = after === null ? { limit: PAGE, offset: 0 } : { limit: PAGE, after }
    const found = await searchAssets(db, { ...search, page, exactTotal: false })
    yield found.assets
    after = found.after
  } while (after !== null)
}

/** The keys of custom fields that assets of a Source have, by name; one more than `most` tells that there are others. */
export async function findKeysInUse(
  db: Db,
  { sourceId, most }: { sourceId: number; most: number },
): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select k.key from label_uses u join custom_field_keys k on k.id = u.label_id
    where u.kind = 'custom_field_key' and u.source_id = ${sourceId} and k.key is not null
    group by k.id, k.key having sum(u.assets) > 0
    order by lower(k.key), k.key limit ${most + 1}`.execute(db)
  return rows.map(({ key }) => key)
}
