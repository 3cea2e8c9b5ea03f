import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { openDatabase } from '../../db/connection.ts'
import type { Db } from '../../db/tables.ts'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { isFailure } from '../../lib/failures.ts'
import { ensureAssets, removeAssets } from '../assets.ts'
import { makeFacts, makeSource } from '../fixtures.ts'
import { saveReads } from '../save-reads.ts'
import { resolveTerm } from './conditions.ts'
import { readAssetFilter } from './filter.ts'
import { ensureSearchIndexes, MAY_HAVE_OLDER_ROWS } from './renew-index.ts'
import { searchAssets } from './search.ts'
import { openAnchors, planJump } from './search-jumps.ts'
import type { AssetPage } from './search-page.ts'
import { findPosition } from './search-position.ts'
import { gather, rankSample } from './search-stretch.ts'
import { inSearch } from './search-transaction.ts'
import { gatherReach, planWalk, SEARCH_LIMITS, type SearchLimits } from './search-ways.ts'
import { readAssetSort, SORT_KEYS } from './sort.ts'

/** So low that a few thousand assets take every way. */
const LOW: SearchLimits = { exactTotal: 100, few: 20, shortWalk: 50, longWalk: 500, rung: 70 }

const ASSETS = 5000
let database: TestDatabase
let source: Awaited<ReturnType<typeof makeSource>>
before(async () => {
  database = await createTestDatabase()
  source = await makeSource(database.db)
  await add(Array.from({ length: ASSETS }, (_, at) => at))
  await sql`analyze asset_search`.execute(database.db)
  await ensureSearchIndexes(database.db)
})
after(() => database.close())

/** The newer the higher the number; a tenth is called `sea.jpg`, the others have the sea in their folder alone. */
function pathOf(at: number): string {
  const folder = `${at % 7}/sea ${String(at).padStart(5, '0')}`
  return at % 10 === 0 ? `${folder}/Sea.jpg` : `${folder}/file.jpg`
}

async function add(numbers: number[]): Promise<void> {
  const { db } = database
  const sourceId = source.id
  const dateOf = (at: number) => new Date(1_600_000_000_000 + at * 20_000_000)
  const files = numbers.map((at) => ({
    path: pathOf(at),
    etag: 'e',
    // Several of the same size.
    sizeBytes: Math.floor(at / 3),
    modifiedAt: dateOf(at),
  }))
  for (let at = 0; at < files.length; at += 1000) {
    const some = files.slice(at, at + 1000)
    await ensureAssets(db, { sourceId, files: some })
    const reads = some.map(({ path }) => ({ path, etag: 'e', facts: makeFacts() }))
    await saveReads(db, { sourceId, reads })
  }
}

interface Asked {
  filter?: [string, string][]
  sort: string
  page: AssetPage
  limits?: SearchLimits
}

async function find({ filter = [], sort, page, limits = SEARCH_LIMITS }: Asked) {
  const search = {
    source,
    filter: readAssetFilter(filter),
    sort: readAssetSort(sort),
    page,
    exactTotal: false,
    withMetadata: false,
  }
  const found = await searchAssets(database.db, search, limits)
  return { ...found, paths: found.assets.map(({ origin_path }) => origin_path) }
}

const numbers = Array.from({ length: ASSETS }, (_, at) => at)

