import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { purgeBelow } from './catalog/source-purges.ts'
import { createSource } from './catalog/sources.ts'
import { createTestDatabase, type TestDatabase } from './db/test-database.ts'
import { startDiskCache } from './lib/disk-cache.ts'
import { secretBox } from './lib/secret-box.ts'
import { openSources } from './open-sources.ts'
import { readNetworkAllowList } from './origins/network-guard.ts'
import { startPurging } from './purging.ts'
import { freshnessOf, startRenderCache, variantOf } from './render/cache.ts'
import { readParams } from './render/params/index.ts'

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

const onError = assert.ifError

async function startCache(name: string) {
  const disk = await startDiskCache({
    folder: join(folder, name),
    maxBytes: 1e6,
    maxMemoryBytes: 1e6,
  })
  return { disk, cache: startRenderCache({ disk, revalidateSeconds: 60, onError }) }
}

/** A process with a cache of its own; `heard` are the paths it was told to forget. */
async function startProcess(name: string) {
  const { cache, disk } = await startCache(name)
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

const box = secretBox(randomBytes(32))

/** A process that renders, with a cache and a memory of Sources of its own. */
async function startRenderProcess(name: string) {
  const { db, url: databaseUrl } = database
  const { cache, disk } = await startCache(name)
  const allowPrivate = readNetworkAllowList('')
  const sources = openSources({ db, secretBox: box, allowPrivate, onError })
  const told = Promise.withResolvers<void>()
  const forgetSources = () => {
    sources.forget()
    told.resolve()
  }
  const purging = startPurging({ databaseUrl, db, cache, forgetSources, onError })
  /** Says what was rendered when: `body` is what a rendering has to show now. */
  const show = async (path: string, body: string) => {
    const opened = await sources.byHost({ kind: 'subdomain', host: 'many' })
    assert.ok(opened)
    const asset = { sourceId: opened.source.publicId, path }
    const file = { path, etag: 'same', sizeBytes: 1, modifiedAt: new Date(0) }
    const fresh = freshnessOf(opened.source.purges, path)
    const variant = variantOf(asset, readParams('w=10', {}), null)
    const render = async () => ({ body: Buffer.from(body), meta: { originEtag: 'same' } })
    const entry = await cache.findOrRender({ variant, file, fresh }, render)
    return `${entry.body} ${variant.etag(file, fresh)}`
  }
  const close = async () => {
    await purging.close()
    await sources.close()
    await disk.close()
  }
  return { purging, show, told: told.promise, close }
}

test('purged by folder or as a whole, every process renders anew, with the same new ETag', async () => {
  const { db, pool } = database
  const { rows } = await pool.query("insert into accounts (name) values ('many') returning id")
  const source = await createSource(db, box, {
    accountId: rows[0].id,
    name: 'Many',
    deployment: { type: 'local', imgix_subdomains: ['many'], local_path: folder },
  })
  const purge = (prefix: string) => purgeBelow(db, { ...source, prefix })
  const all = [await startRenderProcess('a'), await startRenderProcess('b')] as const
  const [one, other] = all
  const showAll = async (body: string) => {
    const shown = ['trips/a.jpg', 'trip.jpg'].map((path) => all.map(({ show }) => show(path, body)))
    return await Promise.all(shown.map((each) => Promise.all(each)))
  }
  const [trips, trip] = await showAll('first')
  assert.equal(new Set(trips).size, 1)

  await purge('trips/')
  const asking = setInterval(() => void one.purging.sourceChanged(), 50)
  await Promise.all([one.told, other.told])
  clearInterval(asking)
  const [tripsThen, tripThen] = await showAll('second')
  assert.deepEqual(tripThen, trip)
  assert.equal(new Set(tripsThen).size, 1)
  assert.match(tripsThen?.[0] ?? '', /^second /)
  assert.notEqual(tripsThen?.[0]?.split(' ')[1], trips?.[0]?.split(' ')[1])
  // What has been made since is kept.
  assert.deepEqual(await showAll('third'), [tripsThen, tripThen])
  for (const { close } of all) await close()
})
