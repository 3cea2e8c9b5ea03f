import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../db/tables.ts'

/** imgix, Management API: the same address is purged at most once in so many seconds. */
export const PURGE_PAUSE_SECONDS = 10

/**
 * Notes that a file's renderings are purged. Call it in a transaction that ends when they are.
 * @returns false when they were purged only just now
 */
export async function notePurge(
  db: Db,
  { sourceId, path }: { sourceId: number; path: string },
): Promise<boolean> {
  const hash = createHash('sha256').update(path).digest()
  const { rows } = await sql`
    insert into recent_purges as recent (source_id, path_hash) values (${sourceId}, ${hash})
    on conflict (source_id, path_hash) do update set purged_at = clock_timestamp()
    where recent.purged_at <= clock_timestamp() - ${PURGE_PAUSE_SECONDS} * interval '1 second'
    returning 1`.execute(db)
  return rows.length > 0
}

/** Forgets those that are so old that they do not matter any more. */
export async function forgetPurges(db: Db): Promise<void> {
  await sql`
    delete from recent_purges where (source_id, path_hash) in (
      select source_id, path_hash from recent_purges
      where purged_at < now() - ${PURGE_PAUSE_SECONDS} * interval '1 second'
      limit 10000 for update skip locked)`.execute(db)
}