describe('by relevance', () => {
  const filter: [string, string][] = [['keyword', 'SEA']]
  const newestFirst = numbers.toReversed()
  const expected = [
    ...newestFirst.filter((at) => at % 10 === 0),
    ...newestFirst.filter((at) => at % 10 !== 0),
  ].map(pathOf)

  for (const limits of [SEARCH_LIMITS, LOW]) {
    test(`the exact file name comes first, page by page (${limits.exactTotal})`, async () => {
      const seen: string[] = []
      for (let page: AssetPage = { limit: 333, offset: 0 }; ; ) {
        const found = await find({ filter, sort: 'relevance', page, limits })
        seen.push(...found.paths)
        if (!found.hasMore) break
        page = { limit: 333, after: found.after ?? '' }
      }
      assert.deepEqual(seen, expected)
    })

    test(`pages that are counted to, over the border of both (${limits.exactTotal})`, async () => {
      for (const offset of [0, 400, 499, 500, 501, 3000, 4990, ASSETS, ASSETS + 10]) {
        const { paths, hasMore, total, totalIsEstimate } = await find({
          filter,
          sort: 'relevance',
          page: { limit: 20, offset },
          limits,
        })
        assert.deepEqual(paths, expected.slice(offset, offset + 20), `from ${offset}`)
        assert.equal(hasMore, offset + 20 < ASSETS)
        if (totalIsEstimate) assert.ok(limits === LOW && total > limits.exactTotal)
        else assert.equal(total, ASSETS)
      }
    })
  }

  test('an asset is found at any depth', async () => {
    const asked = { source, filter: readAssetFilter(filter), sort: readAssetSort('relevance') }
    for (const position of [0, 499, 500, ASSETS - 1]) {
      const path = expected[position] ?? ''
      assert.equal(await findPosition(database.db, { ...asked, path }), position, path)
    }
    assert.equal(await findPosition(database.db, { ...asked, path: 'sea.jpg' }), null)
  })

  test('with its extension, in any case, and in quotes', async () => {
    for (const keyword of ['sea.JPG', '"Sea.jpg"', ' sea.jpg ']) {
      const asked = { filter: [['keyword', keyword]] as [string, string][], sort: 'relevance' }
      const { paths } = await find({ ...asked, page: { limit: 3, offset: 0 } })
      assert.deepEqual(paths, expected.slice(0, 3))
    }
  })

  test('what is excluded alone has no relevance, but a beginning and an end', async () => {
    const asked = { filter: [['keyword', '-file']] as [string, string][], sort: 'relevance' }
    const { paths } = await find({ ...asked, page: { limit: 3, offset: 0 } })
    assert.deepEqual(paths, expected.slice(0, 3))
  })

  test('nothing is more or less relevant without a keyword', async () => {
    await assert.rejects(
      find({ sort: 'relevance', page: { limit: 3, offset: 0 } }),
      (error) => isFailure(error, 'invalid_parameter') && error.parameter === 'sort',
    )
  })
})

test('an unknown order is refused, naming those there are', () => {
  for (const sort of ['name', '-relevance', 'date_created,-constructor']) {
    assert.throws(
      () => readAssetSort(sort),
      (error) =>
        isFailure(error, 'invalid_parameter') &&
        ['date_created', 'origin_path', 'relevance'].every((name) => error.detail.includes(name)),
    )
  }
})

describe('deep pages that are counted to', () => {
  const orders: [sort: string, order: string][] = [
    ['date_created', 'date_created, id'],
    ['-date_created', 'date_created desc, id desc'],
    // Three of each size: their ids decide.
    ['-file_size', 'file_size desc, id desc'],
    ['origin_path', 'lower(origin_path)'],
  ]
  const filters: [string, string][][] = [
    [],
    [['keyword', 'sea']],
    [['date_created', '2020-01-01:']],
  ]
  for (const [sort, order] of orders) {
    for (const filter of filters) {
      for (const limits of [SEARCH_LIMITS, LOW]) {
        test(`${sort}, ${filter[0]?.[0] ?? 'all'}, ${limits.exactTotal}`, async () => {
          const { rows } = await sql<{ path: string }>`
            select origin_path as path from assets order by ${sql.raw(order)}`.execute(database.db)
          const expected = rows.map(({ path }) => path)
          // There and back, so that places that are known lie before and behind.
          for (const offset of [
            4000,
            4010,
            4990,
            3995,
            2100,
            2090,
            0,
            4995,
            ASSETS,
            ASSETS + 5000,
          ]) {
            const { paths, hasMore } = await find({
              filter,
              sort,
              page: { limit: 10, offset },
              limits,
            })
            assert.deepEqual(paths, expected.slice(offset, offset + 10), `from ${offset}`)
            assert.equal(hasMore, offset + 10 < ASSETS)
          }
        })
      }
    }
  }

  test('are right when assets came and went meanwhile', async () => {
    const ask = async (offset: number) =>
      (await find({ sort: '-date_created', page: { limit: 3, offset } })).paths
    assert.deepEqual(await ask(2500), [2499, 2498, 2497].map(pathOf))
    await add([ASSETS])
    assert.deepEqual(await ask(2500), [2500, 2499, 2498].map(pathOf))
    await removeAssets(database.db, { sourceId: source.id, paths: [pathOf(ASSETS)] })
    assert.deepEqual(await ask(2500), [2499, 2498, 2497].map(pathOf))
  })
})

