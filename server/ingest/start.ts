import { findHintedSources } from '../catalog/hints.ts'
import { findSourcesToGroup, findSourcesToHash } from '../catalog/likeness/hashes.ts'
import { findSourcesToList } from '../catalog/listings.ts'
import { findSourcesToWalk } from '../catalog/look-again.ts'
import { PRIORITY, type Queue } from '../jobs/queue.ts'
import { startBulkEdits } from './bulk-edit.ts'
import { deleteSource } from './delete-source.ts'
import { groupAllDuplicates } from './group-duplicates.ts'
import { hashAssets } from './hash-assets.ts'
import { indexAssets } from './index-assets.ts'
import { listOrigin } from './list-origin.ts'
import { lookAgain } from './look-again.ts'
import { lookAtFiles } from './look-at-files.ts'
import type { IngestNeeds } from './needs.ts'
import { refreshAsset } from './refresh-asset.ts'

/** A place that is never taken by what nobody waits for, such as the daily listings of slow Origins. */
const FOR_THE_HURRIED = { concurrency: 1, minPriority: PRIORITY.interactive }
const LISTING = [{ concurrency: 2 }, FOR_THE_HURRIED]
/** A Source whose Origin is slow leaves at least one place for others. */
const INDEXING = [{ concurrency: 3, perSource: 2 }, FOR_THE_HURRIED]
const REFRESHES_AT_ONCE = 2
const LOOKS_AT_ONCE = 2
const SCHEDULE_SECONDS = 60

interface IngestOptions {
  /** 0: no periodic listing. */
  listingIntervalHours: number
  lookAgainHours: number
  /** How long bulk edits can be undone. */
  undoHours: number
  /** How far the deletion of a Source has come. */
  onDeleting?(progress: { sourceId: number; removed: number }): void
  onError(error: unknown): void
}

/** Lets this process do the jobs until it is closed, and sees to it that every Origin is looked at again and again. */
export async function startIngest(
  needs: IngestNeeds,
  queue: Queue,
  options: IngestOptions,
): Promise<{ close(): Promise<void> }> {
  await startWork(needs, queue, options)
  await startBulkEdits({ ...needs, ...options }, queue)
  await schedule(needs, { ...options, starting: true })
  const timer = setInterval(() => {
    schedule(needs, { ...options, starting: false }).catch(options.onError)
  }, SCHEDULE_SECONDS * 1000)
  return {
    close: async () => {
      clearInterval(timer)
      await queue.stopWorking()
    },
  }
}

async function startWork(
  needs: IngestNeeds,
  queue: Queue,
  { lookAgainHours: hours, onDeleting: onProgress }: IngestOptions,
): Promise<void> {
  for (const places of LISTING) {
    await queue.work('list-origin', places, (payload, signal) => listOrigin(needs, payload, signal))
  }
  for (const places of INDEXING) {
    await queue.work('index-assets', places, (payload, signal) =>
      indexAssets(needs, payload, signal),
    )
  }
  await queue.work('refresh-asset', { concurrency: REFRESHES_AT_ONCE }, (payload, signal) =>
    refreshAsset(needs, payload, signal),
  )
  await queue.work('look-at-files', { concurrency: LOOKS_AT_ONCE }, (payload, signal) =>
    lookAtFiles(needs, payload, signal),
  )
  await queue.work('delete-source', { concurrency: 1 }, (payload, signal) =>
    deleteSource({ ...needs, onProgress }, payload, signal),
  )
  await queue.work('look-again', { concurrency: LOOKS_AT_ONCE }, ({ sourceId }, signal) =>
    lookAgain(needs, { sourceId, hours }, signal),
  )
  await queue.work('group-duplicates', { concurrency: 1 }, (payload, signal) =>
    groupAllDuplicates(needs.db, payload, signal),
  )
  await queue.work('hash-assets', { concurrency: 1 }, (payload, signal) =>
    hashAssets(needs, payload, signal),
  )
}

interface Schedule extends IngestOptions {
  /** People expect what they see after a start to be as it is. */
  starting: boolean
}

/** Enqueues what is due. A job that is waiting or running already is not enqueued again. */
async function schedule(
  { db, enqueue }: Pick<IngestNeeds, 'db' | 'enqueue'>,
  { listingIntervalHours: intervalHours, lookAgainHours: hours, starting }: Schedule,
): Promise<void> {
  const due = {
    'list-origin': await findSourcesToList(db, { intervalHours, starting }),
    'look-at-files': await findHintedSources(db),
    'look-again': await findSourcesToWalk(db, { hours, listableToo: intervalHours === 0 }),
    'group-duplicates': await findSourcesToGroup(db),
    'hash-assets': await findSourcesToHash(db),
  } as const
  for (const [name, sourceIds] of Object.entries(due)) {
    for (const sourceId of sourceIds) {
      await enqueue(db, name as keyof typeof due, { sourceId }, { key: String(sourceId) })
    }
  }
}
