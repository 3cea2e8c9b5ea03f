import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { findAsset } from './asset-records.ts'
import { ensureAssets } from './assets.ts'
import { makeFacts, makeSource } from './fixtures.ts'
import { saveReads } from './save-reads.ts'
import { updateAsset } from './update-asset.ts'

let database: TestDatabase
let source: Awaited<ReturnType<typeof makeSource>>

before(async () => {
  database = await createTestDatabase()
  source = await makeSource(database.db)
})
after(() => database.close())

async function read(path: string, etag: string, alt: string | null) {
  const { db } = database
  const files = [{ path, etag, sizeBytes: 1, modifiedAt: new Date() }]
  await ensureAssets(db, { sourceId: source.id, files })
  const xmp: Record<string, string> = alt === null ? {} : { AltTextAccessibility: alt }
  const facts = makeFacts({ metadata: { exif: {}, iptc: {}, xmp } })
  await sql`update assets set etag = ${etag} where origin_path = ${path}`.execute(db)
  await saveReads(db, { sourceId: source.id, reads: [{ path, etag, facts }] })
}

async function write(path: string, alt_text: string | null) {
  const by = { name: 'ann@example.com', byApi: false }
  const patch = { alt_text }
  const { id: sourceId, accountId } = source
  await updateAsset(database.db, { accountId, sourceId, path, patch, ifTag: null, by })
}

async function said(path: string) {
  const asset = await findAsset(database.db, { sourceId: source.id, path })
  return [asset?.alt_text, asset?.alt_text_source]
}

test("the file's alt text counts until a person has said something, even nothing", async () => {
  await read('a.jpg', '1', 'A dog on a beach')
  assert.deepEqual(await said('a.jpg'), ['A dog on a beach', 'file'])
  await write('a.jpg', 'A dog on a beach')
  assert.deepEqual(await said('a.jpg'), ['A dog on a beach', 'file'])
  await read('a.jpg', '2', 'A wet dog')
  assert.deepEqual(await said('a.jpg'), ['A wet dog', 'file'])
  await write('a.jpg', 'Rex')
  await read('a.jpg', '3', 'A dry dog')
  assert.deepEqual(await said('a.jpg'), ['Rex', 'person'])
  await write('a.jpg', null)
  await read('a.jpg', '4', 'A dry dog')
  assert.deepEqual(await said('a.jpg'), [null, 'person'])
})

test('what the file says no longer goes', async () => {
  await read('b.jpg', '1', 'A cat')
  await read('b.jpg', '2', null)
  assert.deepEqual(await said('b.jpg'), [null, null])
})

test('who has changed it is remembered', async () => {
  await read('c.jpg', '1', 'A cat')
  await write('c.jpg', 'Two cats')
  const { rows } = await sql`select fields from changes where origin_path = 'c.jpg'`.execute(
    database.db,
  )
  assert.deepEqual(rows, [{ fields: { alt_text: { from: 'A cat', to: 'Two cats' } } }])
})
