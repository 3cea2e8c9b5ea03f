import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { findAsset } from '../catalog/asset-records.ts'
import { cancelBulkEdit, runBulkEdit, undoBulkEdit } from '../catalog/bulk-edits.ts'
import { listChanges } from '../catalog/changes.ts'
import { readAssetFilter } from '../catalog/filter.ts'
import { searchAssets } from '../catalog/search.ts'
import { readAssetSort } from '../catalog/sort.ts'
import { updateAsset } from '../catalog/update-asset.ts'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { isFailure } from '../lib/failures.ts'
import { bulkEdit } from './bulk-edit.ts'
import {
  addAssets,
  type BulkTest,
  fingerprint,
  make,
  report,
  startBulkTest,
  work,
} from './bulk-fixtures.ts'

let database: TestDatabase
let one: BulkTest
const BY = { name: 'ada@example.com', byApi: false }
const never = new AbortController().signal
const SMALL = { batch: { least: 2, most: 2, milliseconds: 1000 } }

before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())
beforeEach(async () => {
  one = await startBulkTest(database)
})

async function asset(path: string) {
  const found = await findAsset(database.db, { sourceId: one.source.id, path })
  assert.ok(found)
  const { name, description, categories, customFields, tags, version, edited_by_user } = found
  return {
    name,
    description,

    categories,
    customFields,
    tags,
    version,
    edited_by_user,
  }
}

async function finds(filter: [string, string][]): Promise<string[]> {
  const found = await searchAssets(database.db, {
    source: one.source,
    filter: readAssetFilter(filter),
    sort: readAssetSort('date_created'),
    page: { limit: 100, offset: 0 },
    exactTotal: false,
    withMetadata: false,
  })
  return found.assets.map(({ origin_path }) => origin_path).sort()
}

async function edit(path: string, patch: Parameters<typeof updateAsset>[1]['patch']) {
  const { accountId, id: sourceId } = one.source
  return await updateAsset(database.db, { accountId, sourceId, path, patch, ifTag: null, by: BY })
}

const keyOf = (id: string) => ({ accountId: one.source.accountId, id, by: BY })

/** One batch of two. */
const workOnce = async (id: string) =>
  await bulkEdit({ ...one.needs, ...SMALL, sliceMilliseconds: 0 }, { bulkEditId: id }, never)

const undo = async (id: string) => {
  await database.db.transaction().execute((tx) => undoBulkEdit(tx, one.needs.enqueue, keyOf(id)))
  return await work(one, id, SMALL)
}

test('every operation, found at once, in the history, and put back by an undo', async () => {
  await addAssets(one, { 'a.jpg': { keywords: ['sea', 'old'] }, 'b/c.jpg': { keywords: ['sea'] } })
  await edit('a.jpg', { categories: ['Draft', 'Other'], custom_fields: { by: 'Ada', size: 'L' } })
  const start = await fingerprint(one)
  const id = await make(one, {
    add_categories: ['Spring'],
    remove_categories: ['Draft', 'Unknown'],
    set_custom_fields: { by: 'Bob', year: '2026' },
    remove_custom_fields: ['size'],
    add_tags: ['beach'],
    remove_tags: ['old', 'never'],
    description: 'By the sea.',
    alt_text: 'A beach',
  })
  const done = await work(one, id, SMALL)
  assert.deepEqual(
    [done.state, done.total, done.done, done.changed, done.unchanged, done.refused],
    ['complete', 2, 2, 2, 0, 0],
  )
  assert.deepEqual(await asset('a.jpg'), {
    name: null,
    description: 'By the sea.',
    categories: ['Other', 'Spring'],
    customFields: { by: 'Bob', year: '2026' },
    tags: { sea: 1, old: 0, beach: 1 },
    version: 3,
    edited_by_user: true,
  })
  assert.deepEqual(
    await finds([
      ['categories', 'spring'],
      ['tags', 'beach'],
    ]),
    ['a.jpg', 'b/c.jpg'],
  )
  assert.deepEqual(await finds([['tags', 'old']]), [])
  assert.deepEqual(await finds([['keyword', 'bob 2026 sea']]), ['a.jpg', 'b/c.jpg'])

  const undone = await undo(id)
  assert.deepEqual([undone.state, undone.undone, undone.kept], ['undone', 2, 0])
  assert.equal(await fingerprint(one), start)
  const history = await listChanges(database.db, {
    accountId: one.source.accountId,
    asset: { sourceId: one.source.id, path: 'b/c.jpg' },
    offset: 0,
    limit: 10,
  })
  const [back, there] = history.changes
  assert.deepEqual(there?.fields.categories, { from: [], to: ['Spring'] })
  assert.deepEqual(back?.fields.categories, { from: ['Spring'], to: [] })
  assert.deepEqual(back?.fields.tags, { from: { beach: 1 }, to: { beach: null } })
  assert.equal(back?.changedBy, BY.name)
})

