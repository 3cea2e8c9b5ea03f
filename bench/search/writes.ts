import { ensureAssets, removeAssets } from '../../server/catalog/assets.ts'
import { type AssetFacts, type AssetRead, saveReads } from '../../server/catalog/save-reads.ts'
import { type MadeAsset, makeAsset } from './assets.ts'
import { type ApiClient, queryOf } from './client.ts'
import type { Library } from './library.ts'
import { spreadOf } from './measure.ts'
import { type Random, whole } from './random.ts'
import { showMilliseconds } from './report.ts'
import { TAGS } from './vocabulary.ts'

const BATCH = 500
/** Numbers that no asset of a library has. */
const FIRST_NEW = 100_000_000

/** New assets, as a listing and reading them write them, batch by batch, with all indexes in place. */
export async function measureBatches(library: Library, writers: number): Promise<string> {
  const sourceId = library.sources[0]?.id ?? 0
  const batches = Array.from({ length: 10 * writers }, (_, at) => makeBatch(at))
  const waiting = batches.values()
  const times = { listed: 0, read: 0 }
  const write = async () => {
    for (const made of waiting) {
      const begin = performance.now()
      await addListed(library, sourceId, made)
      const listed = performance.now()
      await addRead(library, sourceId, made)
      times.listed += listed - begin
      times.read += performance.now() - listed
    }
  }
  const begin = performance.now()
  await Promise.all(Array.from({ length: writers }, write))
  const seconds = (performance.now() - begin) / 1000
  await removeNew(library, sourceId, batches.flat())
  const assets = batches.length * BATCH
  const rate = (milliseconds: number) =>
    Math.round((writers * assets * 1000) / milliseconds).toLocaleString('en')
  return `| ${writers} | ${rate(times.read)} | ${rate(times.listed)} | ${Math.round(assets / seconds).toLocaleString('en')} |`
}

function makeBatch(number: number): MadeAsset[] {
  return Array.from({ length: BATCH }, (_, at) => makeAsset(FIRST_NEW + BATCH * number + at, 0))
}

async function addListed({ database: { db } }: Library, sourceId: number, made: MadeAsset[]) {
  const files = made.map(({ path, sizeBytes, created }) => ({
    path,
    sizeBytes,
    etag: 'bench',
    modifiedAt: created,
  }))
  await ensureAssets(db, { sourceId, files })
}

async function addRead({ database: { db } }: Library, sourceId: number, made: MadeAsset[]) {
  const reads = made.map((asset): AssetRead => {
    return { path: asset.path, etag: 'bench', facts: toFacts(asset) }
  })
  await db.transaction().execute((tx) => saveReads(tx, { sourceId, reads }))
}

async function removeNew({ database: { db } }: Library, sourceId: number, made: MadeAsset[]) {
  await removeAssets(db, { sourceId, paths: made.map(({ path }) => path) })
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

interface Editing {
  client: ApiClient
  library: Library
  random: Random
  edits: number
}

/** Descriptions changed through the API one by one; the very next search has to find each by its new word. */
export async function measureEdits(editing: Editing): Promise<string> {
  const { client, library, random, edits } = editing
  const times: { edit: number[]; search: number[] } = { edit: [], search: [] }
  let found = 0
  for (let at = 0; at < edits; at += 1) {
    const { source, path, description } = makeAsset(whole(random, library.assets))
    const base = `/sources/${library.sources[source]?.publicId}/assets`
    const address = `${base}/${path.split('/').map(encodeURIComponent).join('/')}`
    const word = `benchword${at}x${Date.now().toString(36)}`
    const edited = await describeAsset(client, address, `${word} ${description ?? ''}`)
    const searched = await client.get(`${base}?${queryOf({ 'filter[keyword]': word })}`)
    times.edit.push(edited.milliseconds)
    times.search.push(searched.milliseconds)
    if (searched.body?.data?.[0]?.attributes.origin_path === `/${path}`) found += 1
    await describeAsset(client, address, description)
  }
  const [edit, search] = [spreadOf(times.edit), spreadOf(times.search)]
  const show = ({ p50, p95, p99, max }: typeof edit) =>
    [p50, p95, p99, max].map(showMilliseconds).join(' / ')
  return `${edits} single edits through the API, p50 / p95 / p99 / max in ms: ${show(edit)}. The very next search found ${found} of them by their new word, in ${show(search)}.`
}

async function describeAsset(client: ApiClient, address: string, description: string | null) {
  const data = { type: 'assets', attributes: { description } }
  const answer = await client.send('PATCH', address, { data })
  if (answer.status !== 200) throw new Error(`PATCH ${address}: ${JSON.stringify(answer.body)}`)
  return answer
}
