import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { runBulkEdit } from '../catalog/bulk/bulk-edits.ts'
import {
  addImportRows,
  createImport,
  type ImportRow,
  startImport,
} from '../catalog/bulk/bulk-imports.ts'
import { deleteLabel, renameLabel } from '../catalog/labels/change-labels.ts'
import { listLabels } from '../catalog/labels/list-labels.ts'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import {
  addAssets,
  type BulkTest,
  BY,
  editOne,
  fingerprint,
  readSaid,
  report,
  startBulkTest,
  undoAll,
  work,
} from './bulk-fixtures.ts'

let database: TestDatabase
let one: BulkTest
const SMALL = { batch: { least: 2, most: 2, milliseconds: 1000 } }

before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())
beforeEach(async () => {
  one = await startBulkTest(database)
})

async function bring(rows: ImportRow[], dryRun = false): Promise<string> {
  const { accountId, id: sourceId } = one.source
  return await database.db.transaction().execute(async (tx) => {
    const id = await createImport(tx, { accountId, sourceId, by: BY, dryRun })
    await addImportRows(tx, id, rows)
    await startImport(tx, one.needs.enqueue, id)
    return id
  })
}
const row = (
  line: number,
  path: string | null,
  patch: ImportRow['patch'],
  problem: string | null = null,
) => ({
  row: line,
  path,
  patch,
  problem,
})

test('an import gives each asset what its line says, dry run first, and can be undone', async () => {
  const { accountId } = one.source
  await addAssets(one, { 'a.jpg': { keywords: ['sea'] }, 'b.jpg': {}, 'c.jpg': {} })
  await editOne(one, 'a.jpg', { categories: ['Old'], custom_fields: { by: 'Ada', size: 'L' } })
  await editOne(one, 'c.jpg', { name: 'C' })
  const start = await fingerprint(one)
  const id = await bring(
    [
      row(2, 'b.jpg', { name: 'B', alt_text: 'b', tags: { x: 0.5 } }),
      row(3, 'a.jpg', { categories: ['New'], custom_fields: { by: 'Bob' }, tags: { sea: 0 } }),
      { row: 4, path: 'c.jpg', patch: null, problem: 'name: too long.' },
      row(5, 'c.jpg', { name: 'C' }),
      row(7, 'gone.jpg', { name: 'x' }),
      row(8, 'a.jpg', { name: 'twice' }),
      row(9, null, null),
    ],
    true,
  )
  const told = [
    '2 b.jpg changed',
    '3 a.jpg changed',
    '4 c.jpg refused: name: too long.',
    '5 c.jpg refused: Line 4 is about the same asset.',
    '7 gone.jpg refused: There is no such asset in this Source.',
    '8 a.jpg refused: Line 3 is about the same asset.',
    '9 null refused: This line names no asset.',
  ]
  const dry = await work(one, id, SMALL)
  assert.deepEqual([dry.total, dry.done, dry.changed, dry.unchanged, dry.refused], [7, 7, 2, 0, 5])
  assert.deepEqual(await report(one, id), told)
  assert.equal(await fingerprint(one), start)

  await database.db
    .transaction()
    .execute((tx) => runBulkEdit(tx, one.needs.enqueue, { accountId, id, by: BY }))
  const done = await work(one, id, SMALL)
  assert.deepEqual(
    [done.total, done.done, done.changed, done.unchanged, done.refused],
    [7, 7, 2, 0, 5],
  )
  assert.deepEqual(await report(one, id), told)
  const { categories, customFields, tags } = await readSaid(one, 'a.jpg')
  assert.deepEqual(
    { categories, customFields, tags },
    { categories: ['New'], customFields: { by: 'Bob' }, tags: { sea: 0 } },
  )
  const b = await readSaid(one, 'b.jpg')
  assert.deepEqual([b.name, b.alt_text, b.tags], ['B', 'b', { x: 0.5 }])

  const undone = await undoAll(one, id, SMALL)
  assert.deepEqual([undone.state, undone.undone, undone.kept], ['undone', 2, 0])
  assert.equal(await fingerprint(one), start)
})

