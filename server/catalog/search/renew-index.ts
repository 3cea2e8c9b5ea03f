import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Database, Db } from '../../db/tables.ts'
import { keepWhileExpensive } from '../../lib/keep-while-expensive.ts'
import { hasDay } from './condition-logic.ts'
import { INDEX_VERSION } from './search-document.ts'
import { writeSearchRows } from './search-rows.ts'

/**
 * What a newer Vitrine needs of large tables and a migration must not do, since it would stop all writes for minutes on
 * a large table: indexes are built beside the writes, and rows of older versions are written again batch by batch.
 */

/** Empty but while rows are renewed: it costs nothing, and tells at once whether there are any. */
const OLDER = `asset_search_older_than_${INDEX_VERSION}`

/** Whether there may be rows of older versions, as a piece of SQL; at once, or true while the index that tells is missing. */
export const MAY_HAVE_OLDER_ROWS = sql<boolean>`coalesce((
  select not indisvalid or exists (select from asset_search where index_version < ${sql.lit(INDEX_VERSION)})
  from pg_index where indexrelid = to_regclass(${sql.lit(OLDER)})), true)`

const GLANCE = 1000

/**
 * Whether newer filters may miss assets, because there are rows of older versions. While the index that tells is missing
 * the oldest assets do: they are renewed first, and not before it is there.
 */
async function findRenewing(db: Db): Promise<boolean> {
  const older = sql`index_version < ${sql.lit(INDEX_VERSION)}`
  const { rows } = await sql<{ renewing: boolean }>`
    select case when i.indisvalid then exists (select from asset_search where ${older})
      else exists (select from (select index_version from asset_search order by asset_id limit ${GLANCE}) one
        where ${older}) end as renewing
    from (select) one left join pg_index i on i.indexrelid = to_regclass(${sql.lit(OLDER)})`.execute(
    db,
  )
  return rows[0]?.renewing ?? false
}

const RENEWING = new WeakMap<object, { read(): Promise<boolean> }>()

/** The same for each request: asked for twice a second at most. */
export async function isIndexRenewing(db: Db): Promise<boolean> {
  const { adapter } = db.getExecutor()
  const known = RENEWING.get(adapter) ?? keepWhileExpensive(() => findRenewing(db))
  RENEWING.set(adapter, known)
  return await known.read()
}

/** Name → what follows `create index … on`. */
const INDEXES: Readonly<Record<string, RawBuilder<unknown>>> = {
  asset_search_taken: sql`asset_search (source_id, date_taken desc, asset_id desc)`,
  asset_search_path: sql`asset_search (source_id, (left(path_folded, 500)), asset_id)`,
  // A range of days is counted, and put into the order of most lists, without a look at the assets.
  asset_search_days: sql`asset_search (source_id, date_taken desc, asset_id desc) include (date_created)
    where ${hasDay('asset_search')}`,
  [OLDER]: sql`asset_search (asset_id) where index_version < ${sql.lit(INDEX_VERSION)}`,
  // What all people have changed, and what one has, in any days.
  changes_days: sql`changes (account_id, changed_at desc, id desc)`,
  changes_by: sql`changes (account_id, changed_by, changed_at desc, id desc)`,
}

/** changes_days does what it did. */
const SUPERSEDED = ['changes_of_account']

/**
 * Builds the indexes that are missing or that a killed process left half built, and drops what older versions needed.
 * One process at a time. Not in a transaction. @returns the names of those it built
 */
export async function ensureSearchIndexes(db: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ name: string; valid: boolean }>`
    select c.relname as name, i.indisvalid as valid
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where i.indrelid in ('asset_search'::regclass, 'changes'::regclass)`.execute(db)
  const unwanted = rows.filter(
    ({ name, valid }) =>
      !valid ||
      SUPERSEDED.includes(name) ||
      (name.startsWith('asset_search_older_than_') && name !== OLDER),
  )
  for (const { name } of unwanted) {
    await sql`drop index concurrently if exists ${sql.ref(name)}`.execute(db)
  }
  const present = new Set(rows.filter(({ valid }) => valid).map(({ name }) => name))
  const missing = Object.entries(INDEXES).filter(([name]) => !present.has(name))
  for (const [name, definition] of missing) {
    await sql`create index concurrently ${sql.ref(name)} on ${definition}`.execute(db)
  }
  return missing.map(([name]) => name)
}

/** How many rows are of an older version. Only fast once ensureSearchIndexes has been here. */
export async function countOlderRows(db: Db): Promise<number> {
  const { rows } = await sql<{ older: number }>`
    select count(*) as older from asset_search where index_version < ${sql.lit(INDEX_VERSION)}`.execute(
    db,
  )
  return rows[0]?.older ?? 0
}

/**
 * Writes the next rows of an older version again. Call it in a transaction.
 * @returns the last asset it looked at, to go on behind it; null when there are none left
 */
export async function renewRows(
  tx: Db,
  { behind, limit }: { behind: number; limit: number },
): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    select asset_id as id from asset_search
    where index_version < ${sql.lit(INDEX_VERSION)} and asset_id > ${behind}
    order by asset_id limit ${limit}`.execute(tx)
  const ids = rows.map(({ id }) => id)
  // Locked in the order in which others do, so that no edit is overwritten with what was there before.
  await sql`select from assets where id = any(${sql.val(ids)}::bigint[])
    order by source_id, origin_path for update`.execute(tx)
  if (ids.length > 0) await writeSearchRows(tx, ids)
  return ids.at(-1) ?? null
}
