import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, afterEach, before, beforeEach, describe, test } from 'node:test'
import sharp from 'sharp'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { startMediaReader } from '../imaging/media-reader.ts'
import type { JobName, JobPayloads } from '../jobs/jobs.ts'
import type { Enqueue, EnqueueAll } from '../jobs/queue.ts'
import { Failure } from '../lib/failures.ts'
import { localFolder } from '../origins/local/local-folder.ts'
import type { Origin } from '../origins/origin.ts'
import { indexAssets } from './index-assets.ts'
import { listOrigin } from './list-origin.ts'
import type { IngestNeeds } from './needs.ts'
import { noteRenderedFiles } from './on-render.ts'
import { refreshAsset } from './refresh-asset.ts'

/** Real database, real files, real decoding; the queue is a list that the test works off itself. */

const reader = startMediaReader({ processes: 1 })
let database: TestDatabase
let folder = ''
let sourceId = 0
let publicId = ''
let origin: Origin
let jobs: { name: JobName; payload: JobPayloads[JobName] }[] = []
let reads: string[] = []
let purged: string[] = []
const never = new AbortController().signal

before(async () => {
  database = await createTestDatabase()
  await database.pool.query(`insert into accounts (name) values ('test')`)
})
after(async () => {
  await reader.close()
  await database.close()
})

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vitrine-ingest-'))
  origin = localFolder(folder)
  const { rows } = await database.pool.query(
    `insert into sources (public_id, account_id, name, deployment, secure_url_token)
     select substr(md5(random()::text), 1, 24), id, 'test', '{}', '' from accounts returning id, public_id`,
  )
  sourceId = rows[0].id
  publicId = rows[0].public_id
  jobs = []
  reads = []
  purged = []
})
afterEach(async () => {
  await origin.close()
  await rm(folder, { recursive: true, force: true })
})

const enqueue: Enqueue = async (_db, name, payload) => {
  jobs.push({ name, payload })
}
const enqueueAll: EnqueueAll = async (_db, name, payloads) => {
  for (const payload of payloads) jobs.push({ name, payload })
}

function needs(over: Partial<IngestNeeds> = {}): IngestNeeds {
  return {
    db: database.db,
    enqueue,
    enqueueAll,
    openSource: async (id) => ({ id, publicId: 'a'.repeat(24), origin }),
    reader: {
      ...reader,
      read: (file, signal) => {
        reads.push(file.slice(folder.length + 1))
        return reader.read(file, signal)
      },
    },
    readsAtOnce: 2,
    keepStills: async () => {},
    analyzes: true,
    purge: async (_source, path) => {
      purged.push(path)
    },
    ...over,
  }
}

async function put(path: string, color: string): Promise<void> {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await sharp({ create: { width: 40, height: 20, channels: 3, background: color } })
    .jpeg()
    .toFile(file)
}

async function list(): Promise<void> {
  await listOrigin(needs(), { sourceId }, never)
}

async function workOff(over: Partial<IngestNeeds> = {}): Promise<void> {
  for (const { payload } of jobs.splice(0)) {
    if ('paths' in payload) await indexAssets(needs(over), payload, never)
  }
}

async function assets(): Promise<Record<string, string>> {
  const rows = await database.db
    .selectFrom('assets')
    .select(['origin_path', 'status'])
    .where('source_id', '=', sourceId)
    .orderBy('origin_path')
    .execute()
  return Object.fromEntries(rows.map(({ origin_path, status }) => [origin_path, status]))
}

