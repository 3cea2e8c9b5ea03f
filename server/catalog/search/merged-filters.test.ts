import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { ensureAssets } from '../assets.ts'
import { makeFacts, makeSource } from '../fixtures.ts'
import { deleteLabel, renameLabel } from '../labels/change-labels.ts'
import { findLabelIds } from '../labels/labels.ts'
import { saveReads } from '../save-reads.ts'
import { updateAsset } from '../update-asset.ts'
import { readAssetFilter } from './filter.ts'
import { searchAssets } from './search.ts'
import { readAssetSort } from './sort.ts'

let database: TestDatabase
let source: Awaited<ReturnType<typeof makeSource>>
const by = { name: null, byApi: true }

before(async () => {
  database = await createTestDatabase()
  const { db } = database
  source = await makeSource(db)
  const { id: sourceId } = source
  const modifiedAt = new Date()
  const files = ['1', '2', '3', '4'].map((path) => ({ path, etag: 'e', sizeBytes: 1, modifiedAt }))
  await ensureAssets(db, { sourceId, files })
  const reads = files.map(({ path, etag }) => ({ path, etag, facts: makeFacts() }))
  await saveReads(db, { sourceId, reads })
  await edit('1', { custom_fields: { Cost: '5' }, categories: ['Gone'] })
  await edit('2', { custom_fields: { Fee: '7 EUR' }, categories: ['Gone', 'Stays'] })
  await edit('3', { custom_fields: { Cost: '50', Fee: '7' } })
})
after(() => database.close())

async function edit(path: string, patch: object) {
  const { id: sourceId, accountId } = source
  await updateAsset(database.db, { accountId, sourceId, path, patch, ifTag: null, by })
}

async function find(name: string, value: string): Promise<string> {
  const { assets } = await searchAssets(database.db, {
    source,
    filter: readAssetFilter([[name, value]]),
    sort: readAssetSort('origin_path'),
    page: { limit: 10, offset: 0 },
    exactTotal: true,
    withMetadata: false,
  })
  return assets.map(({ origin_path }) => origin_path).join('')
}

async function idOf(kind: 'category' | 'custom_field_key', label: string): Promise<number> {
  const [ids] = await findLabelIds(database.db, { kind, accountId: source.accountId, label })
  return ids?.[0] ?? assert.fail()
}

test('of keys that became one, the value counts that is shown', async () => {
  const { accountId } = source
  const id = await idOf('custom_field_key', 'Fee')
  assert.equal(await find('custom_range:Fee', '1:10'), '3')
  const change = { accountId, by, kind: 'custom_field_key', id, ifVersion: null } as const
  await database.db
    .transaction()
    .execute((tx) => renameLabel(tx, { ...change, name: 'Cost', merge: true }))
  assert.equal(await find('custom:Cost', ''), '123')
  assert.equal(await find('custom_none:Cost', ''), '4')
  assert.equal(await find('custom_range:Cost', '1:10'), '1')
  assert.equal(await find('custom_range:Cost', '50'), '3')
  assert.equal(await find('custom_contains:Cost', 'eur'), '2')
  assert.equal(await find('custom:Cost', '7'), '')
  assert.equal(await find('custom_range:Fee', '1:10'), '')
  assert.equal(await find('keyword', 'cost'), '123')
})

test('what has only categories that were deleted has none', async () => {
  const { accountId } = source
  assert.equal(await find('has_categories', 'true'), '12')
  const change = { accountId, by, kind: 'category', id: await idOf('category', 'Gone') } as const
  await database.db.transaction().execute((tx) => deleteLabel(tx, { ...change, confirm: 'Gone' }))
  assert.equal(await find('has_categories', 'true'), '2')
  assert.equal(await find('has_categories', 'false'), '134')
  assert.equal(await find('categories', 'gone'), '')
  assert.equal(await find('categories_none', 'gone'), '1234')
})
