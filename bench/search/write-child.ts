import { once } from 'node:events'
import type { Kysely } from 'kysely'
import { ensureAssets } from '../../server/catalog/assets.ts'
import { type AssetFacts, type AssetRead, saveReads } from '../../server/catalog/save-reads.ts'
import { openDatabase } from '../../server/db/connection.ts'
import type { Database } from '../../server/db/tables.ts'
import { type MadeAsset, makeAsset } from './assets.ts'
import { TAGS } from './vocabulary.ts'

/** A process that writes new assets as a worker does: its argument is a WriteTask as JSON. */
export interface WriteTask {
  url: string
  sourceId: number
  /** The first asset of each batch, by its number. */
  firsts: number[]
  /** Assets of a batch. */
  count: number
  /** So many batches come before those that are measured. */
  unmeasured: number
}

/** What it took to write those that are measured, in milliseconds. */
export interface WriteTimes {
  listed: number
  read: number
}

async function main(task: WriteTask): Promise<void> {
  const { db, close } = openDatabase(task.url, { maxConnections: 1 })
  const batches = task.firsts.map((first) =>
    Array.from({ length: task.count }, (_, at) => makeAsset(first + at, 0)),
  )
  await write(db, task.sourceId, batches.slice(0, task.unmeasured))
  process.send?.('ready')
  await once(process, 'message')
  process.send?.(await write(db, task.sourceId, batches.slice(task.unmeasured)))
  await close()
  process.disconnect()
}

async function write(
  db: Kysely<Database>,
  sourceId: number,
  batches: MadeAsset[][],
): Promise<WriteTimes> {
  const times = { listed: 0, read: 0 }
  for (const made of batches) {
    const begin = performance.now()
    await addListed(db, sourceId, made)
    const listed = performance.now()
    await addRead(db, sourceId, made)
    times.listed += listed - begin
    times.read += performance.now() - listed
  }
  return times
}

async function addListed(db: Kysely<Database>, sourceId: number, made: MadeAsset[]) {
  const files = made.map(({ path, sizeBytes, created }) => ({
    path,
    sizeBytes,
    etag: 'bench',
    modifiedAt: created,
  }))
  await ensureAssets(db, { sourceId, files })
}

async function addRead(db: Kysely<Database>, sourceId: number, made: MadeAsset[]) {
  const reads = made.map((asset): AssetRead => {
    return { path: asset.path, etag: 'bench', facts: toFacts(asset) }
  })
  await db.transaction().execute((tx) => saveReads(tx, { sourceId, reads }))
}

/** As a file says it of itself: its tags are keywords, its categories nobody knows. */
function toFacts(asset: MadeAsset): AssetFacts {
  const { contentType, mediaKind, width, height, orientation, frames, taken, metadata } = asset
  const colors = Object.entries(asset.colors?.dominant_colors ?? {})
  return {
    ...{ contentType, mediaKind, width, height, orientation, frames, metadata },
    ...{ displayWidth: width, displayHeight: height, takenAt: taken },
    ...{ format: 'jpeg', hasAlpha: false, bitsPerChannel: 8, colorModel: 'RGB' },
    ...{ colorProfile: null, dpiWidth: null, dpiHeight: null, durationSeconds: null },
    ...{ location: null, title: asset.name, description: asset.description },
    contentHash: asset.contentHash,
    keywords: [...asset.tags.keys()].map((tag) => TAGS[tag] ?? ''),
    pixels: asset.colors && {
      colors: colors.map(([hex, share]) => ({ hex, share })),
      namedColors: asset.colors.named_colors,
      averageLuminance: asset.colors.average_luminance,
      blurhash: 'LEHV6nWB2yk8pyo0adR*.7kCMdnj',
      perceptualHash: asset.perceptualHash,
    },
  }
}

await main(JSON.parse(process.argv[2] ?? ''))