test('a jump goes the shortest way', () => {
  const ends = [
    { position: -1, place: null },
    { position: 1000, place: null },
  ]
  const known = { position: 499, place: { id: 1, value: 'x', tier: 0 } }
  const jump = (offset: number) => {
    const { anchor, backwards, skip } = planJump([...ends, known], { offset, take: 10 })
    return [anchor.position, backwards, skip]
  }
  assert.deepEqual(jump(3), [-1, false, 3])
  assert.deepEqual(jump(500), [499, false, 0])
  assert.deepEqual(jump(480), [499, true, 9])
  assert.deepEqual(jump(990), [1000, true, 0])
})

test('places are forgotten: old ones, and of too many searches those that were not used', () => {
  let now = 0
  const anchors = openAnchors(() => now)
  anchors.learn('a', { position: 1, place: null })
  now = 59_000
  anchors.learn('a', { position: 2, place: null })
  assert.deepEqual(
    anchors.of('a').map(({ position }) => position),
    [1, 2],
  )
  now = 61_000
  assert.deepEqual(
    anchors.of('a').map(({ position }) => position),
    [2],
  )
  for (let at = 0; at < 100; at += 1) anchors.learn(`b${at}`, { position: 1, place: null })
  assert.deepEqual(anchors.of('a'), [])
})

test('a walk is planned where it is cheaper than looking at all that fit', () => {
  const limits = SEARCH_LIMITS
  assert.equal(
    planWalk({ needed: 51, fitting: 500_000, candidates: 500_000, all: 1_000_000 }, limits),
    2000,
  )
  assert.equal(
    planWalk({ needed: 51, fitting: 20_000, candidates: 20_000, all: 1_000_000 }, limits),
    7650,
  )
  assert.equal(
    planWalk({ needed: 51, fitting: 3000, candidates: 3000, all: 1_000_000 }, limits),
    null,
  )
  assert.equal(
    planWalk({ needed: 100_000, fitting: 200_000, candidates: 200_000, all: 1_000_000 }, limits),
    null,
  )
})

describe('a part of an order, by the terms that stand for it, has the page that all have', () => {
  for (const sort of ['-date_created', 'date_created', '-file_size', 'file_size']) {
    for (const offset of [0, 120]) {
      test(`${sort}, ${offset}`, async () => {
        const { db } = database
        const sourceId = source.id
        const term = readAssetFilter([['keyword', 'sea.jpg']])
        const condition = await resolveTerm(db, { sourceId, accountId: source.accountId }, term)
        assert.ok(condition)
        const { column, descending } = readAssetSort(sort)
        const order = { key: SORT_KEYS[column], descending, tier: 0, behind: null, bounds: null }
        const stretch = { ...order, wanted: { ...condition, sourceId }, limit: 31, offset }
        const { places } = await gather(db, stretch, null)
        const ranks = [400, 10, 501]
        const sample = { buckets: 64, of: 64 as const }
        const found = await rankSample(db, stretch, { sample, ranks })
        assert.equal(found.older, false)
        assert.equal(found.hits, 500)
        const [far, near, none] = found.ranked
        assert.equal(none, null)
        const reach = async (last: number | null | undefined) => {
          const ends: [number, number] = [found.first ?? assert.fail(), last ?? assert.fail()]
          return await gatherReach(db, stretch, { ends, fitting: 100 })
        }
        assert.deepEqual(await reach(far), places)
        assert.equal(places.length, 31)
        // Its terms may stand for more than they have to; what they find too little of, they do not claim.
        const part = await reach(near)
        assert.deepEqual(part ?? places, places)
      })
    }
  }
})

