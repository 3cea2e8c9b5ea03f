import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { isFailure } from '../lib/failures.ts'
import { editTag } from './asset-records.ts'
import { ensureAssets } from './assets.ts'
import { makeSource } from './fixtures.ts'
import { listLabels } from './labels/list-labels.ts'
import { updateAsset } from './update-asset.ts'

let database: TestDatabase
let source: Awaited<ReturnType<typeof makeSource>>
const at = new Date('2020-01-01')
const by = { name: 'ada@example.com', byApi: false }
before(async () => {
  database = await createTestDatabase()
  source = await makeSource(database.db)
  const files = ['a', 'b'].map((path) => ({ path, etag: 'e', sizeBytes: 1, modifiedAt: at }))
  await ensureAssets(database.db, { sourceId: source.id, files })
})
after(() => database.close())

test('of two edits with the same version one is told that it came second', async () => {
  const { db } = database
  const path = 'a'
  const edit = (name: string, ifTag: string | null) =>
    updateAsset(db, {
      accountId: source.accountId,
      sourceId: source.id,
      path,
      patch: { name, tags: { [name]: 1 } },
      ifTag,
      by,
    })
  const first = await edit('first', null)
  const results = await Promise.allSettled(
    ['b', 'c', 'd'].map((name) => edit(name, editTag(first))),
  )
  const reasons = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  assert.equal(reasons.length, 2)
  assert.ok(reasons.every((reason) => isFailure(reason, 'changed_meanwhile')))
  // Without a version all of them count, and no tag is lost.
  const blind = ['e', 'f', 'g', 'h'].map((name) => edit(name, null))
  await Promise.all(blind)
  const last = await edit('last', null)
  assert.equal(last.version, first.version + 6)
  for (const name of ['e', 'f', 'g', 'h', 'last']) assert.equal(last.tags[name], 1)
  await assert.rejects(
    updateAsset(db, { ...source, sourceId: source.id, path: 'no', patch: {}, ifTag: null, by }),
    (error) => isFailure(error, 'not_found'),
  )
})

test('fields and categories are replaced as a whole; their uses are counted', async () => {
  const { db } = database
  const edit = { accountId: source.accountId, sourceId: source.id, ifTag: null, by }
  const patch = {
    categories: ['Hero', 'Old', 'Hero'],
    custom_fields: { Shoot: '1', ['__proto__']: 'y' },
    description: "it's \\ here",
  }
  const first = await updateAsset(db, { ...edit, path: 'a', patch })
  assert.deepEqual(first.categories, ['Hero', 'Old'])
  assert.deepEqual(Object.entries(first.customFields).sort(), [
    ['Shoot', '1'],
    ['__proto__', 'y'],
  ])
  assert.equal(first.edited_by_user, true)
  assert.equal(first.date_created.getTime(), at.getTime())
  assert.ok(first.date_modified > at)
  await updateAsset(db, { ...edit, path: 'b', patch: { categories: ['Hero'] } })
  const second = await updateAsset(db, {
    ...edit,
    path: 'a',
    patch: { categories: ['hero', 'New'], custom_fields: {}, description: null },
  })
  assert.deepEqual([second.categories, second.customFields], [['hero', 'New'], {}])
  assert.equal(second.description, null)
  const list = async (kind: 'category' | 'custom_field_key', accountId: number) => {
    const all = { accountId, part: '', sort: 'name', offset: 0, limit: 100 } as const
    return (await listLabels(db, kind, all)).labels
  }
  const uses = async (kind: 'category' | 'custom_field_key') =>
    (await list(kind, source.accountId)).map(({ label, assetCount }) => [label, assetCount])
  assert.deepEqual(await uses('category'), [
    ['Hero', 1],
    ['hero', 1],
    ['New', 1],
    ['Old', 0],
  ])
  assert.deepEqual(await uses('custom_field_key'), [
    ['__proto__', 0],
    ['Shoot', 0],
  ])
  assert.deepEqual(await list('category', source.accountId + 1000), [])
})
