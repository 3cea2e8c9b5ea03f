import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from './db/test-database.ts'
import { startDiskCache } from './lib/disk-cache.ts'
import { startPurging } from './purging.ts'
import { startRenderCache } from './render/cache.ts'

let database: TestDatabase
let folder = ''
before(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'vitrine-purging-'))
})
after(async () => {
  await database.close()
  await rm(folder, { recursive: true })
})

/** A process with a cache of its own; `heard` are the paths it was told to forget. */
async function startProcess(name: string) {
  const onError = assert.ifError
  const disk = await startDiskCache({
    folder: join(folder, name),
    maxBytes: 1e6,
    maxMemoryBytes: 1e6,
  })
  const cache = startRenderCache({ disk, revalidateSeconds: 60, onError })
  const heard: string[] = []
  const told = Promise.withResolvers<void>()
  const listening = Promise.withResolvers<void>()
  const purging = startPurging({
    databaseUrl: database.url,
    db: database.db,
    cache: {
      ...cache,
      purge: async (asset) => {
        heard.push(asset.path)
        told.resolve()
        return await cache.purge(asset)
      },
    },
    forgetSources: listening.resolve,
    onError,
  })
  const close = async () => {
    await purging.close()
    await disk.close()
  }
  return { purging, heard, told: told.promise, listening: listening.promise, close }
}

test('a purge reaches the other processes, whatever the path, and whatever else is said', async () => {
  const [one, other] = [await startProcess('one'), await startProcess('other')]
  const path = `${'\u0001'.repeat(2000)} ä "`
  const asking = setInterval(() => void one.purging.sourceChanged(), 50)
  await other.listening
  clearInterval(asking)
  await database.pool.query(`select pg_notify('vitrine', 'no JSON')`)
  await one.purging.purge('0123456789abcdef01234567', path)
  await other.told
  assert.deepEqual(other.heard, [path])
  await one.close()
  await other.close()
})
