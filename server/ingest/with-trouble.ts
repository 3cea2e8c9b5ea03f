import { noteOriginTrouble } from '../catalog/origin-troubles.ts'
import { isFailure } from '../lib/failures.ts'
import type { IngestNeeds } from './needs.ts'

/** Does `work`, and lets people see why it failed when the Origin could not be reached. */
export async function withTrouble(
  db: IngestNeeds['db'],
  sourceId: number,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (isFailure(error, 'origin_unreachable')) await noteOriginTrouble(db, sourceId, error.detail)
    throw error
  }
}
