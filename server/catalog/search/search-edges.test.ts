import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { isFailure } from '../../lib/failures.ts'
import { ensureAssets } from '../assets.ts'
import { makeFacts, makeSource } from '../fixtures.ts'
import { saveReads } from '../save-reads.ts'
import { readAssetFilter } from './filter.ts'
import { searchAssets } from './search.ts'
import type { AssetPage } from './search-page.ts'
import { readAssetSort } from './sort.ts'

let database: TestDatabase
let source: Awaited<ReturnType<typeof makeSource>>
before(async () => {
  database = await createTestDatabase()
  source = await makeSource(database.db)
})
after(() => database.close())

describe('what nobody should send is answered all the same', () => {
  const search = (filter: [string, string][], page: AssetPage = { limit: 5, offset: 0 }) =>
    searchAssets(database.db, {
      source,
      filter: readAssetFilter(filter),
      sort: readAssetSort(undefined),
      page,
      exactTotal: true,
      withMetadata: true,
    })
  const hostile = [
    "'",
    "''; drop table assets --",
    '\\',
    "\\'",
    ':*',
    '&|!()',
    '<->',
    '\ud800',
    '\ud800a',
    '🙂',
    '%_%',
    '#t:1',
    '1/red',
    '٣',
    'ⅷ',
    ' ',
    '-',
    'é'.normalize('NFD'),
    'a '.repeat(400),
    'a'.repeat(999),
    '\u202e',
    "it's",
  ]
  for (const value of hostile) {
    test(`as any text filter: ${JSON.stringify(value.slice(0, 30))}`, async () => {
      for (const name of [
        'keyword',
        'tags',
        'categories',
        'custom:x',
        'custom:Shoot',
        'origin_path',
        'folder_path',
        'media_kind',
        'content_type',
      ]) {
        await search([
          [name, value],
          ['or:keyword', value],
          ['or:origin_path', `/${value}`],
        ])
      }
      await search([[`custom:${value}x`, value]])
    })
  }

  test('the last day there is can be asked for', async () => {
    await search([['date_created', '9999-12-31']])
  })

  const refused: [name: string, value: string][] = [
    ['keyword', 'a\0b'],
    ['keyword', 'x'.repeat(100_000)],
    ['keyword', Array.from({ length: 41 }, (_, at) => at).join(' ')],
    ['colors', 'reddish'],
    ['colors', '12345'],
    ['has_frames', 'maybe'],
    ['face_count', '1:2:3'],
    ['face_count', ':'],
    ['file_size', '99999999999999999999'],
    ['file_size', '1e3'],
    ['date_created', '2020-13-40'],
    ['date_created', '99999999999999'],
    ['date_created', '-99999999999:'],
    ['status', 'fine'],
    ['unheard_of', '1'],
    ['constructor', '1'],
    ['or:unheard_of', '1'],
  ]
  for (const [name, value] of refused) {
    test(`refused, by name: ${name}=${JSON.stringify(value.slice(0, 30))}`, async () => {
      await assert.rejects(
        async () => await search([[name, value]]),
        (error) => isFailure(error, 'invalid_parameter') && error.parameter === `filter[${name}]`,
      )
    })
  }

  const cursors = [
    '',
    'x',
    '{}',
    '[]',
    '["-date_created","2020-01-01 00:00:00+00","1; drop"]',
    '["-date_created","2020-19-39 00:00:00+00",1]',
    '["file_size","1",1]',
    '["-date_created","now",1]',
    '["-date_created","2020-01-01 00:00:00+00",1e300]',
  ]
  for (const cursor of cursors) {
    test(`a cursor that is none: ${cursor}`, async () => {
      const after = Buffer.from(cursor).toString('base64url')
      await assert.rejects(search([], { limit: 5, after }), (error) =>
        isFailure(error, 'invalid_parameter'),
      )
    })
  }
})

test('a colour finds what is near it, and nothing far', async () => {
  const { db } = database
  const own = await makeSource(db)
  const hexes = ['#5b86b8', '#5e88b6', '#b85b5b', '#000000', '#ffffff', '#20a020']
  const at = new Date()
  const files = hexes.map((path) => ({ path, etag: 'e', sizeBytes: 1, modifiedAt: at }))
  await ensureAssets(db, { sourceId: own.id, files })
  const pixels = { namedColors: {}, averageLuminance: 0.5, blurhash: '', perceptualHash: null }
  const reads = hexes.map((hex) => ({
    path: hex,
    etag: 'e',
    facts: makeFacts({ pixels: { ...pixels, colors: [{ hex, share: 1 }] } }),
  }))
  await saveReads(db, { sourceId: own.id, reads })
  const near = async (color: string) => {
    const found = await searchAssets(db, {
      source: own,
      filter: readAssetFilter([['colors', color]]),
      sort: readAssetSort('file_size'),
      page: { limit: 10, offset: 0 },
      exactTotal: false,
      withMetadata: false,
    })
    return found.assets.map(({ origin_path }) => origin_path).sort()
  }
  assert.deepEqual(await near('5b86b8'), ['#5b86b8', '#5e88b6'])
  assert.deepEqual(await near('#FFF'), ['#ffffff'])
  assert.deepEqual(await near('010101'), ['#000000'])
  assert.deepEqual(await near('ff00ff'), [])
})

test('content warnings are found by level and by range', async () => {
  const { db } = database
  const own = await makeSource(db)
  const levels = [null, 1, 2, 3, 4, 5]
  const at = new Date()
  const files = levels.map((level) => ({
    path: String(level),
    etag: 'e',
    sizeBytes: 1,
    modifiedAt: at,
  }))
  await ensureAssets(db, { sourceId: own.id, files })
  // What only analysis will find one day.
  await sql`update assets set warning_adult = nullif(origin_path, 'null')::smallint
    where source_id = ${own.id}`.execute(db)
  const reads = files.map(({ path, etag }) => ({ path, etag, facts: makeFacts() }))
  await saveReads(db, { sourceId: own.id, reads })
  const found = async (range: string, name = 'warning_adult') => {
    const { assets } = await searchAssets(db, {
      source: own,
      filter: readAssetFilter([[name, range]]),
      sort: readAssetSort('file_size'),
      page: { limit: 10, offset: 0 },
      exactTotal: false,
      withMetadata: false,
    })
    return assets.map(({ origin_path }) => origin_path).join('')
  }
  assert.equal(await found('4:'), '45')
  assert.equal(await found(':2'), '12')
  assert.equal(await found('3'), '3')
  assert.equal(await found('6:'), '')
  assert.equal(await found('1:', 'warning_racy'), '')
})
