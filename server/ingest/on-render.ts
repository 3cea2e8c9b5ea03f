import { ensureAssets } from '../catalog/assets.ts'
import { findSourceId } from '../catalog/sources.ts'
import { PRIORITY } from '../jobs/queue.ts'
import type { OriginFile } from '../origins/origin.ts'
import type { IngestNeeds } from './needs.ts'

/** Renderings of the same file within this time are noted once. */
const REMEMBERED_FILES = 10_000

/**
 * Puts files that were asked for through the Rendering API into the index, once each. The rendering does not
 * wait for it; what is lost when the process dies comes again with the next rendering or listing.
 */
export function noteRenderedFiles(
  needs: Pick<IngestNeeds, 'db' | 'enqueue'>,
  onError: (error: unknown) => void,
): { note(publicId: string, file: OriginFile): void; settled(): Promise<void> } {
  const known = new Set<string>()
  const running = new Set<Promise<void>>()

  async function index(publicId: string, file: OriginFile): Promise<void> {
    await needs.db.transaction().execute(async (tx) => {
      const sourceId = await findSourceId(tx, publicId)
      if (sourceId === null) return
      const paths = await ensureAssets(tx, { sourceId, files: [file] })
      if (paths.length === 0) return
      const payload = { sourceId, paths }
      await needs.enqueue(tx, 'index-assets', payload, { priority: PRIORITY.interactive })
    })
  }

  return {
    note: (publicId, file) => {
      const key = `${publicId}/${file.etag}/${file.path}`
      if (known.has(key)) return
      if (known.size >= REMEMBERED_FILES) known.clear()
      known.add(key)
      const work = index(publicId, file)
        .catch((error) => {
          known.delete(key)
          onError(error)
        })
        .finally(() => running.delete(work))
      running.add(work)
    },
    settled: async () => {
      await Promise.all(running)
    },
  }
}