test('an empty alt text is no word about that of analysis', async () => {
  await addAssets(one, { 'a.jpg': {}, 'b.jpg': {}, 'c.jpg': {} })
  await database.pool.query(
    `update assets set alt_text = 'A dog.',
      alt_text_source = case origin_path when 'b.jpg' then 'person' else 'analysis' end
    where source_id = $1`,
    [one.source.id],
  )
  const id = await bring([
    row(2, 'a.jpg', { alt_text: null, name: 'A' }),
    row(3, 'b.jpg', { alt_text: null }),
    row(4, 'c.jpg', { alt_text: 'A wet dog.' }),
  ])
  await work(one, id)
  const { rows } = await database.pool.query(
    `select alt_text || ' ' || alt_text_source as said, name from assets
    where source_id = $1 order by origin_path`,
    [one.source.id],
  )
  assert.deepEqual(rows, [
    { said: 'A dog. analysis', name: 'A' },
    { said: null, name: null },
    { said: 'A wet dog. person', name: null },
  ])
})

test('a line about an asset that is not there makes no labels', async () => {
  await addAssets(one, { 'a.jpg': {} })
  const labels = { custom_fields: { Left: 'x' }, tags: { left: 1 } }
  const id = await bring([
    row(2, 'a.jpg', { categories: ['Made'] }),
    row(3, 'gone.jpg', { categories: ['Left'], ...labels }),
    row(4, null, null, 'It names no asset.'),
  ])
  const done = await work(one, id)
  assert.deepEqual([done.changed, done.refused], [1, 2])
  const { rows } = await database.pool.query(
    `select name from categories where account_id = $1 union all
    select key from custom_field_keys where account_id = $1 union all
    select label from tags where account_id = $1`,
    [one.source.accountId],
  )
  assert.deepEqual(rows, [{ name: 'Made' }])
})

test('an import beside renames, merges and deletions of its labels: each line is done, counts are right', async () => {
  const { accountId } = one.source
  const paths = Array.from({ length: 40 }, (_, at) => `f/${at}.jpg`)
  await addAssets(one, Object.fromEntries(paths.map((path) => [path, {}])))
  const list = async () => {
    const asked = { accountId, part: '', sort: 'name', offset: 0, limit: 100 } as const
    return (await listLabels(database.db, 'category', asked)).labels
  }
  const id = await bring(
    paths.map((path, at) => row(at + 2, path, { categories: ['Stays', 'Moves', 'Goes'] })),
  )
  let isDone = false
  let changes = 0
  const changeLabels = async () => {
    while (!isDone) {
      for (const { id: labelId, label } of await list()) {
        if (label !== 'Moves' && label !== 'Goes') continue
        const change = { kind: 'category', accountId, id: labelId, by: BY } as const
        const moved = { ...change, name: 'Moved', merge: true, ifVersion: null }
        await database.db.transaction().execute(async (tx) => {
          if (label === 'Moves') await renameLabel(tx, moved)
          else await deleteLabel(tx, { ...change, confirm: label })
        })
        changes += 1
      }
    }
  }
  const importing = work(one, id, SMALL).finally(() => {
    isDone = true
  })
  const [done] = await Promise.all([importing, changeLabels()])
  assert.deepEqual([done.changed, done.refused], [40, 0])
  assert.ok(changes > 3, `${changes} labels were changed meanwhile`)
  const had = await Promise.all(paths.map((path) => readSaid(one, path)))
  for (const { categories } of had) {
    assert.ok(categories.includes('Stays'))
    assert.equal(categories.filter((name) => /^Move[sd]$/.test(name)).length, 1)
  }
  for (const { label, assetCount } of await list()) {
    assert.equal(
      assetCount,
      had.filter(({ categories }) => categories.includes(label)).length,
      label,
    )
  }
})
