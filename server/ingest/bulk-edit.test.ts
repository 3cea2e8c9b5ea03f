import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { sql } from 'kysely'
import type { AssetPatch } from '../../contract/resources.ts'
import { editTag, findAsset } from '../catalog/asset-records.ts'
import { cancelBulkEdit, runBulkEdit, undoBulkEdit } from '../catalog/bulk/bulk-edits.ts'
import { listChanges } from '../catalog/changes.ts'
import { readAssetFilter } from '../catalog/search/filter.ts'
import { searchAssets } from '../catalog/search/search.ts'
import { readAssetSort } from '../catalog/search/sort.ts'
import { updateAsset } from '../catalog/update-asset.ts'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { isFailure } from '../lib/failures.ts'
import { bulkEdit } from './bulk-edit.ts'
import {
  addAssets,
  type BulkTest,
  BY,
  editOne,
  find,
  fingerprint,
  make,
  readSaid,
  report,
  startBulkTest,
  undoAll,
  work,
} from './bulk-fixtures.ts'
import { tidy } from './tidy.ts'

let database: TestDatabase
let one: BulkTest
const never = new AbortController().signal
const SMALL = { batch: { least: 2, most: 2, milliseconds: 1000 } }

before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())
beforeEach(async () => {
  one = await startBulkTest(database)
})

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

const asset = (path: string) => readSaid(one, path)
const edit = (path: string, patch: AssetPatch) => editOne(one, path, patch)
const keyOf = (id: string) => ({ accountId: one.source.accountId, id, by: BY })
const undo = (id: string) => undoAll(one, id, SMALL)

/** One batch of two. */
const workOnce = async (id: string) =>
  await bulkEdit({ ...one.needs, ...SMALL, sliceMilliseconds: 0 }, { bulkEditId: id }, never)

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
    alt_text: 'A beach',
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

