import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { type App, startApp } from '../server/app.ts'
import { loadConfig } from '../server/config.ts'
import { startEmbeddedPostgres } from '../server/db/embedded-postgres.ts'
import type { IndexedFile } from './corpus-truth.ts'

/** Runs a Vitrine of its own on the folder until everything is indexed, and reads what its database then says. */
export async function readIndexed(folder: string): Promise<IndexedFile[]> {
  await using stack = new AsyncDisposableStack()
  const data = await mkdtemp(join(tmpdir(), 'vitrine-corpus-'))
  stack.defer(() => rm(data, { recursive: true, force: true }))
  const postgres = await startEmbeddedPostgres(join(data, 'postgres'))
  stack.defer(() => postgres.stop())
  const url = postgres.url('postgres')
  // reached by a socket, which is no address that a setting could have
  const config = {
    ...loadConfig({ PORT: '0', DATA_DIR: data, ANALYSIS: 'off' }),
    DATABASE_URL: url,
  }
  const app = await startApp(config, { folders: [folder], say: console.log })
  stack.defer(() => app.close())
  await untilIndexed(app)
  const { host, assets } = await readAssets(url)
  return await renderAll({ address: app.address, host }, assets)
}

async function untilIndexed(app: App): Promise<void> {
  for (let shown = -1; ; await sleep(500)) {
    const [source] = await app.indexState()
    if (!source) throw new Error('The folder did not become a Source.')
    const { state, found, indexed, failed, pending, error } = source.indexing
    if (state === 'failed') throw new Error(`The folder cannot be listed: ${error}`)
    const done = indexed + failed
    if (done !== shown) console.log(`${done} of ${found} read, ${failed} with an error`)
    if (state === 'idle' && found > 0 && pending === 0) return
    shown = done
  }
}

interface Asset extends IndexedFile {
  /** Whether Vitrine could decode it. */
  hasPixels: boolean
}

/** Asks for a small rendering of everything that has pixels, two at a time. */
async function renderAll({ address, host }: { address: string; host: string }, assets: Asset[]) {
  const waiting = assets.filter(({ hasPixels }) => hasPixels)
  const render = async () => {
    for (let asset = waiting.pop(); asset; asset = waiting.pop()) {
      const path = asset.path.split('/').map(encodeURIComponent).join('/')
      const response = await fetch(`${address}/render/${host}/${path}?w=320&auto=format`)
      await response.arrayBuffer()
      asset.rendered = response.status
      if (waiting.length % 100 === 0) console.log(`${waiting.length} left to render`)
    }
  }
  await Promise.all([render(), render()])
  return assets
}

async function readAssets(url: string): Promise<{ host: string; assets: Asset[] }> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query('select * from assets order by origin_path')
    const hosts = await client.query('select host from source_hosts')
    return { host: hosts.rows[0].host, assets: rows.map(presentAsset) }
  } finally {
    await client.end()
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a row as the database has it, all of its columns
function presentAsset(row: any): Asset {
  const { origin_path: path, status, error, metadata, file_facts: file } = row
  const common = { path, rendered: null, hasPixels: row.blurhash !== null }
  if (status !== 'indexed') {
    return { ...common, status: 'error', error: error ?? status, facts: null }
  }
  const hasAny = (group: object | undefined) => Object.keys(group ?? {}).length > 0
  const { latitude, longitude } = row
  return {
    ...common,
    status,
    error: null,
    facts: {
      mediaKind: row.media_kind,
      format: file.format,
      width: file.width,
      height: file.height,
      displayWidth: row.media_width,
      displayHeight: row.media_height,
      orientation: row.orientation,
      frames: row.frame_count,
      hasAlpha: row.has_alpha,
      colorModel: row.color_model,
      colorProfile: row.color_profile,
      dpiWidth: row.dpi_width,
      dpiHeight: row.dpi_height,
      takenAt: row.date_taken,
      zone: metadata?.exif?.OffsetTimeOriginal ?? null,
      location: latitude === null ? null : { latitude, longitude },
      hasExif: hasAny(metadata?.exif),
      hasIptc: hasAny(metadata?.iptc),
      hasXmp: hasAny(metadata?.xmp),
    },
  }
}
