import { sql } from 'kysely'
import type { Db } from '../db/tables.ts'

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
