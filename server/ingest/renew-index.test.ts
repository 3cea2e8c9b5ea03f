import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { ensureAssets } from '../catalog/assets.ts'
import { makeFacts, makeSource } from '../catalog/fixtures.ts'
import { saveReads } from '../catalog/save-reads.ts'
import { type Locks, openLocks } from '../db/locks.ts'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { renewIndex, startRenewingIndex } from './renew-index.ts'

let database: TestDatabase
let locks: Locks
before(async () => {
  database = await createTestDatabase()
  locks = openLocks(database.url)
})
after(async () => {
  await locks.close()
  await database.close()
})

const fail = (error: unknown) => assert.fail(String(error))

test('an index of an older Vitrine is brought up to date', async () => {
  const { db } = database
  const source = await makeSource(db)
  const taken = new Date('2020-02-02T10:00:00Z')
  const paths = Array.from({ length: 450 }, (_, at) => `folder/${at}.jpg`)
  const files = paths.map((path) => ({ path, etag: 'e', sizeBytes: 1, modifiedAt: new Date() }))
  await ensureAssets(db, { sourceId: source.id, files })
  const facts = makeFacts({ takenAt: taken, displayWidth: 12 })
  const reads = paths.map((path) => ({ path, etag: 'e', facts }))
  await saveReads(db, { sourceId: source.id, reads })
  const readRows = async () => {
    const { rows } = await sql`select * from asset_search order by asset_id`.execute(db)
    return rows
  }
  const expected = await readRows()
  // As a migration from an older version leaves it, and a build that was killed.
  await sql`update asset_search set index_version = 0, date_taken = 'epoch', media_width = null,
    fts = '' where asset_id % 10 > 0`.execute(db)
  await sql`drop index asset_search_taken, asset_search_path`.execute(db)
  await sql`create index asset_search_older_than_0 on asset_search (asset_id) where index_version < 0`.execute(
    db,
  )

  const seen: { built: string[]; renewed: number; left: number }[] = []
  const needs = {
    db,
    locks,
    onError: fail,
    onProgress: (progress: (typeof seen)[0]) => seen.push(progress),
  }
  const { signal } = new AbortController()
  await Promise.all([renewIndex(needs, signal), renewIndex(needs, signal)])

  assert.deepEqual(await readRows(), expected)
  assert.equal(seen[0]?.left, 405)
  assert.equal(seen.at(-1)?.left, 0)
  const { rows } = await sql<{ indexname: string }>`
    select indexname from pg_indexes where tablename = 'asset_search'`.execute(db)
  const names = rows.map(({ indexname }) => indexname)
  assert.ok(names.includes('asset_search_taken') && names.includes('asset_search_path'))
  assert.deepEqual(names.filter((name) => name.includes('older')).length, 1)
  assert.ok(!names.includes('asset_search_older_than_0'))
})

test('closing it ends it in the middle', async () => {
  const { db } = database
  await sql`update asset_search set index_version = 0`.execute(db)
  const renewing = startRenewingIndex({ db, locks, onProgress: () => {}, onError: fail })
  await renewing.close()
  await renewIndex({ db, locks, onProgress: () => {}, onError: fail }, new AbortController().signal)
  const { rows } = await sql`select 1 from asset_search where index_version = 0`.execute(db)
  assert.equal(rows.length, 0)
})
