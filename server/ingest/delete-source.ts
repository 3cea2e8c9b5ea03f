import type { Kysely } from 'kysely'
import { isDeleted, removeAssets, removeSource } from '../catalog/delete-source.ts'
import type { Database } from '../db/tables.ts'

/** Small enough that a search does not wait for it, and that a killed worker repeats seconds. */
const BATCH = 5000

interface DeleteNeeds {
  db: Kysely<Database>
  /** For the log. */
  onProgress?(progress: { sourceId: number; removed: number }): void
}

/**
 * Removes everything that is known of a deleted Source, batch by batch: a killed job goes on with what is left.
 * The Origin is not touched.
 */
export async function deleteSource(
  { db, onProgress }: DeleteNeeds,
  { sourceId }: { sourceId: number },
  signal: AbortSignal,
): Promise<void> {
  if (!(await isDeleted(db, sourceId))) return
  let removed = 0
  const removeAll = async () => {
    for (;;) {
      signal.throwIfAborted()
      const batch = await removeAssets(db, sourceId, BATCH)
      if (batch === 0) return
      removed += batch
      onProgress?.({ sourceId, removed })
    }
  }
  await removeAll()
  await removeSource(db, sourceId)
  // What a job added that was under way when the Source was deleted.
  await removeAll()
}
