import type { Kysely } from 'kysely'
import { groupDuplicates } from '../catalog/likeness/group-duplicates.ts'
import type { Database } from '../db/tables.ts'

/** The job `group-duplicates`: goes on, batch by batch, until all that has changed has been looked at. */
export async function groupAllDuplicates(
  db: Kysely<Database>,
  { sourceId }: { sourceId: number },
  signal: AbortSignal,
): Promise<void> {
  do signal.throwIfAborted()
  while (await groupDuplicates(db, sourceId))
}
