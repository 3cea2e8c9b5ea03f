import type { Db } from '../db/tables.ts'
import { INDEX_BATCH } from '../jobs/jobs.ts'
import type { EnqueueAll } from '../jobs/queue.ts'

/** Lets files be read, a batch in each job. */
export async function enqueueReads(
  db: Db,
  enqueueAll: EnqueueAll,
  { sourceId, paths, priority = 0 }: { sourceId: number; paths: string[]; priority?: number },
): Promise<void> {
  const batches: string[][] = []
  for (let start = 0; start < paths.length; start += INDEX_BATCH) {
    batches.push(paths.slice(start, start + INDEX_BATCH))
  }
  const payloads = batches.map((batch) => ({ sourceId, paths: batch }))
  await enqueueAll(db, 'index-assets', payloads, { priority })
}
