import { comparePage, findUnreadPaths } from '../catalog/assets.ts'
import {
  advanceListing,
  beginListing,
  finishListing,
  hasSeenFiles,
  type Listing,
  type ListingPart,
  noteListingTrouble,
  resumeListing,
} from '../catalog/listings.ts'
import { clearOriginTrouble } from '../catalog/origin-troubles.ts'
import { forEachConcurrently } from '../lib/concurrently.ts'
import { isFailure } from '../lib/failures.ts'
import type { ListableOrigin, OriginFile } from '../origins/origin.ts'
import { refuseEmptied } from './emptied.ts'
import { enqueueReads } from './enqueue-reads.ts'
import { type LeftOut, leftOut } from './left-out.ts'
import type { IngestNeeds, IngestSource } from './needs.ts'

export type ListNeeds = Pick<IngestNeeds, 'db' | 'enqueueAll' | 'openSource' | 'tell'>

/** Stretches that a large Origin is cut into, and how many of them are walked at the same time. */
const STRETCHES = 8
const STRETCHES_AT_ONCE = 4

interface ListableSource extends IngestSource {
  origin: ListableOrigin
}

/**
 * The job `list-origin`: walks a Source's whole Origin, in stretches side by side, and compares it page by page
 * with the index, both in the same order, so that neither is ever held in memory. What a page brings (new and
 * changed assets, their index jobs, removals, the place in the walk) is one transaction: a killed listing goes
 * on behind the last page of each stretch.
 */
export async function listOrigin(
  needs: ListNeeds,
  { sourceId }: { sourceId: number },
  signal: AbortSignal,
): Promise<void> {
  const source = await needs.openSource(sourceId)
  if (!source || !isListable(source)) return
  const resumed = await resumeListing(needs.db, sourceId)
  // One that an older Vitrine left behind has no stretches.
  const listing = resumed?.parts.length ? resumed : await begin(needs, source, signal)
  try {
    await walk(needs, source, listing, signal)
  } catch (error) {
    if (isFailure(error)) await noteListingTrouble(needs.db, listing.id, error.detail)
    throw error
  }
}

function isListable(source: IngestSource): source is ListableSource {
  return source.origin.list !== undefined
}

async function begin(
  { db }: ListNeeds,
  { id, origin }: ListableSource,
  signal: AbortSignal,
): Promise<Listing> {
  const start = (cuts: readonly string[]) =>
    db.transaction().execute((tx) => beginListing(tx, id, cuts))
  try {
    return await start((await origin.split?.(STRETCHES, signal)) ?? [])
  } catch (error) {
    if (!isFailure(error)) throw error
    // People look for what went wrong at the listing, so there has to be one.
    const listing = await start([])
    await noteListingTrouble(db, listing.id, error.detail)
    throw error
  }
}

async function walk(
  needs: ListNeeds,
  source: ListableSource,
  listing: Listing,
  signal: AbortSignal,
): Promise<void> {
  const open = listing.parts.filter(({ finished }) => !finished)
  const ends: (() => Promise<void>)[] = []
  await forEachConcurrently(open, STRETCHES_AT_ONCE, async (part) => {
    ends.push(await walkPart(needs, source, { listing, part }, signal))
  })
  // Only now is it known whether there is anything at all.
  if (!(await hasSeenFiles(needs.db, listing.id))) await refuseEmptied(needs.db, source.id)
  for (const end of ends) await end()
  await enqueueLostReads(needs, source.id)
  await needs.db.transaction().execute(async (tx) => {
    await finishListing(tx, listing.id)
    await clearOriginTrouble(tx, source.id)
  })
}

interface Stretch {
  listing: Listing
  part: ListingPart
}

/** @returns what ends the stretch: behind its last file there is nothing, so whatever is known there is gone. */
async function walkPart(
  needs: ListNeeds,
  source: ListableSource,
  { listing, part }: Stretch,
  signal: AbortSignal,
): Promise<() => Promise<void>> {
  const out = leftOut()
  const { upTo } = part
  let after = part.cursor
  const compare = (page: { files: OriginFile[]; upTo: string | null; finished: boolean }) =>
    takePage(needs, source, { listing, part, out }, { ...page, after })
  const range = { after, ...(upTo !== null && { upTo }) }
  for await (const files of source.origin.list({ ...range, signal, onSkipped: out.note })) {
    signal.throwIfAborted()
    const last = files.at(-1)?.path
    if (last === undefined) continue
    await compare({ files, upTo: last, finished: false })
    after = last
  }
  return () => compare({ files: [], upTo, finished: true })
}

async function takePage(
  { db, enqueueAll, tell }: ListNeeds,
  source: IngestSource,
  { listing, part, out }: Stretch & { out: LeftOut },
  page: { after: string; files: OriginFile[]; upTo: string | null; finished: boolean },
): Promise<void> {
  const { files, after, upTo, finished } = page
  const skipped = out.take()
  const news = await db.transaction().execute(async (tx) => {
    const { changed, removed } = await comparePage(tx, {
      sourceId: source.id,
      after,
      upTo,
      files,
      unseenFolders: out.foldersBehind(after),
      knownBefore: listing.startedAt,
    })
    await enqueueReads(tx, enqueueAll, { sourceId: source.id, paths: changed })
    const key = { listingId: listing.id, position: part.position }
    const counts = { seen: files.length, changed: changed.length, removed, skipped }
    // Last, since the stretches take turns at the row of their listing.
    await advanceListing(tx, key, { cursor: upTo ?? after, finished, ...counts })
    return { added: changed.length, removed }
  })
  if (news.added + news.removed > 0) tell?.(source.id, { kind: 'assets', ...news })
  tell?.(source.id, { kind: 'source' })
}

/**
 * Assets that an earlier listing found and nobody has read, because their job ran out of tries. A job too
 * many does no harm: it skips what has been read.
 */
async function enqueueLostReads({ db, enqueueAll }: ListNeeds, sourceId: number): Promise<void> {
  for (let after = ''; ; ) {
    const paths = await findUnreadPaths(db, sourceId, { after, limit: 1000, olderThanHours: 6 })
    const last = paths.at(-1)
    if (last === undefined) return
    await enqueueReads(db, enqueueAll, { sourceId, paths })
    after = last
  }
}
