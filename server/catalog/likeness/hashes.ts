import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'

/** What shows whether files are copies of each other. */
export interface AssetHashes {
  assetId: number
  /** Hex digits, equal only for the same bytes; null: the file could not be read. */
  contentHash: string | null
  /** 16 hex digits, see imaging/perceptual-hash.ts. */
  perceptualHash: string | null
}

/**
 * Keeps what was found in one statement, and notes what is new for the job that keeps the groups of duplicates. Call
 * it in the transaction that saves the readings.
 */
export async function saveHashes(
  db: Db,
  { sourceId, hashes }: { sourceId: number; hashes: readonly AssetHashes[] },
): Promise<void> {
  const known = hashes.filter(({ contentHash }) => contentHash !== null)
  const unknown = hashes.filter(({ contentHash }) => contentHash === null)
  if (unknown.length > 0) await forgetHashes(db, unknown)
  if (known.length === 0) return
  await sql`
    with read as materialized (
      select id, decode(content, 'hex') as content, ('x' || look)::bit(64)::bigint as look
      from unnest(
        ${sql.val(known.map(({ assetId }) => assetId))}::bigint[],
        ${sql.val(known.map(({ contentHash }) => contentHash))}::text[],
        ${sql.val(known.map(({ perceptualHash }) => perceptualHash))}::text[]
      ) as read (id, content, look)
    ),
    changed as (
      select read.*, h.same_group_id, h.near_group_id
      from read left join asset_hashes h on h.asset_id = read.id
      where (h.content_hash, h.perceptual_hash) is distinct from (read.content, read.look)
    ),
    noted as (
      insert into hash_changes (source_id, asset_id, group_id)
      select ${sourceId}::int, id, null from changed
      union all select ${sourceId}::int, null, same_group_id from changed where same_group_id is not null
      union all select ${sourceId}::int, null, near_group_id from changed where near_group_id is not null
    )
    insert into asset_hashes (asset_id, source_id, content_hash, perceptual_hash)
    select id, ${sourceId}::int, content, look from changed
    on conflict (asset_id) do update set
      content_hash = excluded.content_hash, perceptual_hash = excluded.perceptual_hash,
      same_group_id = null, near_group_id = null`.execute(db)
}

async function forgetHashes(db: Db, hashes: readonly AssetHashes[]): Promise<void> {
  const ids = hashes.map(({ assetId }) => assetId)
  await sql`delete from asset_hashes where asset_id = any(${sql.val(ids)}::bigint[])`.execute(db)
}

/** Sources whose assets are still to be hashed, because nothing was hashed when they were read. */
export async function findSourcesToHash(db: Db): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select s.id from hash_walks w join sources s on s.id = w.source_id
    where s.enabled and s.deleted_at is null`.execute(db)
  return rows.map(({ id }) => id)
}

/** Sources with files that have come, changed or gone since the groups of their copies were looked after. */
export async function findSourcesToGroup(db: Db): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select s.id from sources s where s.deleted_at is null
      and exists (select from hash_changes c where c.source_id = s.id)`.execute(db)
  return rows.map(({ id }) => id)
}

/** The next paths of the walk that have no hashes; none: it is at its end. */
export async function findUnhashed(db: Db, sourceId: number, limit: number): Promise<string[]> {
  const { rows } = await sql<{ path: string }>`
    select a.origin_path as path from hash_walks w
    join assets a on a.source_id = w.source_id and a.origin_path > w.cursor
    where w.source_id = ${sourceId} and a.status = 'indexed'
      and not exists (select from asset_hashes h where h.asset_id = a.id)
    order by a.origin_path limit ${limit}`.execute(db)
  return rows.map(({ path }) => path)
}

/** Of one state (`etag`) of a file. */
export interface LateHashes extends Omit<AssetHashes, 'assetId'> {
  path: string
  etag: string
}

/** Keeps the hashes of files that are still what they were, and that the walk has come to `upTo`. */
export async function saveLateHashes(
  tx: Db,
  { sourceId, hashes, upTo }: { sourceId: number; hashes: readonly LateHashes[]; upTo: string },
): Promise<void> {
  const byPath = new Map(hashes.map((one) => [one.path, one]))
  const { rows } = await sql<{ assetId: number; path: string; etag: string }>`
    select id as "assetId", origin_path as path, etag from assets
    where source_id = ${sourceId} and origin_path = any(${sql.val([...byPath.keys()])}::text[])
      and status = 'indexed'
    order by origin_path for update`.execute(tx)
  const current = rows.flatMap(({ assetId, path, etag }) => {
    const found = byPath.get(path)
    return found?.etag === etag ? [{ ...found, assetId }] : []
  })
  await saveHashes(tx, { sourceId, hashes: current })
  await tx
    .updateTable('hash_walks')
    .set({ cursor: upTo })
    .where('source_id', '=', sourceId)
    .execute()
}

export async function endHashing(db: Db, sourceId: number): Promise<void> {
  await db.deleteFrom('hash_walks').where('source_id', '=', sourceId).execute()
}
