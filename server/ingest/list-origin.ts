import { comparePage, findUnreadPaths, knowsAtLeast } from '../catalog/assets.ts'
import {
  advanceListing,
  beginListing,
  finishListing,
  type Listing,
  noteListingTrouble,
} from '../catalog/listings.ts'
import type { Db } from '../db/tables.ts'
import { INDEX_BATCH } from '../jobs/jobs.ts'
import type { Enqueue } from '../jobs/queue.ts'
import { Failure, isFailure } from '../lib/failures.ts'
import type { OriginFile, SkippedEntry } from '../origins/origin.ts'
import type { IngestNeeds, IngestSource } from './needs.ts'

type ListNeeds = Pick<IngestNeeds, 'db' | 'enqueue' | 'openSource'>

/**
 * The job `list-origin`: walks a Source's whole Origin and compares it page by page with the index, both in
 * the same order, so that neither is ever held in memory. What a page brings (new and changed assets, their
 * index jobs, removals, the place in the walk) is one transaction: a killed listing goes on after its last page.
 */
export async function listOrigin(
  needs: ListNeeds,
  { sourceId }: { sourceId: number },
  signal: AbortSignal,
): Promise<void> {
  const source = await needs.openSource(sourceId)
  if (!source) return
  const listing = await beginListing(needs.db, sourceId)
  try {
    await walk(needs, source, listing, signal)
  } catch (error) {
    if (isFailure(error)) await noteListingTrouble(needs.db, listing.id, error.detail)
    throw error
  }
}

async function walk(
  needs: ListNeeds,
  source: IngestSource,
  listing: Listing,
  signal: AbortSignal,
): Promise<void> {
  const unseenFolders: string[] = []
  const onSkipped = ({ path, isFolder }: SkippedEntry) => {
    if (isFolder) unseenFolders.push(path)
  }
  let after = listing.cursor
  const pages = source.origin.list?.({ after, signal, onSkipped }) ?? []
  for await (const files of pages) {
    signal.throwIfAborted()
    after = await takePage(needs, source, listing, { after, files, unseenFolders })
  }
  if (after === '') await refuseEmptied(needs.db, source.id)
  await needs.db.transaction().execute(async (tx) => {
    // Behind the last file of the Origin there is nothing: whatever the index still has there is gone.
    const knownBefore = listing.startedAt
    const rest = { sourceId: source.id, after, upTo: null, files: [], unseenFolders, knownBefore }
    const { removed } = await comparePage(tx, rest)
    await advanceListing(tx, listing.id, { cursor: after, seen: 0, changed: 0, removed })
    await enqueueLostReads(tx, needs.enqueue, source.id)
    await finishListing(tx, listing.id)
  })
}

/** @returns the path behind which the next page begins. */
async function takePage(
  { db, enqueue }: ListNeeds,
  source: IngestSource,
  listing: Listing,
  page: { after: string; files: OriginFile[]; unseenFolders: string[] },
): Promise<string> {
  const upTo = page.files.at(-1)?.path ?? page.after
  await db.transaction().execute(async (tx) => {
    const { changed, removed } = await comparePage(tx, {
      ...page,
      sourceId: source.id,
      upTo,
      knownBefore: listing.startedAt,
    })
    await enqueueReads(tx, enqueue, source.id, changed)
    const seen = page.files.length
    await advanceListing(tx, listing.id, { cursor: upTo, seen, changed: changed.length, removed })
  })
  return upTo
}

/** So many assets do not vanish all at once unless a disk is not mounted or a prefix was mistyped. */
const SUSPICIOUSLY_MANY = 100

/** Removing an asset forgets what people said of it: a library is not emptied because of a mishap. */
async function refuseEmptied(db: Db, sourceId: number): Promise<void> {
  if (!(await knowsAtLeast(db, sourceId, SUSPICIOUSLY_MANY))) return
  throw new Failure(
    'origin_unreachable',
    'The Origin is empty all of a sudden, so nothing was removed. Is the disk mounted, is the bucket or prefix right?',
  )
}

async function enqueueReads(
  tx: Db,
  enqueue: Enqueue,
  sourceId: number,
  paths: string[],
): Promise<void> {
  for (let start = 0; start < paths.length; start += INDEX_BATCH) {
    await enqueue(tx, 'index-assets', { sourceId, paths: paths.slice(start, start + INDEX_BATCH) })
  }
}

/**
 * Assets that an earlier listing found and nobody has read, because their job ran out of tries. A job too
 * many does no harm: it skips what has been read.
 */
async function enqueueLostReads(tx: Db, enqueue: Enqueue, sourceId: number): Promise<void> {
  for (let after = ''; ; ) {
    const paths = await findUnreadPaths(tx, sourceId, { after, limit: 1000, olderThanHours: 6 })
    const last = paths.at(-1)
    if (last === undefined) return
    await enqueueReads(tx, enqueue, sourceId, paths)
    after = last
  }
}
