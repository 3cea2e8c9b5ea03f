import { readFile } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import type { PoolClient } from 'pg'
import { ensureLabels, type LabelKind } from '../../server/catalog/labels/labels.ts'
import { writeSearchRows } from '../../server/catalog/search/search-rows.ts'
import { openDatabase } from '../../server/db/connection.ts'
import type { Database, Db } from '../../server/db/tables.ts'
import { type MadeAsset, makeAsset } from './assets.ts'
import { type CopyValue, copyIn, writeCopyRow } from './copy-in.ts'
import { type LinkedPhotos, linkPhoto } from './linked-photos.ts'
import { CATEGORIES, FIELDS, TAGS } from './vocabulary.ts'

/** One of the processes that load the made library, side by side: its argument is a LoadTask as JSON. */
export interface LoadTask {
  url: string
  accountId: number
  /** In the order of SOURCE_SHARES. */
  sourceIds: number[]
  /** Assets 0 to `assets` - 1, of which this process takes every `processes`-th batch, from its `turn` on. */
  assets: number
  processes: number
  turn: number
  /** A file with LinkedPhotos as JSON: the assets have files, and all are in the first source. */
  photosFile: string | null
}

/** Told after each batch. */
export interface LoadProgress {
  loaded: number
}

const BATCH = 2000

async function main(task: LoadTask): Promise<void> {
  const { db, pool, close } = openDatabase(task.url, { maxConnections: 1 })
  const labels = await findLabels(db, task.accountId)
  const linked: LinkedPhotos | null =
    task.photosFile === null ? null : JSON.parse(await readFile(task.photosFile, 'utf8'))
  const source = linked ? 0 : undefined
  for (let from = task.turn * BATCH; from < task.assets; from += task.processes * BATCH) {
    const count = Math.min(BATCH, task.assets - from)
    const made = Array.from({ length: count }, (_, at) => makeAsset(from + at, source))
    const client = await pool.connect()
    await addAssets(client, made, { ...task, labels, linked })
    client.release()
    await indexAssets(
      db,
      made.map(({ number }) => idOf(number)),
    )
    const progress: LoadProgress = { loaded: count }
    process.send?.(progress)
  }
  await close()
  process.disconnect()
}

async function indexAssets(db: Kysely<Database>, ids: number[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`set local synchronous_commit = off`.execute(tx)
    await writeSearchRows(tx, ids)
  })
}

function idOf(number: number): number {
  return number + 1
}

interface Labels {
  tags: readonly number[]
  categories: readonly number[]
  fields: readonly number[]
}

/** Ids, in the order of vocabulary.ts. */
async function findLabels(db: Db, accountId: number): Promise<Labels> {
  const find = async (kind: LabelKind, labels: readonly string[]) => {
    const ids = await ensureLabels(db, { kind, accountId, labels })
    return labels.map((label) => ids.get(label) ?? 0)
  }
  return {
    tags: await find('tag', TAGS),
    categories: await find('category', CATEGORIES),
    fields: await find(
      'custom_field_key',
      FIELDS.map(({ key }) => key),
    ),
  }
}

async function addAssets(
  client: PoolClient,
  made: readonly MadeAsset[],
  known: { sourceIds: readonly number[]; labels: Labels; linked: LinkedPhotos | null },
): Promise<void> {
  const sourceIdOf = ({ source }: MadeAsset) => known.sourceIds[source] ?? 0
  const rows = made.map((asset) => {
    const row = toRow(asset, sourceIdOf(asset), known.labels)
    return known.linked ? linkPhoto(row, known.linked) : row
  })
  await copyRows(client, 'assets', rows)
  const hashes = made.map((asset) => ({
    asset_id: idOf(asset.number),
    source_id: sourceIdOf(asset),
    content_hash: `\\x${asset.contentHash}`,
    perceptual_hash:
      asset.perceptualHash && BigInt.asIntN(64, BigInt(`0x${asset.perceptualHash}`)).toString(),
  }))
  await copyRows(client, 'asset_hashes', hashes)
}

async function copyRows(client: PoolClient, table: string, rows: Record<string, CopyValue>[]) {
  const columns = Object.keys(rows[0] ?? {})
  const lines = rows.map((row) => writeCopyRow(Object.values(row)))
  await copyIn(client, `${table} (${columns.join(', ')})`, lines)
}

/** As the index has an asset that was listed, read, analysed and edited. */
function toRow(asset: MadeAsset, sourceId: number, labels: Labels): Record<string, CopyValue> {
  const [adult, medical, racy, spoof, violence] = asset.alerts
  const etag = `"${(asset.number * 7919).toString(16)}"`
  return {
    id: idOf(asset.number),
    source_id: sourceId,
    origin_path: asset.path,
    status: 'indexed',
    etag,
    indexed_etag: etag,
    file_size: asset.sizeBytes,
    origin_modified_at: asset.created,
    indexed_at: asset.modified,
    date_created: asset.created,
    date_modified: asset.modified,
    date_taken: asset.taken,
    content_type: asset.contentType,
    media_kind: asset.mediaKind,
    media_width: asset.width,
    media_height: asset.height,
    orientation: asset.orientation,
    frame_count: asset.frames,
    has_alpha: asset.contentType === 'image/png',
    color_model: asset.colors && 'RGB',
    colors: asset.colors,
    blurhash: asset.colors && 'LEHV6nWB2yk8pyo0adR*.7kCMdnj',
    metadata: asset.metadata,
    face_count: asset.faces,
    warning_adult: adult ?? null,
    warning_medical: medical ?? null,
    warning_racy: racy ?? null,
    warning_spoof: spoof ?? null,
    warning_violence: violence ?? null,
    name: asset.name,
    description: asset.description,
    alt_text: asset.altText,
    alt_text_source: asset.altText && 'analysis',
    category_ids: asset.categories.map((category) => labels.categories[category] ?? 0),
    custom_fields: byId(asset.fields, labels.fields),
    tags: byId(asset.tags, labels.tags),
    edited_by_user: asset.edited,
  }
}

function byId<Value>(values: ReadonlyMap<number, Value>, ids: readonly number[]) {
  return Object.fromEntries(Array.from(values, ([at, value]) => [ids[at], value]))
}

process.on('disconnect', () => process.exit())
await main(JSON.parse(process.argv[2] ?? ''))
