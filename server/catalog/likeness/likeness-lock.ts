import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'

const LOCK = 748_326_513

/**
 * Until the transaction ends, nobody else groups a Source's duplicates or decides about them. Taken before any row is
 * locked.
 */
export async function lockLikeness(tx: Db, sourceId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)}, ${sourceId}::int)`.execute(tx)
}

/**
 * Whoever writes the hashes or the mark of an asset has locked it before, in the order of the paths, so that nobody
 * waits in a circle.
 */
export async function lockAssetsById(tx: Db, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await sql`select from assets where id = any(${sql.val(ids)}::bigint[])
    order by source_id, origin_path for update`.execute(tx)
}