test('many searches at once get along with one connection, and with few', async () => {
  for (const maxConnections of [1, 3]) {
    const few = openDatabase(database.url, { maxConnections })
    const search = {
      source,
      filter: readAssetFilter([['keyword', 'sea.jpg']]),
      sort: readAssetSort('-date_created'),
      page: { limit: 20, offset: 0 },
      exactTotal: true,
      withMetadata: false,
    }
    const searches = Array.from({ length: 12 }, () => searchAssets(few.db, search, LOW))
    const found = await Promise.all(searches)
    await few.close()
    assert.deepEqual(new Set(found.map(({ total }) => total)), new Set([ASSETS / 10]))
    assert.equal(new Set(found.map(({ after }) => after)).size, 1)
  }
})

test('no search relies on those terms while there are assets without them', async () => {
  const { db } = database
  const older = async () => {
    const { rows } = await sql<{ older: boolean }>`select ${MAY_HAVE_OLDER_ROWS} as older`.execute(
      db,
    )
    return rows[0]?.older
  }
  assert.equal(await older(), false)
  const one = sql`asset_id = (select min(asset_id) from asset_search)`
  await sql`update asset_search set index_version = index_version - 1 where ${one}`.execute(db)
  assert.equal(await older(), true)
  await sql`update asset_search set index_version = index_version + 1 where ${one}`.execute(db)
  assert.equal(await older(), false)
})

test('a statement of a search that takes too long ends, and the answer says so', async () => {
  const slow = inSearch(database.db, async (tx) => {
    await sql`set local statement_timeout = '20ms'`.execute(tx)
    await sql`select pg_sleep(5)`.execute(tx)
  })
  await assert.rejects(slow, (error) => isFailure(error, 'timeout') && /longer/.test(error.detail))
})

test('what nobody waits for any more is cancelled, beside the search, too, and its connections are good again', async () => {
  const two = openDatabase(database.url, { maxConnections: 4 })
  const gone = new AbortController()
  const sleeping = sql<{ pid: number }>`
    select pid from pg_stat_activity where query like '%pg_sleep(60)%' and pid <> pg_backend_pid() and state = 'active'`
  const sleep = (db: Db) => sql`select pg_sleep(60)`.execute(db)
  const search = inSearch(
    two.db,
    async (tx, beside) => {
      await sql`set local statement_timeout = '50s'`.execute(tx)
      beside(sleep)
      // Whoever goes on after the first is cancelled, too.
      await sleep(tx).catch(() => sleep(tx))
    },
    gone.signal,
  )
  const refused = assert.rejects(search, (error) => isFailure(error, 'gone_away'))
  while ((await sleeping.execute(database.db)).rows.length < 2);
  gone.abort()
  await refused
  const again = await Promise.all(Array.from({ length: 4 }, () => inSearch(two.db, count)))
  assert.deepEqual(new Set(again), new Set([ASSETS]))
  assert.deepEqual((await sleeping.execute(database.db)).rows, [])
  await assert.rejects(inSearch(two.db, count, gone.signal), (error) =>
    isFailure(error, 'gone_away'),
  )
  await two.close()
})

async function count(db: Db): Promise<number> {
  const { rows } = await sql<{
    assets: number
  }>`select count(*) as assets from asset_search`.execute(db)
  return rows[0]?.assets ?? 0
}
