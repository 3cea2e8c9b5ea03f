import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { deleteSource as markDeleted } from '../catalog/delete-source.ts'
import { makeSource } from '../catalog/fixtures.ts'
import { beginListing } from '../catalog/listings.ts'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import type { Origin } from '../origins/origin.ts'
import { deleteSource } from './delete-source.ts'
import { listOrigin } from './list-origin.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())

async function fill(sourceId: number, count: number): Promise<void> {
  await sql`
    with made as (
      insert into assets (source_id, origin_path, etag, file_size, origin_modified_at, date_created,
        date_modified)
      select ${sourceId}, n || '.jpg', 'e', 1, now(), now(), now() from generate_series(1, ${count}::int) n
      returning id, source_id
    )
    insert into asset_search (asset_id, source_id, date_created, date_modified, file_size, path_folded,
      fts, index_version)
    select id, source_id, now(), now(), 1, '', '', 1 from made`.execute(database.db)
}

async function countOf(table: 'assets' | 'asset_search' | 'listings', id: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(table)} where source_id = ${id}`.execute(database.db)
  return rows[0]?.count ?? 0
}

test('a deleted Source goes in batches, goes on after a stop, and leaves others alone', async () => {
  const { db } = database
  const [gone, kept] = [await makeSource(db), await makeSource(db)]
  await fill(gone.id, 12_000)
  await fill(kept.id, 10)
  await beginListing(db, gone.id)
  await deleteSource({ db }, { sourceId: gone.id }, new AbortController().signal)
  assert.equal(await countOf('assets', gone.id), 12_000, 'nobody has deleted it yet')

  const { accountId, publicId } = gone
  assert.equal(await markDeleted(db, { accountId, publicId, name: 'Test' }), gone.id)
  const stop = new AbortController()
  const seen: number[] = []
  const onProgress = ({ removed }: { removed: number }) => {
    seen.push(removed)
    stop.abort(new Error('killed'))
  }
  const stopped = deleteSource({ db, onProgress }, { sourceId: gone.id }, stop.signal)
  await assert.rejects(stopped, /killed/)
  assert.deepEqual([seen, await countOf('assets', gone.id)], [[5000], 7000])

  for (const _time of [1, 2]) {
    await deleteSource({ db }, { sourceId: gone.id }, new AbortController().signal)
  }
  for (const table of ['assets', 'asset_search', 'listings'] as const) {
    assert.equal(await countOf(table, gone.id), 0, table)
  }
  const sources = await db.selectFrom('sources').select('id').execute()
  assert.deepEqual(sources, [{ id: kept.id }])
  assert.equal(await countOf('assets', kept.id), 10)
})

test('a listing that is under way adds nothing to a deleted Source', async () => {
  const { db } = database
  const { id, accountId, publicId } = await makeSource(db)
  const page = (name: string) => [{ path: name, etag: 'e', sizeBytes: 1, modifiedAt: new Date() }]
  const origin: Origin = {
    async *list() {
      yield page('a.jpg')
      await markDeleted(db, { accountId, publicId, name: 'Test' })
      yield page('b.jpg')
    },
    stat: async () => null,
    open: async () => null,
    close: async () => {},
  }
  const openSource = async () => ({ id, publicId, origin })
  const needs = { db, enqueueAll: async () => {}, openSource }
  const { signal } = new AbortController()
  await assert.rejects(listOrigin(needs, { sourceId: id }, signal), /stopped/)
  assert.equal(await countOf('assets', id), 1)
  await deleteSource({ db }, { sourceId: id }, signal)
  assert.equal(await countOf('assets', id), 0)
})

test('assets have a Source, which is not deleted while some are being added, and takes them with it', async () => {
  const { db, pool } = database
  await assert.rejects(fill(999_999, 2), { code: '23503' })
  const { id } = await makeSource(db)
  const adding = await pool.connect()
  await adding.query('begin')
  await adding.query(
    `insert into assets (source_id, origin_path, etag, file_size, origin_modified_at, date_created, date_modified)
      values ($1, 'late.jpg', 'e', 1, now(), now(), now())`,
    [id],
  )
  const deleting = db.deleteFrom('sources').where('id', '=', id).execute()
  const waiting = `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
  while ((await pool.query(waiting)).rowCount === 0) await wait(5)
  await adding.query('commit')
  adding.release()
  await deleting
  assert.equal(await countOf('assets', id), 0)
})
