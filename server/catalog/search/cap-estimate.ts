import type { Db } from '../../db/tables.ts'
import { countAssets } from '../folders.ts'
import type { Total } from './search-size.ts'

/** What a sample tells is never more than all that the Source has. */
export async function capEstimate(db: Db, sourceId: number, found: Total): Promise<Total> {
  if (!found.totalIsEstimate) return found
  const total = Math.min(found.total, await countAssets(db, sourceId))
  return { total, totalIsEstimate: true }
}
