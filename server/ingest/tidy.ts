import type { Kysely } from 'kysely'
import { enqueueBulkEdit } from '../catalog/bulk/bulk-edits.ts'
import { findUnfinished, forgetBulkEdits, forgetBulkRows } from '../catalog/bulk/bulk-report.ts'
import { forgetChanges } from '../catalog/changes.ts'
import { findUncounted, foldFolderChanges, recountFolders } from '../catalog/count-folders.ts'
import { forgetDownloads } from '../catalog/downloads.ts'
import {
  cleanAssets,
  findAccountsToClean,
  findAssetsWith,
  findLeftLabels,
  forgetLeftLabels,
} from '../catalog/labels/clean-labels.ts'
import { foldLabelUses, forgetLabelUses } from '../catalog/labels/list-labels.ts'
import { mergeChangedPlaces } from '../catalog/search/keep-places.ts'
import type { Database } from '../db/tables.ts'
import type { Enqueue, Queue } from '../jobs/queue.ts'
import { isErrno } from '../lib/failures.ts'
import { removeOldCopies } from './local-copy.ts'

/** Small, since nobody waits for it and editors wait for assets that it holds. */
const BATCH = 200
const FORGET_BATCH = 5000
const SWEEP_SECONDS = 600
/** Small sums are read faster. */
const FOLD_SECONDS = 30

interface TidyNeeds {
  db: Kysely<Database>
  enqueue: Enqueue
  /** How long changes are remembered. */
  historyDays: number
}

/** Lets this process do what labels and the history leave to be done, until it is closed. */
export async function startTidying(
  needs: TidyNeeds,
  queue: Queue,
  onError: (error: unknown) => void,
): Promise<{ close(): void }> {
  await queue.work('clean-labels', { concurrency: 1 }, (payload, signal) =>
    cleanLabels(needs, payload, signal),
  )
  const sweep = () => tidy(needs).then(removeOldCopies).catch(onError)
  void sweep()
  const stop = new AbortController()
  let isFolding = false
  const fold = async () => {
    if (isFolding) return
    isFolding = true
    await tidyFolders(needs.db)
      .then(() => mergeChangedPlaces(needs.db, stop.signal))
      .catch(onError)
    isFolding = false
  }
  void fold()
  const timers = [setInterval(sweep, SWEEP_SECONDS * 1000), setInterval(fold, FOLD_SECONDS * 1000)]
  return {
    close() {
      stop.abort()
      timers.forEach(clearInterval)
    },
  }
}

/** Sums up what was noted of folders, and counts those of Sources from before they were counted. */
export async function tidyFolders(db: Kysely<Database>): Promise<void> {
  for (const id of await findUncounted(db)) {
    await recountFolders(db, id).catch((error) => {
      // Another process is counting it.
      if (!isErrno(error, SERIALIZATION_FAILURE)) throw error
    })
  }
  await foldFolderChanges(db)
}

const SERIALIZATION_FAILURE = '40001'

/** Sums up the uses of labels, forgets what is old, and sees to jobs that were given up. */
export async function tidy({ db, enqueue, historyDays }: TidyNeeds): Promise<void> {
  for (const { id } of await db.selectFrom('accounts').select('id').execute()) {
    await db.transaction().execute((tx) => foldLabelUses(tx, id))
  }
  await forgetLabelUses(db)
  const old = { olderThanDays: historyDays, limit: FORGET_BATCH }
  while ((await forgetChanges(db, old)) === FORGET_BATCH);
  while ((await forgetBulkRows(db, FORGET_BATCH)) === FORGET_BATCH);
  await forgetBulkEdits(db, historyDays)
  await forgetDownloads(db)
  for (const edit of await findUnfinished(db)) await enqueueBulkEdit(db, enqueue, edit)
  for (const accountId of await findAccountsToClean(db)) {
    await enqueue(db, 'clean-labels', { accountId }, { key: String(accountId) })
  }
}

/** The job `clean-labels`: ids of merged and deleted labels go from the assets, batch by batch. */
export async function cleanLabels(
  { db }: Pick<TidyNeeds, 'db'>,
  { accountId }: { accountId: number },
  signal: AbortSignal,
): Promise<void> {
  const left = await findLeftLabels(db, accountId)
  for (const label of left) {
    const assets = await findAssetsWith(db, accountId, label)
    for (let at = 0; at < assets.length; at += BATCH) {
      signal.throwIfAborted()
      const batch = assets.slice(at, at + BATCH)
      await db.transaction().execute((tx) => cleanAssets(tx, accountId, batch))
    }
  }
  await forgetLeftLabels(db, left)
}
