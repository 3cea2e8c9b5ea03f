import {
  endHashing,
  findUnhashed,
  type LateHashes,
  saveLateHashes,
} from '../catalog/likeness/hashes.ts'
import { INDEX_BATCH } from '../jobs/jobs.ts'
import type { IngestNeeds } from './needs.ts'
import { readAsset } from './read-asset.ts'

type HashNeeds = Pick<IngestNeeds, 'db' | 'openSource' | 'reader'>

/**
 * The job `hash-assets`: reads files once more that were read when nothing was hashed, one after the other, since
 * nobody waits for it. Killed, it goes on behind the last batch.
 */
export async function hashAssets(
  { db, openSource, reader }: HashNeeds,
  { sourceId }: { sourceId: number },
  signal: AbortSignal,
): Promise<void> {
  const source = await openSource(sourceId)
  if (!source) return
  for (;;) {
    const paths = await findUnhashed(db, sourceId, INDEX_BATCH)
    const upTo = paths.at(-1)
    if (upTo === undefined) return await endHashing(db, sourceId)
    const hashes: LateHashes[] = []
    for (const path of paths) {
      signal.throwIfAborted()
      const reading = await readAsset(reader, source, { path }, signal)
      if (reading.kind !== 'read') continue
      const { file, facts } = reading
      const perceptualHash = facts.pixels?.perceptualHash ?? null
      hashes.push({ path, etag: file.etag, contentHash: facts.contentHash, perceptualHash })
    }
    await db.transaction().execute((tx) => saveLateHashes(tx, { sourceId, hashes, upTo }))
  }
}