describe('listing and indexing', () => {
  test('everything in the folder is found and read once', async () => {
    await put('a.jpg', 'red')
    await put('b/c.jpg', 'green')
    await list()
    assert.deepEqual(await assets(), { 'a.jpg': 'pending', 'b/c.jpg': 'pending' })
    await workOff()
    assert.deepEqual(await assets(), { 'a.jpg': 'indexed', 'b/c.jpg': 'indexed' })
    assert.deepEqual(reads.toSorted(), ['a.jpg', 'b/c.jpg'])
  })

  test('unchanged files are not read again, changed are, vanished are removed', async () => {
    for (const path of ['kept.jpg', 'changed.jpg', 'gone.jpg']) await put(path, 'red')
    await list()
    await workOff()
    reads = []
    await put('changed.jpg', 'blue')
    await utimes(join(folder, 'changed.jpg'), new Date(), new Date(Date.now() + 5000))
    await rm(join(folder, 'gone.jpg'))
    await put('new.jpg', 'green')
    await list()
    await workOff()
    assert.deepEqual(reads.toSorted(), ['changed.jpg', 'new.jpg'])
    assert.deepEqual(await assets(), {
      'changed.jpg': 'indexed',
      'kept.jpg': 'indexed',
      'new.jpg': 'indexed',
    })
  })

  test('a file that cannot be read becomes an asset with a readable error', async () => {
    await put('good.jpg', 'red')
    await writeFile(join(folder, 'broken.jpg'), 'this is no picture')
    await list()
    await workOff()
    assert.deepEqual(await assets(), { 'broken.jpg': 'error', 'good.jpg': 'indexed' })
    const { rows } = await database.pool.query(
      `select error from assets where source_id = $1 and status = 'error'`,
      [sourceId],
    )
    assert.match(rows[0].error, /\.$/)
  })

  test('a file that says what cannot be stored keeps no other out', async () => {
    for (const path of ['a.jpg', 'b.jpg', 'c.jpg']) await put(path, 'red')
    await list()
    const read: IngestNeeds['reader']['read'] = async (file, signal) => {
      const facts = await reader.read(file, signal)
      return file.endsWith('b.jpg') ? { ...facts, orientation: 70_000 } : facts
    }
    await workOff({ reader: { ...reader, read } })
    assert.deepEqual(await assets(), { 'a.jpg': 'indexed', 'b.jpg': 'error', 'c.jpg': 'indexed' })
  })

  test('a job that was killed half-way reads only what is left', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await put(`${name}.jpg`, 'red')
    await list()
    const [job] = jobs
    const failing = {
      ...reader,
      read: (file: string, signal?: AbortSignal) =>
        /[cd]\.jpg$/.test(file)
          ? Promise.reject(new Failure('origin_unreachable', 'The Origin does not answer.'))
          : reader.read(file, signal),
    }
    await assert.rejects(workOff({ reader: failing }))
    const afterFailure = await assets()
    assert.equal(afterFailure['a.jpg'], 'indexed')
    assert.equal(afterFailure['d.jpg'], 'pending')
    reads = []
    jobs = job ? [job] : []
    await workOff()
    assert.equal(reads.includes('a.jpg'), false)
    assert.deepEqual([...new Set(Object.values(await assets()))], ['indexed'])
  })

  test('what becomes known while a listing is under way is not taken for gone', async () => {
    await put('a.jpg', 'red')
    await put('c.jpg', 'red')
    const openSource = async (id: number) => ({
      id,
      publicId,
      origin: {
        ...origin,
        async *list() {
          const files = [await origin.stat('a.jpg'), await origin.stat('c.jpg')]
          await put('b.jpg', 'green')
          await refreshAsset(needs(), { sourceId, path: 'b.jpg' }, never)
          yield files.filter((file) => file !== null)
        },
      },
    })
    await listOrigin(needs({ openSource }), { sourceId }, never)
    assert.deepEqual(Object.keys(await assets()), ['a.jpg', 'b.jpg', 'c.jpg'])
  })

  test('a file that changed after it was listed is indexed as it is now', async () => {
    await put('a.jpg', 'red')
    await list()
    await put('a.jpg', 'blue')
    await utimes(join(folder, 'a.jpg'), new Date(), new Date(Date.now() + 5000))
    await workOff()
    assert.deepEqual(await assets(), { 'a.jpg': 'indexed' })
  })

  test('a file that was deleted after it was listed is no asset', async () => {
    await put('a.jpg', 'red')
    await list()
    await rm(join(folder, 'a.jpg'))
    await workOff()
    assert.deepEqual(await assets(), {})
    assert.deepEqual(purged, ['a.jpg'])
  })
})

describe('refresh', () => {
  test('pulls in a file that was never known, reads a known one again, purges both times', async () => {
    await put('a.jpg', 'red')
    await refreshAsset(needs(), { sourceId, path: 'a.jpg' }, never)
    await refreshAsset(needs(), { sourceId, path: 'a.jpg' }, never)
    assert.deepEqual(await assets(), { 'a.jpg': 'indexed' })
    assert.equal(reads.length, 2)
    assert.deepEqual(purged, ['a.jpg', 'a.jpg'])
  })

  test('a file that is gone is removed', async () => {
    await put('a.jpg', 'red')
    await refreshAsset(needs(), { sourceId, path: 'a.jpg' }, never)
    await rm(join(folder, 'a.jpg'))
    await refreshAsset(needs(), { sourceId, path: 'a.jpg' }, never)
    assert.deepEqual(await assets(), {})
  })
})

test('a rendered file that was not known is indexed, once', async () => {
  await put('a.jpg', 'red')
  const file = await origin.stat('a.jpg')
  assert.ok(file)
  assert.ok((await stat(join(folder, 'a.jpg'))).size > 0)
  const rendered = noteRenderedFiles({ ...needs(), newAssetsPerMonth: 10 }, (error) =>
    assert.fail(String(error)),
  )
  rendered.note(publicId, file)
  rendered.note(publicId, file)
  await rendered.settled()
  assert.equal(jobs.length, 1)
  await workOff()
  assert.deepEqual(await assets(), { 'a.jpg': 'indexed' })
  const again = noteRenderedFiles({ ...needs(), newAssetsPerMonth: 10 }, (error) =>
    assert.fail(String(error)),
  )
  again.note(publicId, file)
  await again.settled()
  assert.ok(!jobs.some(({ name }) => name === 'index-assets'))
})

test('past the month’s number rendered files are noted no more, and that is said once', async () => {
  const files = Array.from({ length: 250 }, (_, index) => {
    return { path: `${1000 + index}.jpg`, etag: 'e', sizeBytes: 1, modifiedAt: new Date(0) }
  })
  const { rows } = await database.pool.query(
    `with other as (insert into accounts (name) values ('other') returning id)
     update sources set account_id = other.id from other where sources.id = $1 returning 1`,
    [sourceId],
  )
  assert.equal(rows.length, 1)
  const said: unknown[] = []
  const rendered = noteRenderedFiles({ ...needs(), newAssetsPerMonth: 120 }, (error) =>
    said.push(error),
  )
  for (const file of files) rendered.note(publicId, file)
  await rendered.settled()
  assert.equal(Object.keys(await assets()).length, 120)
  assert.equal(jobs.flatMap(({ payload }) => ('paths' in payload ? payload.paths : [])).length, 120)
  assert.equal(said.length, 1)
  assert.match(String(said[0]), /RENDERED_ASSETS_PER_MONTH/)
})
