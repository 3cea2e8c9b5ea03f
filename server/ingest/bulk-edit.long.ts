import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { addAssets, fingerprint, make, startBulkTest, undoAll, work } from './bulk-fixtures.ts'

/** A bulk edit of many assets, and its undo: a minute or two. */

const ASSETS = 20_000

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())

test(`${ASSETS} assets: dry run, edit, undo`, async () => {
  const one = await startBulkTest(database)
  const files = Array.from({ length: ASSETS }, (_, at) => {
    const path = `${at % 50}/${String(at).padStart(6, '0')}.jpg`
    return [path, { keywords: ['sea', `tag${at % 97}`] }]
  })
  await addAssets(one, Object.fromEntries(files))
  const start = await fingerprint(one)
  const operations = { add_categories: ['Spring'], remove_tags: ['tag5'], description: 'x' }
  const dry = await work(one, await make(one, operations, { dryRun: true }))
  assert.deepEqual([dry.total, dry.done, dry.changed], [ASSETS, ASSETS, ASSETS])
  assert.equal(await fingerprint(one), start)
  const id = await make(one, operations)
  const done = await work(one, id)
  assert.deepEqual([done.total, done.done, done.changed], [ASSETS, ASSETS, ASSETS])
  const { rows } = await database.pool.query(
    `select sum(assets)::int as uses from label_uses where source_id = $1`,
    [one.source.id],
  )
  assert.equal(rows[0].uses, ASSETS)
  const undone = await undoAll(one, id, {})
  assert.deepEqual([undone.state, undone.undone, undone.kept], ['undone', ASSETS, 0])
  assert.equal(await fingerprint(one), start)
})
