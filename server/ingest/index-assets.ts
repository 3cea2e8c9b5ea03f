import { ANALYSIS_PRIORITY, type AnalysisOrder, countWaiting } from '../catalog/analysis/queue.ts'
import { ensureAssets, findPending, removeAssets } from '../catalog/assets.ts'
import { clearOriginTrouble } from '../catalog/origin-troubles.ts'
import { type AssetRead, saveReads } from '../catalog/save-reads.ts'
import { isAboutTheData } from '../catalog/storable.ts'
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
  | 'db'
  | 'enqueue'
  | 'openSource'
  | 'reader'
  | 'readsAtOnce'
  | 'keepStills'
  | 'analyzes'
  | 'purge'
  | 'tell'
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
  const still = await wantsStills(needs, source)
  try {
    await forEachConcurrently(paths, needs.readsAtOnce, async (path) => {
      signal.throwIfAborted()
      done.push(await readAsset(needs.reader, source, { path, still }, signal))
      if (done.length >= SAVE_BATCH) await save(needs, source, done.splice(0))
    })
  } finally {
    await save(needs, source, done)
  }
}

/** More stills than analysis comes to soon would push renderings out of the cache, and slow down the reading of many. */
const MOST_WAITING = { onDisk: 200, elsewhere: 20_000 }

/** Without one, analysis reads the file once more: which is cheap unless it has to be fetched again. */
async function wantsStills(
  { db, analyzes }: Pick<IndexNeeds, 'db' | 'analyzes'>,
  { origin }: IngestSource,
): Promise<boolean> {
  const most = origin.localFile ? MOST_WAITING.onDisk : MOST_WAITING.elsewhere
  return analyzes && (await countWaiting(db, most)) < most
}

type SaveNeeds = Pick<IndexNeeds, 'db' | 'keepStills' | 'analyzes' | 'purge' | 'tell'>
/** How analysis is to be asked for what was read. */
type Urgency = Omit<AnalysisOrder, 'sourceId'>
const WHEN_READ: Urgency = { priority: ANALYSIS_PRIORITY.fresh, forced: false }

/**
 * Saves together what was read. A file whose facts the database does not take keeps no other out: it ends with
 * an error of its own.
 */
export async function save(
  needs: SaveNeeds,
  source: IngestSource,
  readings: Reading[],
  urgency: Urgency = WHEN_READ,
): Promise<void> {
  const together = (some: Reading[]) => saveTogether(needs, source, some, urgency)
  try {
    await together(readings)
  } catch (error) {
    if (!isAboutTheData(error)) throw error
    const [first] = readings
    if (readings.length > 1)
      for (const reading of readings) await save(needs, source, [reading], urgency)
    else if (first?.kind !== 'read') throw error
    else await together([unstorable(first.file)])
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
  urgency: Urgency,
): Promise<void> {
  if (readings.length === 0) return
  for (const reading of readings) {
    if (reading.kind === 'read') await needs.keepStills(source, reading.file, reading.facts)
  }
  const sourceId = source.id
  const gone = readings.flatMap((reading) => (reading.kind === 'gone' ? [reading.path] : []))
  const seen = readings.filter((reading) => reading.kind !== 'gone')
  const { added, settled } = await needs.db.transaction().execute(async (tx) => {
    // A file may have changed after it was listed: the index has to know the state that was read.
    const unknown = await ensureAssets(tx, { sourceId, files: seen.map(({ file }) => file) })
    const analysis = needs.analyzes ? urgency : null
    await saveReads(tx, { sourceId, reads: seen.map(toRead), analysis })
    await removeAssets(tx, { sourceId, paths: gone })
    const settled = await settleUploads(tx, { sourceId, paths: readings.map(pathOf) })
    if (seen.length > 0) await clearOriginTrouble(tx, sourceId)
    return { added: unknown.length, settled }
  })
  const changed = seen.map(pathOf)
  needs.tell?.(sourceId, { kind: 'assets', added, changed, removed: gone.length })
  needs.tell?.(sourceId, { kind: 'source' })
  if (settled > 0) needs.tell?.(sourceId, { kind: 'upload' })
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
