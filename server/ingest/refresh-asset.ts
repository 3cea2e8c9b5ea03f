import { ANALYSIS_PRIORITY } from '../catalog/analysis/queue.ts'
import { ensureAssets, markForReindex } from '../catalog/assets.ts'
import { type IndexNeeds, save } from './index-assets.ts'
import { readAsset } from './read-asset.ts'

/** imgix, Asset Manager: from the button, tags, alt text and content alerts are made again as well. */
const WHEN_REFRESHED = { priority: ANALYSIS_PRIORITY.interactive, forced: true }

/**
 * The job `refresh-asset`: looks at one file again, pulls it in if it was never known, reads it whether or not
 * it has changed, and forgets its cached renderings. imgix, Management API: "Refresh an asset".
 */
export async function refreshAsset(
  needs: IndexNeeds,
  { sourceId, path }: { sourceId: number; path: string },
  signal: AbortSignal,
): Promise<void> {
  const source = await needs.openSource(sourceId)
  if (!source) return
  const reading = await readAsset(needs.reader, source, { path, still: needs.analyzes }, signal)
  if (reading.kind !== 'gone') {
    await needs.db.transaction().execute(async (tx) => {
      await ensureAssets(tx, { sourceId, files: [reading.file] })
      await markForReindex(tx, { sourceId, path })
    })
  }
  await save(needs, source, [reading], WHEN_REFRESHED)
  await needs.enqueue(needs.db, 'group-duplicates', { sourceId }, { key: String(sourceId) })
  await needs.purge(source.publicId, path)
}
