import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, beforeEach, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { findAsset } from '../catalog/asset-records.ts'
import { makeFacts } from '../catalog/fixtures.ts'
import { deleteLabel, renameLabel } from '../catalog/labels/change-labels.ts'
import { findNamed } from '../catalog/labels/labels.ts'
import { saveReads } from '../catalog/save-reads.ts'
import { updateAsset } from '../catalog/update-asset.ts'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { startQueue } from '../jobs/queue.ts'
import { bulkEdit, startBulkEdits } from './bulk-edit.ts'
import {
  addAssets,
  type BulkTest,
  BY,
  find,
  make,
  startBulkTest,
  undoAll,
  work,
} from './bulk-fixtures.ts'
import { cleanLabels } from './tidy.ts'

/** Bulk edits beside everything else, and workers that die. */

let database: TestDatabase
let one: BulkTest
const never = new AbortController().signal
const SMALL = { batch: { least: 5, most: 5, milliseconds: 1000 } }

before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())
beforeEach(async () => {
  one = await startBulkTest(database)
})

function pathsOf(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `f/${String(at).padStart(5, '0')}.jpg`)
}

async function addMany(count: number): Promise<string[]> {
  const paths = pathsOf(count)
  await addAssets(one, Object.fromEntries(paths.map((path) => [path, {}])))
  return paths
}

async function categoriesOf(path: string): Promise<string[] | undefined> {
  return (await findAsset(database.db, { sourceId: one.source.id, path }))?.categories
}

/** How many assets have which version and how many categories. */
async function tally(): Promise<unknown[]> {
  const { rows } = await database.pool.query(
    `select version, cardinality(category_ids) as categories, count(*)::int as assets
     from assets where source_id = $1 group by 1, 2 order by 1, 2`,
    [one.source.id],
  )
  return rows
}

async function uses(name: string): Promise<number> {
  const { rows } = await database.pool.query(
    `select coalesce(sum(assets), 0)::int as uses from label_uses u join categories c on c.id = u.label_id
     where u.kind = 'category' and c.name = $1 and c.account_id = $2`,
    [name, one.source.accountId],
  )
  return rows[0].uses
}

const CHILD = `
  const { openDatabase } = await import(process.env.ROOT + 'db/connection.ts')
  const { bulkEdit } = await import(process.env.ROOT + 'ingest/bulk-edit.ts')
  const { db } = openDatabase(process.env.URL, {})
  const enqueue = async () => {}
  const needs = { db, undoHours: 24, enqueue, enqueueAll: enqueue, purge: enqueue, onError: console.error,
    batch: { least: 20, most: 20, milliseconds: 1000 } }
  await bulkEdit(needs, { bulkEditId: process.env.ID }, new AbortController().signal)
`

describe('a worker', () => {
  test('that is killed in the middle leaves nothing half done, and nothing is done twice', async () => {
    await addMany(1000)
    const id = await make(one, { add_categories: ['Spring'] })
    const ROOT = new URL('../', import.meta.url).href
    const env = { ...process.env, ROOT, URL: database.url, ID: id }
    const args = ['--input-type=module', '--no-warnings', '-e', CHILD]
    const child = spawn(process.execPath, args, { env, stdio: 'inherit' })
    const ended = once(child, 'exit')
    while ((await find(one, id)).done === 0) await pause(5)
    child.kill('SIGKILL')
    await ended
    const half = await find(one, id)
    assert.ok(half.done < 1000, 'killed too late to show anything')
    const done = await work(one, id)
    assert.deepEqual([done.state, done.done, done.changed], ['complete', 1000, 1000])
    assert.deepEqual(await tally(), [{ version: 2, categories: 1, assets: 1000 }])
    assert.equal(await uses('Spring'), 1000)
    const { rows } = await database.pool.query(
      'select count(*)::int as changes from changes where source_id = $1',
      [one.source.id],
    )
    assert.equal(rows[0].changes, 1000)
  })

  test('hands over when it is stopped; another goes on', async () => {
    await addMany(400)
    const start = async () => {
      const queue = await startQueue(database.url, { supervise: true, onError: () => {} })
      const { enqueue, enqueueAll } = queue
      await startBulkEdits(
        { ...one.needs, ...SMALL, enqueue, enqueueAll, sliceMilliseconds: 1000 },
        queue,
      )
      return queue
    }
    const first = await start()
    one.needs.enqueue = first.enqueue
    const id = await make(one, { add_categories: ['Spring'] })
    while ((await find(one, id)).done === 0) await pause(5)
    await first.stopWorking()
    await first.close()
    assert.ok((await find(one, id)).done < 400, 'stopped too late to show anything')
    const second = await start()
    while ((await find(one, id)).state !== 'complete') await pause(20)
    await second.close()
    assert.deepEqual(await tally(), [{ version: 2, categories: 1, assets: 400 }])
  })

  test('beside another at the same work does nothing twice', async () => {
    await addMany(100)
    const id = await make(one, { add_categories: ['Spring'] })
    await Promise.all([work(one, id, SMALL), work(one, id, SMALL)])
    const done = await find(one, id)
    assert.deepEqual([done.total, done.done, done.changed], [100, 100, 100])
    assert.deepEqual(await tally(), [{ version: 2, categories: 1, assets: 100 }])
  })
})

