import { findSourcesToList } from '../catalog/listings.ts'
import type { Queue } from '../jobs/queue.ts'
import { indexAssets } from './index-assets.ts'
import { listOrigin } from './list-origin.ts'
import type { IngestNeeds } from './needs.ts'
import { refreshAsset } from './refresh-asset.ts'

const LISTINGS_AT_ONCE = 2
const INDEX_JOBS_AT_ONCE = 2
const REFRESHES_AT_ONCE = 2
const SCHEDULE_SECONDS = 60

interface IngestOptions {
  /** 0: no periodic listing. */
  listingIntervalHours: number
  onError(error: unknown): void
}

/** Lets this process do the jobs until it is closed, and lists every Origin at the start and then again and again. */
export async function startIngest(
  needs: IngestNeeds,
  queue: Queue,
  { listingIntervalHours, onError }: IngestOptions,
): Promise<{ close(): Promise<void> }> {
  await queue.work('list-origin', { concurrency: LISTINGS_AT_ONCE }, (payload, signal) =>
    listOrigin(needs, payload, signal),
  )
  await queue.work('index-assets', { concurrency: INDEX_JOBS_AT_ONCE }, (payload, signal) =>
    indexAssets(needs, payload, signal),
  )
  await queue.work('refresh-asset', { concurrency: REFRESHES_AT_ONCE }, (payload, signal) =>
    refreshAsset(needs, payload, signal),
  )
  await listDueSources(needs, new Date())
  const timer = setInterval(() => {
    if (listingIntervalHours === 0) return
    const due = new Date(Date.now() - listingIntervalHours * 3_600_000)
    listDueSources(needs, due).catch(onError)
  }, SCHEDULE_SECONDS * 1000)
  return {
    close: async () => {
      clearInterval(timer)
      await queue.stopWorking()
    },
  }
}

async function listDueSources(
  { db, enqueue }: Pick<IngestNeeds, 'db' | 'enqueue'>,
  before: Date,
): Promise<void> {
  for (const sourceId of await findSourcesToList(db, before)) {
    await enqueue(db, 'list-origin', { sourceId }, { key: String(sourceId) })
  }
}
