import { ensureAssets, findPending, removeAssets } from '../catalog/assets.ts'
import { clearOriginTrouble } from '../catalog/origin-troubles.ts'
import { type AssetRead, saveReads } from '../catalog/save-reads.ts'
import { forEachConcurrently } from '../lib/concurrently.ts'
import type { OriginFile } from '../origins/origin.ts'
import { settleUploads } from '../uploads/sessions.ts'
import type { IngestNeeds, IngestSource } from './needs.ts'
import { type Reading, readAsset } from './read-asset.ts'
import { withTrouble } from './with-trouble.ts'

/** Readings saved in one transaction. */
const SAVE_BATCH = 16

export type IndexNeeds = Pick<
  IngestNeeds,
  'db' | 'enqueue' | 'openSource' | 'reader' | 'readsAtOnce' | 'keepStills' | 'purge'
>

/**
 * The job `index-assets`: reads files and saves what they hold. What is saved stays saved when the job is
 * killed; run again, it reads only what is still unread.
 */
export async function indexAssets(
  needs: IndexNeeds,
  { sourceId, paths }: { sourceId: number; paths: string[] },
  signal: AbortSignal,
): Promise<void> {
  const source = await needs.openSource(sourceId)
  if (!source) return
  const unread = await findPending(needs.db, { sourceId, paths })
  await withTrouble(needs.db, sourceId, () => readAll(needs, source, unread, signal))
  await needs.enqueue(needs.db, 'group-duplicates', { sourceId }, { key: String(sourceId) })
}

async function readAll(
  needs: IndexNeeds,
  source: IngestSource,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const done: Reading[] = []
  try {
    await forEachConcurrently(paths, needs.readsAtOnce, async (path) => {
      signal.throwIfAborted()
      done.push(await readAsset(needs.reader, source, { path }, signal))
      if (done.length >= SAVE_BATCH) await save(needs, source, done.splice(0))
    })
  } finally {
    await save(needs, source, done)
  }
}

type SaveNeeds = Pick<IndexNeeds, 'db' | 'keepStills' | 'purge'>

/** Of PostgreSQL: data exceptions, and what is larger than it takes. */
const ABOUT_THE_DATA = /^(22|54)/

/**
 * Saves together what was read. A file whose facts the database does not take keeps no other out: it ends with
 * an error of its own.
 */
export async function save(
  needs: SaveNeeds,
  source: IngestSource,
  readings: Reading[],
): Promise<void> {
  try {
    await saveTogether(needs, source, readings)
  } catch (error) {
    const isOurs = error instanceof Error && 'code' in error
    if (!isOurs || !ABOUT_THE_DATA.test(String(error.code))) throw error
    const [first] = readings
    if (readings.length > 1) for (const reading of readings) await save(needs, source, [reading])
    else if (first?.kind !== 'read') throw error
    else await saveTogether(needs, source, [unstorable(first.file)])
  }
}

function unstorable(file: OriginFile): Reading {
  return { kind: 'unreadable', file, error: 'The file says things that cannot be stored.' }
}

/** One transaction for a few files; their stills first, so that the grid has them when the assets appear. */
async function saveTogether(
  needs: SaveNeeds,
  source: IngestSource,
  readings: Reading[],
): Promise<void> {
  if (readings.length === 0) return
  for (const reading of readings) {
    if (reading.kind === 'read') await needs.keepStills(source, reading.file, reading.facts)
  }
  const sourceId = source.id
  const gone = readings.flatMap((reading) => (reading.kind === 'gone' ? [reading.path] : []))
  const seen = readings.filter((reading) => reading.kind !== 'gone')
  await needs.db.transaction().execute(async (tx) => {
    // A file may have changed after it was listed: the index has to know the state that was read.
    await ensureAssets(tx, { sourceId, files: seen.map(({ file }) => file) })
    await saveReads(tx, { sourceId, reads: seen.map(toRead) })
    await removeAssets(tx, { sourceId, paths: gone })
    await settleUploads(tx, { sourceId, paths: readings.map(pathOf) })
    if (seen.length > 0) await clearOriginTrouble(tx, sourceId)
  })
  for (const path of gone) await needs.purge(source.publicId, path)
}

function pathOf(reading: Reading): string {
  return reading.kind === 'gone' ? reading.path : reading.file.path
}

function toRead(reading: Exclude<Reading, { kind: 'gone' }>): AssetRead {
  const { path, etag } = reading.file
  return reading.kind === 'read'
    ? { path, etag, facts: reading.facts }
    : { path, etag, error: reading.error }
}
