import { LRUCache } from 'lru-cache'
import { addRendered, findSourceAccount } from '../catalog/rendered.ts'
import { PRIORITY } from '../jobs/queue.ts'
import { Failure } from '../lib/failures.ts'
import type { OriginFile } from '../origins/origin.ts'
import { enqueueReads } from './enqueue-reads.ts'
import type { IngestNeeds } from './needs.ts'

/** Renderings of the same file within this time are noted once. */
const REMEMBERED = { max: 10_000, ttl: 3_600_000 }
/** Files that wait to be noted; what does not fit comes again with a later rendering or listing. */
const MAX_WAITING = 5000
/** In one transaction. */
const BATCH = 100

type Needs = Pick<IngestNeeds, 'db' | 'enqueueAll'> & {
  /** New assets of an account that may come in this way in a month. */
  newAssetsPerMonth: number
}

interface RenderedFile {
  publicId: string
  file: OriginFile
}

/**
 * Puts files that were asked for through the Rendering API into the index, once each. The rendering does not
 * wait for it; what is lost when the process dies comes again with the next rendering or listing.
 */
export function noteRenderedFiles(
  needs: Needs,
  onError: (error: unknown) => void,
): { note(publicId: string, file: OriginFile): void; settled(): Promise<void> } {
  const known = new LRUCache<string, true>(REMEMBERED)
  const tellFull = onceADay(onError)
  let waiting: RenderedFile[] = []
  let running: Promise<void> | null = null

  /** One transaction after the other: renderings need the database's connections more than this does. */
  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const publicId = waiting[0]?.publicId
      const batch = waiting.filter((one) => one.publicId === publicId).slice(0, BATCH)
      const taken = new Set(batch)
      waiting = waiting.filter((one) => !taken.has(one))
      await index(needs, batch, tellFull).catch((error) => {
        for (const one of batch) known.delete(keyOf(one))
        onError(error)
      })
    }
    running = null
  }

  return {
    note: (publicId, file) => {
      const key = keyOf({ publicId, file })
      if (known.has(key) || waiting.length >= MAX_WAITING) return
      known.set(key, true)
      waiting.push({ publicId, file })
      // Later, so that what comes together goes together.
      running ??= Promise.resolve().then(drain)
    },
    settled: async () => {
      await running
    },
  }
}

function keyOf({ publicId, file }: RenderedFile): string {
  return `${publicId}/${file.etag}/${file.path}`
}

async function index(
  { db, enqueueAll, newAssetsPerMonth: limit }: Needs,
  batch: readonly RenderedFile[],
  tellFull: (accountId: number, limit: number) => void,
): Promise<void> {
  const [first] = batch
  const source = first && (await findSourceAccount(db, first.publicId))
  if (!source) return
  const { id: sourceId, accountId } = source
  // Of several states of one file the latest counts.
  const files = [...new Map(batch.map(({ file }) => [file.path, file])).values()]
  await db.transaction().execute(async (tx) => {
    const { changed, refused } = await addRendered(tx, { sourceId, accountId, files, limit })
    const priority = PRIORITY.interactive
    await enqueueReads(tx, enqueueAll, { sourceId, paths: changed, priority })
    if (refused.length > 0) tellFull(accountId, limit)
  })
}

const DAY_MS = 24 * 3_600_000

function onceADay(onError: (error: unknown) => void) {
  const told = new LRUCache<number, true>({ max: 1000, ttl: DAY_MS })
  return (accountId: number, limit: number) => {
    if (told.has(accountId)) return
    told.set(accountId, true)
    const detail = `Account ${accountId} has had its ${limit} new assets by rendering for this month (RENDERED_ASSETS_PER_MONTH): further ones are served, but not added.`
    onError(new Failure('too_many_requests', detail))
  }
}