test('what a dry run has only counted, and a canceled run has not come to, is not undone', async () => {
  await addAssets(one, { 'a.jpg': {}, 'b.jpg': {}, 'c.jpg': {}, 'd.jpg': {} })
  const id = await make(one, { description: 'x' }, { dryRun: true })
  await work(one, id)
  await database.db.transaction().execute((tx) => runBulkEdit(tx, one.needs.enqueue, keyOf(id)))
  await workOnce(id)
  await database.db.transaction().execute((tx) => cancelBulkEdit(tx, keyOf(id), 24))
  const undone = await undo(id)
  assert.deepEqual([undone.changed, undone.undone, undone.kept], [2, 2, 0])
  assert.deepEqual(await report(one, id), [
    '1 a.jpg undone',
    '2 b.jpg undone',
    '3 c.jpg waiting',
    '4 d.jpg waiting',
  ])
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

test('analysing again puts pictures into the queue, in batches', async () => {
  const pixels = { colors: [], namedColors: {}, averageLuminance: 0.5, perceptualHash: null }
  const picture = { pixels: { ...pixels, blurhash: 'L00000fQfQfQfQfQfQfQfQfQfQfQ' } }
  await addAssets(one, { 'a.jpg': picture, 'b.mp4': {}, 'c.jpg': picture, 'd.jpg': picture })
  await sql`delete from analysis_queue`.execute(database.db)
  const selection = { paths: ['a.jpg', 'b.mp4', 'c.jpg', 'none.jpg'] }
  const queued = async () => {
    const { rows } = await sql<{ path: string }>`
      select origin_path as path from analysis_queue q join assets a on a.id = q.asset_id
      where forced order by path`.execute(database.db)
    return rows.map(({ path }) => path)
  }
  const dry = await work(one, await make(one, { analyze: true }, { selection, dryRun: true }))
  assert.deepEqual([dry.changed, dry.unchanged, dry.refused], [2, 1, 1])
  assert.deepEqual(await queued(), [])
  const done = await work(one, await make(one, { analyze: true }, { selection }), SMALL)
  assert.deepEqual([done.state, done.changed, done.unchanged], ['complete', 2, 1])
  assert.deepEqual(await queued(), ['a.jpg', 'c.jpg'])
})

test('a refresh lets files be read again, in batches, and forgets their renderings', async () => {
  const paths = Array.from({ length: 60 }, (_, at) => `${String(at).padStart(2, '0')}.jpg`)
  await addAssets(one, Object.fromEntries(paths.map((path) => [path, {}])))
  const selection = { paths: [...paths, 'gone.jpg'] }
  const dry = await work(one, await make(one, { refresh: true }, { selection, dryRun: true }))
  assert.deepEqual([dry.changed, dry.refused, one.purged.length], [60, 1, 0])
  one.jobs.length = 0
  const done = await work(one, await make(one, { refresh: true }, { selection }))
  assert.deepEqual([done.state, done.changed, done.refused], ['complete', 60, 1])
  const reads = one.jobs.flatMap(({ name, payload }) =>
    name === 'index-assets' && 'paths' in payload ? [payload.paths] : [],
  )
  assert.deepEqual(reads, [paths.slice(0, 50), paths.slice(50)])
  assert.deepEqual(
    one.purged,
    paths.map((path) => `${one.source.publicId}/${path}`),
  )
  const { rows } = await database.pool.query(
    `select distinct status, version from assets where source_id = $1`,
    [one.source.id],
  )
  assert.deepEqual(rows, [{ status: 'pending', version: 1 }])
})

test('an asset with as many categories as there may be is refused, the others are not', async () => {
  await addAssets(one, { 'a.jpg': {}, 'b.jpg': {} })
  await edit('a.jpg', { categories: Array.from({ length: 500 }, (_, at) => `c${at}`) })
  const id = await make(one, { add_categories: ['one more'] })
  const done = await work(one, id)
  assert.deepEqual([done.changed, done.refused], [1, 1])
  assert.deepEqual(await report(one, id), [
    '1 a.jpg refused: It would have 501 categories; 500 is the most.',
    '2 b.jpg changed',
  ])
})

test('an editor who has read the asset before is told that it has changed', async () => {
  await addAssets(one, { 'a.jpg': {} })
  const { accountId, id: sourceId } = one.source
  const seen = await findAsset(database.db, { sourceId, path: 'a.jpg' })
  assert.ok(seen)
  await work(one, await make(one, { description: 'x' }))
  const patch = { description: 'y' }
  const late = { accountId, sourceId, path: 'a.jpg', patch, ifTag: editTag(seen), by: BY }
  await assert.rejects(updateAsset(database.db, late), (error) =>
    isFailure(error, 'changed_meanwhile'),
  )
})

test('what fails again and again is given up, and what was done can be undone', async () => {
  await addAssets(one, { 'a.jpg': {}, 'b.jpg': {}, 'c.jpg': {} })
  const start = await fingerprint(one)
  const id = await make(one, { description: 'x' })
  await workOnce(id)
  await database.pool.query(`create function fail() returns trigger language plpgsql as
    $$ begin raise exception 'the disk is full'; end $$`)
  await database.pool.query(
    `create trigger fails before update on assets for each row when (new.origin_path = 'c.jpg') execute function fail()`,
  )
  for (let attempt = 1; attempt < 5; attempt += 1) {
    await assert.rejects(workOnce(id), /the disk is full/)
    assert.equal((await find(one, id)).state, 'running')
  }
  await workOnce(id)
  assert.equal(one.errors.length, 1)
  await database.pool.query('drop function fail cascade')
  const failed = await find(one, id)
  assert.deepEqual([failed.state, failed.done], ['failed', 2])
  assert.match(failed.error ?? '', /can be undone/)
  assert.equal((await undo(id)).state, 'undone')
  assert.equal(await fingerprint(one), start)
})

test('the assets of a Source that was deleted meanwhile are left alone', async () => {
  await addAssets(one, { 'a.jpg': {} })
  const id = await make(one, { description: 'x' })
  await database.pool.query('update sources set deleted_at = now() where id = $1', [one.source.id])
  await bulkEdit(one.needs, { bulkEditId: id }, never)
  assert.equal((await asset('a.jpg')).description, null)
})

test('a bulk edit whose job was lost is taken up again', async () => {
  await addAssets(one, { 'a.jpg': {} })
  const waiting = await make(one, { description: 'x' })
  const done = await make(one, { description: 'y' })
  await work(one, done)
  one.jobs.length = 0
  await tidy({ ...one.needs, historyDays: 400 })
  const taken = one.jobs.map(({ payload }) => ('bulkEditId' in payload ? payload.bulkEditId : null))
  assert.deepEqual([taken.includes(waiting), taken.includes(done)], [true, false])
})

test('a search that is no good any more ends it with the reason', async () => {
  await addAssets(one, { 'a.jpg': {} })
  const selection = { query: 'x', filters: [['gone_filter', '1']], excludedPaths: [] } as const
  const failed = await work(one, await make(one, { description: 'x' }, { selection }))
  assert.deepEqual([failed.state, failed.error], ['failed', 'There is no filter "gone_filter".'])
})
