import { ensureAssets, findPending, noteChecked, removeAssets } from '../catalog/assets.ts'
import { dropHints, findHints } from '../catalog/hints.ts'
import { clearOriginTrouble } from '../catalog/origin-troubles.ts'
import { PRIORITY } from '../jobs/queue.ts'
import { forEachConcurrently } from '../lib/concurrently.ts'
import { isFailure } from '../lib/failures.ts'
import type { OriginFile } from '../origins/origin.ts'
import { refuseVanished } from './emptied.ts'
import { enqueueReads } from './enqueue-reads.ts'
import type { IngestNeeds, IngestSource } from './needs.ts'
import { withTrouble } from './with-trouble.ts'

export type LookNeeds = Pick<IngestNeeds, 'db' | 'enqueueAll' | 'openSource' | 'purge' | 'tell'>

/** Files that are looked at before what was found is stored. */
const LOOK_BATCH = 200
const LOOKS_AT_ONCE = 4

/**
 * The job `look-at-files`: follows the hints that are waiting for a Source, once through in the order of their
 * paths. What comes meanwhile is for the next job.
 */
export async function lookAtFiles(
  needs: LookNeeds,
  { sourceId }: { sourceId: number },
  signal: AbortSignal,
): Promise<void> {
  const source = await needs.openSource(sourceId)
  if (!source) return
  for (let after = ''; ; ) {
    signal.throwIfAborted()
    const hints = await findHints(needs.db, { sourceId, after, limit: LOOK_BATCH })
    const last = hints.at(-1)
    if (!last) return
    const paths = hints.map(({ path }) => path)
    await look(needs, source, { paths, priority: PRIORITY.interactive }, signal)
    await dropHints(needs.db, { sourceId, hints })
    after = last.path
  }
}

/**
 * Looks at files without reading them: new and changed ones will be read, those that are gone are forgotten,
 * and of the others is kept that they were looked at.
 */
export async function look(
  needs: LookNeeds,
  source: IngestSource,
  { paths, priority }: { paths: readonly string[]; priority: number },
  signal: AbortSignal,
): Promise<void> {
  const files: OriginFile[] = []
  const gone: string[] = []
  await withTrouble(needs.db, source.id, async () => {
    await forEachConcurrently(paths, LOOKS_AT_ONCE, async (path) => {
      signal.throwIfAborted()
      const file = await statIfAllowed(source, path, signal)
      if (file) files.push(file)
      else if (file === null) gone.push(path)
    })
    if (gone.length === 0 || files.length > 0) return
    await refuseVanished(
      needs.db,
      source.id,
      async (path) => (await statIfAllowed(source, path, signal)) === null,
    )
  })
  const sourceId = source.id
  const added = await needs.db.transaction().execute(async (tx) => {
    await noteChecked(tx, { sourceId, paths })
    const unknown = await ensureAssets(tx, { sourceId, files })
    await removeAssets(tx, { sourceId, paths: gone })
    // Those, too, whose job ran out of tries: it skips what has been read by then.
    const unread = await findPending(tx, { sourceId, paths })
    await enqueueReads(tx, needs.enqueueAll, { sourceId, paths: unread, priority })
    await clearOriginTrouble(tx, sourceId)
    return unknown.length
  })
  if (added + gone.length > 0) {
    needs.tell?.(sourceId, { kind: 'assets', added, removed: gone.length })
  }
  for (const path of gone) await needs.purge(source.publicId, path)
}

/** @returns undefined when nothing can be said of this one file: it keeps no other from being looked at */
async function statIfAllowed(
  { origin }: IngestSource,
  path: string,
  signal: AbortSignal,
): Promise<OriginFile | null | undefined> {
  try {
    return await origin.stat(path, signal)
  } catch (error) {
    if (isFailure(error, 'origin_refused') || isFailure(error, 'invalid_path')) return undefined
    throw error
  }
}