test('edits, reads, label changes and other bulk edits at the same time: nothing is lost, nobody waits in a circle', async () => {
  const paths = await addMany(120)
  const { accountId, id: sourceId } = one.source
  const ids = [
    await make(one, { add_categories: ['Spring'], add_tags: ['x'] }),
    await make(one, { add_categories: ['Zoo', 'New'], add_tags: ['y', 'x'] }),
    await make(
      one,
      { set_custom_fields: { by: 'Ada' } },
      { selection: { paths: paths.toReversed() } },
    ),
  ]
  const editing = async () => {
    for (const path of paths.toReversed()) {
      const patch = { description: `of ${path}`, custom_fields: {}, tags: { mine: 1 } }
      await updateAsset(database.db, { accountId, sourceId, path, patch, ifTag: null, by: BY })
    }
  }
  const reading = async () => {
    for (let at = 0; at < 120; at += 24) {
      const reads = paths.slice(at, at + 24).map((path, place) => {
        const facts = makeFacts({ keywords: ['y', 'x', `k${place}`] })
        return { path, etag: 'e', facts }
      })
      await database.db.transaction().execute((tx) => saveReads(tx, { sourceId, reads }))
    }
  }
  const renaming = async () => {
    for (let round = 0; round < 20; round += 1) {
      const names = ['Spring', 'Summer']
      const known = await findNamed(database.db, { kind: 'category', accountId, labels: names })
      const [[name, labelId] = []] = known
      if (name === undefined || labelId === undefined) continue
      const to = name === 'Spring' ? 'Summer' : 'Spring'
      const change = { kind: 'category', accountId, id: labelId, by: BY } as const
      const rename = { ...change, name: to, merge: true, ifVersion: null }
      await database.db.transaction().execute((tx) => renameLabel(tx, rename))
      await pause(5)
    }
  }
  await Promise.all([...ids.map((id) => work(one, id, SMALL)), editing(), reading(), renaming()])
  for (const path of paths) {
    const asset = await findAsset(database.db, { sourceId, path })
    assert.equal(asset?.description, `of ${path}`)
    assert.equal(asset?.categories.length, 3)
    assert.ok(asset?.categories.includes('Zoo'))
    const { x, y, mine } = asset?.tags ?? {}
    assert.deepEqual({ x, y, mine }, { x: 1, y: 1, mine: 1 })
  }
})

describe('a category that changes while a bulk edit adds it', () => {
  const [first = '', last = ''] = [pathsOf(10)[0], pathsOf(10)[9]]

  /** Five of ten assets have it. */
  async function begin(): Promise<{ bulkEditId: string; label: number }> {
    await addMany(10)
    const bulkEditId = await make(one, { add_categories: ['Spring'] })
    await bulkEdit({ ...one.needs, ...SMALL, sliceMilliseconds: 0 }, { bulkEditId }, never)
    assert.deepEqual([await categoriesOf(first), await categoriesOf(last)], [['Spring'], []])
    const labels = ['Spring']
    const { accountId } = one.source
    const found = await findNamed(database.db, { kind: 'category', accountId, labels })
    return { bulkEditId, label: found.get('Spring') ?? 0 }
  }

  const change = (id: number) =>
    ({ kind: 'category', accountId: one.source.accountId, id, by: BY }) as const

  const rename = async (id: number, name: string) => {
    const renaming = { ...change(id), name, merge: true, ifVersion: null }
    await database.db.transaction().execute((tx) => renameLabel(tx, renaming))
  }

  const undo = (id: string) => undoAll(one, id, SMALL)

  test('renamed: the rest gets the new name, and an undo takes it away', async () => {
    const { bulkEditId, label } = await begin()
    await rename(label, 'Summer')
    await work(one, bulkEditId)
    assert.deepEqual(
      [await categoriesOf(first), await categoriesOf(last)],
      [['Summer'], ['Summer']],
    )
    const { accountId } = one.source
    const left = await findNamed(database.db, { kind: 'category', accountId, labels: ['Spring'] })
    assert.equal(left.size, 0)
    assert.equal((await undo(bulkEditId)).undone, 10)
    assert.deepEqual([await categoriesOf(first), await categoriesOf(last)], [[], []])
  })

  test('merged: the rest gets the one that was kept, also when the assets have been cleaned', async () => {
    const { bulkEditId, label } = await begin()
    await make(one, { add_categories: ['Kept'] }, { selection: { paths: [last] } }).then((id) =>
      work(one, id),
    )
    await rename(label, 'Kept')
    await cleanLabels(one.needs, { accountId: one.source.accountId }, never)
    const done = await work(one, bulkEditId)
    assert.deepEqual([done.changed, done.unchanged], [9, 1])
    assert.deepEqual([await categoriesOf(first), await categoriesOf(last)], [['Kept'], ['Kept']])
    assert.equal(await uses('Kept'), 10)
    await cleanLabels(one.needs, { accountId: one.source.accountId }, never)
    assert.equal((await undo(bulkEditId)).undone, 9)
    assert.deepEqual([await categoriesOf(first), await categoriesOf(last)], [[], ['Kept']])
  })

  test('deleted: the rest does not get it, and nobody brings it back', async () => {
    const { bulkEditId, label } = await begin()
    const deletion = { ...change(label), confirm: 'Spring' }
    await database.db.transaction().execute((tx) => deleteLabel(tx, deletion))
    const done = await work(one, bulkEditId)
    assert.deepEqual([done.changed, done.unchanged], [5, 5])
    assert.deepEqual([await categoriesOf(first), await categoriesOf(last)], [[], []])
    assert.equal((await undo(bulkEditId)).undone, 5)
    assert.deepEqual(await categoriesOf(first), [])
  })
})
