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
  const config = { ...loadConfig({ PORT: '0', DATA_DIR: data }), DATABASE_URL: url }
  const app = await startApp(config, { folders: [folder], say: console.log })
  stack.defer(() => app.close())
  await untilIndexed(app)
  return await readAssets(url)
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

async function readAssets(url: string): Promise<IndexedFile[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query('select * from assets order by origin_path')
    return rows.map(presentAsset)
  } finally {
    await client.end()
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a row as the database has it, all of its columns
function presentAsset(row: any): IndexedFile {
  const { origin_path: path, status, error, metadata, file_facts: file } = row
  if (status !== 'indexed') return { path, status: 'error', error: error ?? status, facts: null }
  const hasAny = (group: object | undefined) => Object.keys(group ?? {}).length > 0
  const { latitude, longitude } = row
  return {
    path,
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
