import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts'
import { ensureAssets, removeAssets } from '../assets.ts'
import { makeFacts, makeSource } from '../fixtures.ts'
import { saveReads } from '../save-reads.ts'
import { readAssetFilter } from './filter.ts'
import { keepPlaces, mergeChangedPlaces } from './keep-places.ts'
import { searchAssets } from './search.ts'
import type { AssetPage } from './search-page.ts'
import type { SearchLimits } from './search-ways.ts'
import { readAssetSort } from './sort.ts'

/** So low that a total beyond is exact only where it was not counted. */
const LOW: SearchLimits = { exactTotal: 30, few: 20, shortWalk: 50, longWalk: 500, rung: 70 }
const PALETTE = ['#c03020', '#204080', '#f0f0e0', '#208040', '#c0a020', '#b83a2c']

let database: TestDatabase
let source: Awaited<ReturnType<typeof makeSource>>

before(async () => {
  database = await createTestDatabase()
  source = await makeSource(database.db)
  await add(0, 1500)
  await sql`analyze asset_search`.execute(database.db)
  await keepPlaces(database.db, new AbortController().signal, { least: 100, terms: 1000 })
})
after(() => database.close())

/** What an asset is, by its number: its words, and its colours with their shares, some none. */
const pathOf = (at: number) => `sea ${at % 4 === 0 ? 'calm ' : ''}/${at}.jpg`
function colorsOf(at: number): [hex: string, share: number][] {
  if (at % 11 === 0) return []
  const [large = '', small = ''] = [PALETTE[at % 6], PALETTE[at % 5]]
  return large === small
    ? [[large, 1]]
    : [
        [large, 0.8],
        [small, 0.2],
      ]
}

async function add(from: number, to: number): Promise<void> {
  const files = Array.from({ length: to - from }, (_, at) => ({
    path: pathOf(from + at),
    etag: 'e',
    // Several of the same size.
    sizeBytes: Math.floor((from + at) / 3),
    modifiedAt: new Date(1.6e12 + ((from + at) % 500) * 2e7),
  }))
  const pixels = { namedColors: {}, averageLuminance: 0.5, blurhash: '', perceptualHash: null }
  const reads = files.map(({ path }, at) => {
    const colors = colorsOf(from + at).map(([hex, share]) => ({ hex, share }))
    return { path, etag: 'e', facts: makeFacts({ pixels: { ...pixels, colors } }) }
  })
  await ensureAssets(database.db, { sourceId: source.id, files })
  await saveReads(database.db, { sourceId: source.id, reads })
}

type Filter = [string, string][]

async function find(filter: Filter, sort: string, page: AssetPage) {
  const asked = { filter: readAssetFilter(filter), sort: readAssetSort(sort), page }
  const search = { source, ...asked, exactTotal: false, withMetadata: false }
  const found = await searchAssets(database.db, search, LOW)
  return { ...found, paths: found.assets.map(({ origin_path }) => origin_path) }
}

/** Which assets, told from their numbers. */
const SEARCHES: { name: string; filter: Filter; fits(at: number): boolean }[] = [
  {
    name: 'a word and a colour',
    filter: [
      ['keyword', 'calm'],
      ['colors', '#204080'],
      ['color_tolerance', '5'],
    ],
    fits: (at) => at % 4 === 0 && has(at, '#204080'),
  },
  {
    name: 'a word and two colours',
    filter: [
      ['keyword', 'sea'],
      ['colors', '#f0f0e0,#204080'],
      ['color_tolerance', '5'],
    ],
    fits: (at) => has(at, '#f0f0e0') && has(at, '#204080'),
  },
  {
    name: 'a word but not another, and a colour',
    filter: [
      ['keyword', 'sea -calm'],
      ['colors', '#c03020'],
    ],
    fits: (at) => at % 4 !== 0 && (has(at, '#c03020') || has(at, '#b83a2c')),
  },
]

