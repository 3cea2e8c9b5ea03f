import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { ensureAssets } from './assets.ts'
import { makeSource } from './fixtures.ts'
import { listFolders } from './folders.ts'

let database: TestDatabase
before(async () => {
  database = await createTestDatabase()
})
after(() => database.close())

test('lists the folders in one place with all that is below them', async () => {
  const { db } = database
  const source = await makeSource(db)
  const other = await makeSource(db)
  const paths = ['x.jpg', 'a/1', 'a/b/2', 'a/b/c/3', 'a-/4', 'a/ä%_/5', 'z/y/6', 'a0/7']
  const files = paths.map((path) => ({ path, etag: 'e', sizeBytes: 1, modifiedAt: new Date() }))
  await ensureAssets(db, { sourceId: source.id, files })
  await ensureAssets(db, { sourceId: other.id, files: files.slice(1, 2) })
  const list = async (parent: string) =>
    (await listFolders(db, { sourceId: source.id, parent })).map((folder) => [
      folder.path,
      folder.assetCount,
      folder.hasChildren,
    ])
  assert.deepEqual(await list(''), [
    ['a', 4, true],
    ['a-', 1, false],
    ['a0', 1, false],
    ['z', 1, true],
  ])
  assert.deepEqual(await list('a'), [
    ['a/b', 2, true],
    ['a/ä%_', 1, false],
  ])
  assert.deepEqual(await list('a/ä%_'), [])
  assert.deepEqual(await list("no'thing"), [])
})
