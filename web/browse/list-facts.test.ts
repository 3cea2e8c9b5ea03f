import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { AssetPage, TileAsset } from '../lib/assets.ts'
import { ListFacts } from './list-facts.ts'
import { yearsBetween } from './read-years.ts'

/** A page of 100, so many assets of each month after the other. */
function pageOf(months: [month: string, count: number][], hasMore = true): AssetPage {
  const assets = months.flatMap(([month, count]) => {
    const at = Date.parse(`${month}-15T12:00:00Z`) / 1000
    const asset = { date_created: at, date_modified: at, media_width: 300, media_height: 200 }
    return Array.from({ length: count }, () => asset as TileAsset) // only what is looked at
  })
  return { assets, after: null, hasMore, total: 0, totalIsEstimate: false }
}

const november = pageOf([['2026-11', 100]])
const mixed = pageOf([
  ['2026-11', 50],
  ['2026-10', 50],
])
const last = pageOf(
  [
    ['2026-10', 20],
    ['2026-09', 7],
  ],
  false,
)

test('a month goes on from page to page, and is counted when all of it is known', () => {
  const facts = new ListFacts('date_created')
  facts.take(new Map([[0, november]]))
  assert.deepEqual(facts.of(0)?.headings, [0])
  assert.deepEqual(facts.monthAt(3), { title: 'November 2026', count: null })
  facts.take(new Map([[1, mixed]]))
  assert.deepEqual(facts.of(1)?.headings, [50])
  assert.deepEqual(facts.monthAt(199), { title: 'October 2026', count: null })
  facts.take(new Map([[2, last]]))
  const counts = [0, 150, 220].map((index) => facts.monthAt(index)?.count)
  assert.deepEqual(counts, [150, 70, 7])
})

test('whether a month begins with a page is known once the page before is', () => {
  const facts = new ListFacts('date_created')
  const october = pageOf([['2026-10', 100]])
  facts.take(new Map([[7, october]]))
  assert.deepEqual(facts.of(7)?.headings, [])
  assert.deepEqual(facts.monthAt(700), { title: 'October 2026', count: null })
  const before = facts.of(7)
  facts.take(new Map([[6, november]]))
  assert.deepEqual(facts.of(7)?.headings, [0])
  assert.notEqual(facts.of(7), before)
})

test('what is known is told once, and kept when its page is gone', () => {
  const facts = new ListFacts('date_created')
  assert.equal(facts.take(new Map([[0, november]])), true)
  assert.equal(facts.take(new Map([[0, november]])), false)
  facts.take(new Map())
  assert.equal(facts.of(0)?.ratios.length, 100)
  assert.equal(facts.of(1), null)
})

test('an order by anything else has no months', () => {
  const facts = new ListFacts('file_size')
  facts.take(new Map([[0, mixed]]))
  assert.deepEqual([facts.of(0)?.headings, facts.monthAt(0)], [[], null])
})

test('years stand beside the scroll bar in the order of the list, of very many only some', () => {
  assert.deepEqual(yearsBetween(2026, 2023), [2025, 2024, 2023])
  assert.deepEqual(yearsBetween(2023, 2025), [2024, 2025])
  assert.ok(yearsBetween(2026, 1839).length <= 30)
})

test('assets of a page that the list let go of are let go of', async () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage: () => void = runInNewContext('gc')
  const facts = new ListFacts('date_created')
  const take = () => {
    const page = pageOf([['2026-11', 100]])
    facts.take(new Map([[0, page]]))
    return new WeakRef(page)
  }
  const page = take()
  // What was looked at by a weak reference stays until the turn is over.
  await new Promise(setImmediate)
  collectGarbage()
  assert.equal(page.deref(), undefined)
  assert.equal(facts.of(0)?.ratios.length, 100)
})
