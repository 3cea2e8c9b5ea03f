import type { Db } from '../db/tables.ts'
import { type Enqueue, PRIORITY } from '../jobs/queue.ts'

/** So few assets that somebody waits for the result. */
const FEW = 1000

/** Lets the work go on; small ones have a place of their own, so that they never wait for large ones. */
export async function enqueueBulkEdit(
  tx: Db,
  enqueue: Enqueue,
  { id, total }: { id: string; total: number | null },
): Promise<void> {
  const isSmall = total !== null && total <= FEW
  const priority = isSmall ? PRIORITY.interactive : PRIORITY.background
  await enqueue(tx, 'bulk-edit', { bulkEditId: id }, { key: id, priority })
}