function has(at: number, wanted: string): boolean {
  return colorsOf(at).some(([hex]) => hex === wanted)
}

const ORDERS = {
  date_created: 'date_created, id',
  '-date_created': 'date_created desc, id desc',
  '-date_modified': 'date_modified desc, id desc',
  date_taken: 'coalesce(date_taken, origin_modified_at), id',
  '-file_size': 'file_size desc, id desc',
  origin_path: 'lower(origin_path)',
}

async function pathsInOrder(order: string): Promise<string[]> {
  const { rows } = await sql<{ path: string }>`
    select origin_path as path from assets order by ${sql.raw(order)}`.execute(database.db)
  return rows.map(({ path }) => path)
}

const numberOf = (path: string) => Number(/(\d+)\.jpg$/.exec(path)?.[1])

async function checkAll(): Promise<void> {
  for (const [sort, order] of Object.entries(ORDERS)) {
    const all = await pathsInOrder(order)
    for (const { name, filter, fits } of SEARCHES) {
      const expected = all.filter((path) => fits(numberOf(path)))
      const message = `${name} by ${sort}`
      const paged: string[] = []
      for (let page: AssetPage = { limit: 37, offset: 0 }; ; ) {
        const found = await find(filter, sort, page)
        paged.push(...found.paths)
        // By path they are looked for in the index.
        const isExact = sort !== 'origin_path' || !found.totalIsEstimate
        if (isExact)
          assert.deepEqual([found.total, found.totalIsEstimate], [expected.length, false])
        if (!found.hasMore) break
        page = { limit: 37, after: found.after ?? '' }
      }
      assert.deepEqual(paged, expected, message)
      assert.ok(expected.length > 60)
      for (const offset of [36, expected.length - 5, expected.length]) {
        const { paths } = await find(filter, sort, { limit: 10, offset })
        assert.deepEqual(paths, expected.slice(offset, offset + 10), `${message} from ${offset}`)
      }
    }
  }
}

describe('colours beside what is kept: exact, in each order, page by page and counted to', () => {
  test('as it was built', checkAll)

  test('while some have come and gone, and when that was taken over', async () => {
    const { db } = database
    await add(1500, 1600)
    const paths = Array.from({ length: 100 }, (_, at) => pathOf(7 * at))
    await removeAssets(db, { sourceId: source.id, paths })
    await checkAll()
    await mergeChangedPlaces(db)
    await checkAll()
  })

  test('what has got other colours is found by these', async () => {
    const { db } = database
    const [filter, order] = [SEARCHES[0]?.filter ?? [], '-date_created']
    const { total } = await find(filter, order, { limit: 1, offset: 0 })
    const one = sql`(select id from assets where origin_path = ${pathOf(8)})`
    await sql`update asset_search set color_cells = (
      select color_cells from asset_search where asset_id = (select id from assets where origin_path = ${pathOf(13)})
    ) where asset_id = ${one}`.execute(db)
    const before = await find(filter, order, { limit: 1, offset: 0 })
    assert.equal(before.total, total + 1)
    await mergeChangedPlaces(db)
    assert.equal((await find(filter, order, { limit: 1, offset: 0 })).total, total + 1)
  })

  test('where colours are not kept yet, they are asked of the index, and then built', async () => {
    const { db } = database
    const whole = () => find(SEARCHES[1]?.filter ?? [], '-date_created', { limit: 50, offset: 0 })
    const kept = await whole()
    const countKept = async () => {
      const { rows } = await sql<{ blocks: number }>`
        select count(*) as blocks from kept_values where key = 'color_cells'`.execute(db)
      return rows[0]?.blocks
    }
    await sql`delete from kept_values where key = 'color_cells'`.execute(db)
    assert.deepEqual((await whole()).paths, kept.paths)
    await keepPlaces(db, new AbortController().signal, { least: 100, terms: 1000 })
    assert.equal(await countKept(), 1)
    assert.deepEqual(await whole(), kept)
  })
})
