import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { openDatabase } from '../../db/connection.ts'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { ensureAssets } from '../assets.ts'
import { makeFacts, makeSource } from '../fixtures.ts'
import { saveReads } from '../save-reads.ts'
import { resolveTerm } from './conditions.ts'
import { readAssetFilter } from './filter.ts'
import { ensureSearchIndexes } from './renew-index.ts'
import { searchAssets } from './search.ts'
import { openAnchors } from './search-jumps.ts'
import { buildLadder, type Ladder, readFromLadder } from './search-ladder.ts'
import { gather, type Stretch } from './search-stretch.ts'
import { SEARCH_LIMITS } from './search-ways.ts'
import { readAssetSort, SORT_KEYS } from './sort.ts'

const ASSETS = 600
let database: TestDatabase
let source: Awaited<ReturnType<typeof makeSource>>
before(async () => {
  database = await createTestDatabase()
  const { db } = database
  source = await makeSource(db)
  const files = Array.from({ length: ASSETS }, (_, at) => ({
    path: `${at % 7}/${at % 2 === 0 ? 'sea' : 'land'} ${at}.jpg`,
    etag: 'e',
    // Several of the same size, and very many of one.
    sizeBytes: at < 200 ? 7 : Math.floor(at / 3) * 1000,
    modifiedAt: new Date(1_600_000_000_000 + at * 200_000_000),
  }))
  await ensureAssets(db, { sourceId: source.id, files })
  const reads = files.map(({ path }) => ({ path, etag: 'e', facts: makeFacts() }))
  await saveReads(db, { sourceId: source.id, reads })
  await ensureSearchIndexes(db)
})
after(() => database.close())

async function stretchOf(sort: string, filter: [string, string][]): Promise<Stretch> {
  const scope = { sourceId: source.id, accountId: source.accountId }
  const condition = await resolveTerm(database.db, scope, readAssetFilter(filter))
  assert.ok(condition)
  const { column, descending } = readAssetSort(sort)
  const order = { key: SORT_KEYS[column], descending, tier: 0, behind: null, bounds: null }
  return { ...order, wanted: { ...condition, sourceId: source.id }, limit: 13, offset: 0 }
}

describe('a page from a ladder is the one that looking at all that fit gives', () => {
  const filters: [string, string][][] = [
    [['keyword', 'sea']],
    [['file_size', '7:150000']],
    [
      ['keyword', 'sea'],
      ['date_created', '1600000000:1690000000'],
    ],
  ]
  for (const sort of [
    '-date_created',
    'date_modified',
    '-file_size',
    'date_taken',
    'origin_path',
  ]) {
    for (const filter of filters) {
      // Among so many a walk from a rung to the page would be far.
      for (const assets of [ASSETS, 100_000_000]) {
        test(`${sort}, ${filter.length} ${filter[0]?.[0]}, of ${assets}`, async () => {
          const { db } = database
          const stretch = await stretchOf(sort, filter)
          const all = (await gather(db, { ...stretch, limit: ASSETS }, null)).places
          const ladder = await buildLadder(db, stretch, 40)
          assert.equal(ladder.total, all.length)
          for (const offset of [0, 39, 40, 41, 137, all.length - 5, all.length - 1, all.length]) {
            const asked = { ...stretch, offset }
            const places = await readFromLadder(db, asked, { ladder, assets })
            assert.deepEqual(places, all.slice(offset, offset + 13), `from ${offset}`)
          }
        })
      }
    }
  }

  test('also while there are assets without the terms that tell where they stand', async () => {
    const { db } = database
    const stretch = await stretchOf('-date_created', [['keyword', 'sea']])
    await sql`update asset_search set index_version = index_version - 1
      where asset_id = (select max(asset_id) from asset_search)`.execute(db)
    const { rungs } = await buildLadder(db, stretch, 40)
    assert.ok(rungs.length > 0 && rungs.every(({ number }) => number === null))
  })

  test('one that fails where no other connection is free says why, not that the search was broken off', async () => {
    const busy = openDatabase(database.url, { maxConnections: 1 })
    const asked = {
      source,
      filter: readAssetFilter([['keyword', 'sea']]),
      sort: readAssetSort(undefined),
      page: { limit: 5, offset: 2000 },
      exactTotal: false,
      withMetadata: false,
    }
    const search = (rung: number) => searchAssets(busy.db, asked, { ...SEARCH_LIMITS, rung })
    try {
      // PostgreSQL takes no steps of nothing.
      await assert.rejects(search(0), { code: '22023' })
      assert.deepEqual((await search(100)).total, ASSETS / 2)
    } finally {
      await busy.close()
    }
  })
})

describe('a ladder', () => {
  const LADDER: Ladder = { rungs: [], total: 1000 }
  const guess = async () => 1000
  const climbing = (skip: number, build: () => Promise<Ladder>, isBeside = true) => ({
    skip,
    guess,
    begin: () => Object.assign(build, { isBeside }),
  })

  test('is built beside when going there step by step has cost as much, and others wait for it', async () => {
    let built = 0
    const { climb } = openAnchors()
    const build = async () => {
      built += 1
      return LADDER
    }
    const ask = (search: string, skip: number) => climb(search, climbing(skip, build))
    assert.equal(await ask('a', 600), null)
    assert.equal(await ask('b', 600), null)
    const found = await Promise.all([ask('a', 400), ask('a', 100), ask('a', 100)])
    assert.equal(built, 1)
    assert.deepEqual(found, [null, LADDER, LADDER])
  })

  test('is forgotten after a minute, and when it could not be built', async () => {
    let now = 0
    const { climb } = openAnchors(() => now)
    const ask = (build: () => Promise<Ladder>) => climb('a', climbing(1000, build))
    const fail = () => Promise.reject(new Error('too long'))
    assert.deepEqual(await Promise.all([ask(fail), ask(fail)]), [null, null])
    assert.equal(await ask(async () => LADDER), null)
    assert.equal(await ask(async () => LADDER), LADDER)
    now = 61_000
    assert.equal(await ask(async () => LADDER), null)
    assert.equal(await ask(async () => LADDER), LADDER)
  })

  test('is taken at once where it can only be built by the search itself', async () => {
    const { climb } = openAnchors()
    const ask = (build: () => Promise<Ladder>) => climb('a', climbing(1000, build, false))
    const failing = ask(() => Promise.reject(new Error('too long')))
    assert.equal(await ask(async () => LADDER), null)
    await assert.rejects(failing, /too long/)
    assert.equal(await ask(async () => LADDER), LADDER)
  })
})
