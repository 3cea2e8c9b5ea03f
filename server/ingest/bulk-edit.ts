import { setTimeout as pause } from 'node:timers/promises'
import { analyzeRows } from '../catalog/analysis/analyze-again.ts'
import { enqueueBulkEdit, requireRecord } from '../catalog/bulk/bulk-edits.ts'
import {
  type BulkRow,
  type BulkWork,
  beginBulkEdit,
  completeWork,
  gatherRows,
  lockWork,
  nextRows,
  noteFailure,
  type RowOutcome,
  saveOutcomes,
} from '../catalog/bulk/bulk-rows.ts'
import { editRows, markRows, undoRows } from '../catalog/bulk/bulk-work.ts'
import { foldLabelUses } from '../catalog/labels/list-labels.ts'
import type { Db } from '../db/tables.ts'
import { PRIORITY, type Queue } from '../jobs/queue.ts'
import { enqueueReads } from './enqueue-reads.ts'
import type { IngestNeeds } from './needs.ts'

/** Assets changed in one transaction, and how long that may take: an editor of one of them waits for it. */
const BATCH = { least: 50, most: 500, milliseconds: 400 }
/** Then others have their turn; the work goes on with the next job. */
const SLICE_MILLISECONDS = 10_000
/** Between two batches, for whoever waits for the same assets, and as a share of the batch for everybody else. */
const PAUSE_SHARE = 0.1

export interface BulkNeeds
  extends Pick<IngestNeeds, 'db' | 'enqueue' | 'enqueueAll' | 'purge' | 'tell'> {
  /** How long the rows of what is finished are kept, so that it can be undone. */
  undoHours: number
  onError(error: unknown): void
  /** Tests take small ones. */
  batch?: typeof BATCH
  sliceMilliseconds?: number
}

/** Small ones have a place that large ones never take. */
const PLACES = [{ concurrency: 1 }, { concurrency: 1, minPriority: PRIORITY.interactive }]

/** Lets this process work on bulk edits. */
export async function startBulkEdits(needs: BulkNeeds, queue: Queue): Promise<void> {
  for (const places of PLACES) {
    await queue.work('bulk-edit', places, (payload, signal) => bulkEdit(needs, payload, signal))
  }
}

/**
 * The job `bulk-edit`: gathers the assets of a bulk edit or an import, then changes them batch by batch, or puts them
 * back. Each batch is one transaction with its progress, so a killed job goes on exactly where it was.
 */
export async function bulkEdit(
  needs: BulkNeeds,
  { bulkEditId: id }: { bulkEditId: string },
  signal: AbortSignal,
): Promise<void> {
  const { db, undoHours } = needs
  try {
    const accountId = await db.transaction().execute((tx) => beginBulkEdit(tx, id))
    if (accountId === null) return
    await db.transaction().execute((tx) => gatherRows(tx, id))
    const isDone = await workOff(needs, id, signal)
    // Each asset has left a row; left to the sweep, half a million would slow down the list of labels.
    await db.transaction().execute((tx) => foldLabelUses(tx, accountId))
    if (!isDone) await goOnLater(needs, id)
  } catch (error) {
    const failure = { keepHours: undoHours, error }
    const sourceId = signal.aborted ? null : await noteFailure(db, id, failure)
    if (sourceId === null) throw error
    needs.tell?.(sourceId, { kind: 'bulk_edit', id })
    needs.onError(error)
  }
}

async function goOnLater({ db, enqueue }: BulkNeeds, id: string): Promise<void> {
  await enqueueBulkEdit(db, enqueue, await requireRecord(db, id))
}

/** @returns false when the time of this job is over before the work is */
async function workOff(needs: BulkNeeds, id: string, signal: AbortSignal): Promise<boolean> {
  const { batch = BATCH, sliceMilliseconds = SLICE_MILLISECONDS } = needs
  const end = performance.now() + sliceMilliseconds
  // The first tells how large they may be: a row of an import may bring a megabyte.
  let limit = batch.least
  do {
    signal.throwIfAborted()
    const start = performance.now()
    if (await isLastBatch(needs, id, limit)) return true
    const milliseconds = performance.now() - start
    const fitting = Math.round((limit * batch.milliseconds) / milliseconds)
    limit = Math.max(batch.least, Math.min(batch.most, fitting))
    await pause(milliseconds * PAUSE_SHARE, undefined, { signal })
  } while (performance.now() < end)
  return false
}

/** Works off some rows. @returns whether there was nothing left, or somebody has canceled it */
async function isLastBatch(needs: BulkNeeds, id: string, limit: number): Promise<boolean> {
  const batch = await needs.db.transaction().execute(async (tx) => {
    const work = await lockWork(tx, id)
    if (!work) return null
    const rows = await nextRows(tx, work, limit)
    if (rows.length > 0) await saveOutcomes(tx, work, await workOn(needs, tx, work, rows))
    const isLast = rows.length < limit
    if (isLast) await completeWork(tx, work, needs.undoHours)
    return { work, rows, isLast }
  })
  if (!batch) return true
  tellBatch(needs, batch)
  return batch.isLast
}

function tellBatch(
  { tell }: BulkNeeds,
  { work, rows }: { work: BulkWork; rows: readonly BulkRow[] },
): void {
  tell?.(work.sourceId, { kind: 'bulk_edit', id: work.id })
  const changed = rows.flatMap(({ path }) => path ?? [])
  if (!work.dryRun && changed.length > 0) tell?.(work.sourceId, { kind: 'assets', changed })
}

async function workOn(
  { enqueueAll, purge }: BulkNeeds,
  tx: Db,
  work: BulkWork,
  rows: readonly BulkRow[],
): Promise<RowOutcome[]> {
  if (work.state === 'undoing') return await undoRows(tx, work, rows)
  if (work.operations?.analyze) return await analyzeRows(tx, work, rows)
  if (!work.operations?.refresh) return await editRows(tx, work, rows)
  const { outcomes, paths } = await markRows(tx, work, rows)
  await enqueueReads(tx, enqueueAll, { sourceId: work.sourceId, paths })
  for (const path of paths) await purge(work.publicSourceId, path, tx)
  return outcomes
}
