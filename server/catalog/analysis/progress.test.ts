import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import type { AnalysisCapability } from '../../../contract/analysis.ts'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { ensureAssets } from '../assets.ts'
import { makeSource } from '../fixtures.ts'
import { startCountingLacking } from './count-lacking.ts'
import { countPictures, findQueueState, retryAnalysis } from './progress.ts'

const PATHS = ['a.jpg', 'b.jpg', 'c.jpg']
let database: TestDatabase
let sourceId = 0

before(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  const { db, pool } = database
  sourceId = (await makeSource(db)).id
  const known = { etag: 'e', sizeBytes: 1, modifiedAt: new Date() }
  await ensureAssets(db, { sourceId, files: PATHS.map((path) => ({ path, ...known })) })
  await pool.query("update assets set status = 'indexed', blurhash = 'x' where source_id = $1", [
    sourceId,
  ])
})
after(() => database.close())

async function queue(path: string, columns: string): Promise<void> {
  await database.pool.query(
    `insert into analysis_queue (asset_id, source_id, priority, due_at, attempts, error)
     select id, source_id, 1, ${columns} from assets where source_id = $1 and origin_path = $2`,
    [sourceId, path],
  )
}

test('what waits, what failed and why', async () => {
  const { db, pool } = database
  await queue('a.jpg', 'now(), 0, null')
  await queue('b.jpg', "now() + interval '1 hour', 2, 'It is busy.'")
  await queue('c.jpg', "'infinity', 5, 'It is broken.'")
  assert.deepEqual(await findQueueState(db, sourceId), {
    waiting: 2,
    retrying: 1,
    failed: 1,
    rate: null,
    troubles: [
      { detail: 'It is broken.', count: 1, paths: ['c.jpg'] },
      { detail: 'It is busy.', count: 1, paths: ['b.jpg'] },
    ],
  })
  assert.equal(await retryAnalysis(db, sourceId), 2)
  const { waiting, failed, troubles } = await findQueueState(db, sourceId)
  assert.deepEqual([waiting, failed, troubles], [3, 0, []])
  const due = 'select from analysis_queue where source_id = $1 and due_at <= now() and attempts = 0'
  assert.equal((await pool.query(due, [sourceId])).rowCount, 3)
})

test('a library from before waits, as far as the walk has not come to it', async () => {
  const { db, pool } = database
  await pool.query(
    `insert into asset_search (asset_id, source_id, date_created, date_modified, file_size, path_folded, fts, index_version)
     select id, source_id, date_created, date_modified, 1, origin_path, '', 3 from assets where source_id = $1`,
    [sourceId],
  )
  await queue('a.jpg', 'now(), 0, null')
  await pool.query('insert into analysis_walks (source_id, wanted) values ($1, $2)', [
    sourceId,
    'x',
  ])
  assert.equal((await findQueueState(db, sourceId)).waiting, 4)
  await pool.query('update analysis_walks set cursor_date = null')
  assert.equal((await findQueueState(db, sourceId)).waiting, 1)
})

test('a rate while something is going on, by pictures and not by answers', async () => {
  const { db, pool } = database
  await queue('c.jpg', 'now(), 0, null')
  await pool.query(
    `insert into asset_analyses (asset_id, source_id, provider, model, version, etag, capabilities,
       alerts, findings, analyzed_at)
     select id, source_id, provider, 'm', '1', 'e', '{tags}', '{}', '{}', now() - interval '20 seconds'
     from assets, unnest('{builtin,google}'::text[]) provider
     where source_id = $1 and origin_path <> 'c.jpg'`,
    [sourceId],
  )
  const { rate } = await findQueueState(db, sourceId)
  // Two in twenty seconds, and those that the test itself has taken.
  assert.ok(rate !== null && rate > 0.03 && rate <= 0.1, String(rate))
})

test('what was not asked about all that is wanted, and does not wait for it', async () => {
  const { db, pool } = database
  // In several steps, and never from memory.
  const lacking = (...wanted: AnalysisCapability[]) =>
    startCountingLacking({ step: 2 }).find(db, sourceId, wanted)
  assert.equal(await lacking('tags'), 0)
  await pool.query("update assets set analyzed = '{tags}' where source_id = $1", [sourceId])
  assert.deepEqual(
    [await lacking(), await lacking('tags'), await lacking('tags', 'text')],
    [0, 0, 3],
  )
  await pool.query("update assets set analyzed = '{tags,text}' where origin_path = 'a.jpg'")
  await queue('b.jpg', 'now(), 0, null')
  assert.deepEqual([await lacking('tags', 'text'), await lacking('faces')], [1, 2])
})

test('pictures among some paths', async () => {
  const { db, pool } = database
  await pool.query(
    "update assets set blurhash = null where source_id = $1 and origin_path = 'b.jpg'",
    [sourceId],
  )
  assert.equal(await countPictures(db, { sourceId, paths: [...PATHS, 'none.jpg'] }), 2)
})