test('a dry run changes nothing and counts what the run then does', async () => {
  await addAssets(one, { 'a.jpg': {}, 'b.jpg': {}, 'c.jpg': {} })
  await edit('b.jpg', { categories: ['Spring'] })
  const before = await fingerprint(one)
  const paths = ['a.jpg', 'b.jpg', 'c.jpg', 'gone.jpg']
  const id = await make(one, { add_categories: ['Spring'] }, { selection: { paths }, dryRun: true })
  const dry = await work(one, id, SMALL)
  assert.deepEqual([dry.changed, dry.unchanged, dry.refused], [2, 1, 1])
  assert.equal(await fingerprint(one), before)
  const told = [
    '1 a.jpg changed',
    '2 b.jpg unchanged',
    '3 c.jpg changed',
    '4 gone.jpg refused: There is no such asset in this Source.',
  ]
  assert.deepEqual(await report(one, id), told)
  const key = keyOf(id)
  await assert.rejects(
    database.db.transaction().execute((tx) => undoBulkEdit(tx, one.needs.enqueue, key)),
    (error) => isFailure(error, 'conflict'),
  )
  await database.db.transaction().execute((tx) => runBulkEdit(tx, one.needs.enqueue, key))
  assert.deepEqual(await report(one, id), [
    '1 a.jpg waiting',
    '2 b.jpg waiting',
    '3 c.jpg waiting',
    '4 gone.jpg waiting',
  ])
  const real = await work(one, id, SMALL)
  assert.deepEqual([real.changed, real.unchanged, real.refused, real.dryRun], [2, 1, 1, false])
  assert.deepEqual(await report(one, id), told)
  assert.deepEqual(await finds([['categories', 'Spring']]), ['a.jpg', 'b.jpg', 'c.jpg'])
  assert.equal((await asset('b.jpg')).version, 2)
})

test('a dry run makes no labels', async () => {
  await addAssets(one, { 'a.jpg': {} })
  const operations = { add_categories: ['New'], set_custom_fields: { key: 'x' }, add_tags: ['t'] }
  const dry = await work(one, await make(one, operations, { dryRun: true }))
  assert.equal(dry.changed, 1)
  const { rows } = await database.pool.query(
    'select name from categories where account_id = $1 union all select key from custom_field_keys where account_id = $1 union all select label from tags where account_id = $1',
    [one.source.accountId],
  )
  assert.deepEqual(rows, [])
})

describe('a search', () => {
  test('is made when the work begins, and leaves out what is excluded', async () => {
    await addAssets(one, { 'a/1.jpg': {}, 'a/2.jpg': {}, 'b/3.jpg': {} })
    const selection = {
      query: '',
      filters: [['folder_path', '/a']],
      excludedPaths: ['a/2.jpg'],
    } as const
    const id = await make(one, { description: 'x' }, { selection })
    await addAssets(one, { 'a/0.jpg': {} })
    const done = await work(one, id)
    assert.deepEqual(await report(one, id), ['1 a/0.jpg changed', '2 a/1.jpg changed'])
    assert.equal(done.total, 2)
  })

  test('that finds nothing is complete', async () => {
    const done = await work(one, await make(one, { description: 'x' }))
    assert.deepEqual([done.state, done.total, done.done], ['complete', 0, 0])
  })
})

