import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { Failure } from '../../lib/failures.ts'
import type { BulkRow, BulkWork, RowOutcome } from '../bulk/bulk-rows.ts'
import { GONE } from '../bulk/bulk-work.ts'
import { ANALYSIS_PRIORITY, enqueueAnalysis, isPicture } from './queue.ts'

/** Lets the pictures of some rows of a bulk edit be looked at again; what is no picture stays as it is. */
export async function analyzeRows(
  tx: Db,
  { sourceId, dryRun }: BulkWork,
  rows: readonly BulkRow[],
): Promise<RowOutcome[]> {
  const paths = rows.flatMap(({ path }) => path ?? [])
  const { rows: assets } = await sql<{ id: number; path: string; isPicture: boolean }>`
    select id, origin_path as path, ${isPicture()} as "isPicture" from assets
    where source_id = ${sourceId} and origin_path = any(${sql.val(paths)}::text[])`.execute(tx)
  const pictures = assets.filter((asset) => asset.isPicture).map(({ id }) => id)
  const order = { sourceId, priority: ANALYSIS_PRIORITY.fresh, forced: true }
  if (!dryRun) await enqueueAnalysis(tx, pictures, order)
  const byPath = new Map(assets.map((asset) => [asset.path, asset]))
  return rows.map(({ row, path }): RowOutcome => {
    const asset = byPath.get(path ?? '')
    if (!asset) return { row, state: 'refused', problem: GONE }
    return { row, state: asset.isPicture ? 'changed' : 'unchanged' }
  })
}

/**
 * Lets one picture be looked at again, before all others. Call it in a transaction.
 * @throws Failure `not_found`, `conflict` when it is no picture
 */
export async function analyzeAsset(
  tx: Db,
  { sourceId, path }: { sourceId: number; path: string },
): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select id from assets where source_id = ${sourceId} and origin_path = ${path} for update`.execute(
    tx,
  )
  const [asset] = rows
  if (!asset) throw new Failure('not_found', `There is no asset "/${path}" in this Source.`)
  const { interactive: priority } = ANALYSIS_PRIORITY
  const count = await enqueueAnalysis(tx, [asset.id], { sourceId, priority, forced: true })
  if (count === 0) {
    const detail = 'This is no picture, or it has not been read: nothing to look at.'
    throw new Failure('conflict', detail)
  }
  // Waits, as what was never looked at: so it has its turn even if analysis is off for a while before it has come to it.
  await sql`update assets set analysis_status = null, analysis_error = null
    where id = ${asset.id}`.execute(tx)
}