test('canceled between two batches; what was done stays and can be undone', async () => {
  await addAssets(one, { 'a.jpg': {}, 'b.jpg': {}, 'c.jpg': {}, 'd.jpg': {} })
  const start = await fingerprint(one)
  const id = await make(one, { description: 'x' })
  await workOnce(id)
  await database.db.transaction().execute((tx) => cancelBulkEdit(tx, keyOf(id), 24))
  const canceled = await work(one, id, SMALL)
  assert.deepEqual(
    [canceled.state, canceled.total, canceled.done, canceled.changed],
    ['canceled', 4, 2, 2],
  )
  assert.deepEqual(await report(one, id), [
    '1 a.jpg changed',
    '2 b.jpg changed',
    '3 c.jpg waiting',
    '4 d.jpg waiting',
  ])
  await assert.rejects(
    database.db.transaction().execute((tx) => cancelBulkEdit(tx, keyOf(id), 24)),
    (error) => isFailure(error, 'conflict'),
  )
  const undone = await undo(id)
  assert.deepEqual([undone.state, undone.undone], ['undone', 2])
  assert.equal(await fingerprint(one), start)
})

test('an undo that is canceled leaves the rest to a second one', async () => {
  await addAssets(one, { 'a.jpg': {}, 'b.jpg': {}, 'c.jpg': {} })
  const start = await fingerprint(one)
  const id = await make(one, { description: 'x' })
  await work(one, id)
  await database.db.transaction().execute((tx) => undoBulkEdit(tx, one.needs.enqueue, keyOf(id)))
  await workOnce(id)
  await database.db.transaction().execute((tx) => cancelBulkEdit(tx, keyOf(id), 24))
  assert.deepEqual(await report(one, id), ['1 a.jpg undone', '2 b.jpg undone', '3 c.jpg changed'])
  const undone = await undo(id)
  assert.deepEqual([undone.state, undone.undone, undone.kept], ['undone', 3, 0])
  assert.equal(await fingerprint(one), start)
})

test('an undo leaves alone what somebody has changed since, and says so', async () => {
  await addAssets(one, { 'a.jpg': {}, 'b.jpg': {}, 'c.jpg': {}, 'd.jpg': {} })
  const id = await make(one, {
    description: 'x',
    add_categories: ['Spring'],
    set_custom_fields: { by: 'Ada' },
  })
  await work(one, id)
  await edit('a.jpg', { description: 'y' })
  await edit('b.jpg', { categories: ['Mine', 'Spring'] })
  await database.pool.query(`delete from assets where source_id = $1 and origin_path = 'c.jpg'`, [
    one.source.id,
  ])
  const undone = await undo(id)
  assert.deepEqual([undone.undone, undone.kept], [2, 2])
  assert.deepEqual(await report(one, id), [
    '1 a.jpg kept: Changed again since, and therefore left as it is: description.',
    '2 b.jpg undone',
    '3 c.jpg kept: There is no such asset in this Source.',
    '4 d.jpg undone',
  ])
  const { description, categories, customFields } = await asset('a.jpg')
  assert.deepEqual(
    { description, categories, customFields },
    { description: 'y', categories: [], customFields: {} },
  )
  assert.deepEqual((await asset('b.jpg')).categories, ['Mine'])
  // Nobody had edited d.jpg before, and nobody has since.
  assert.equal((await asset('b.jpg')).edited_by_user, true)
  assert.equal((await asset('d.jpg')).edited_by_user, false)
})
