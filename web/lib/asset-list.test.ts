import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assetAt, findIndex, pagesBetween, pagesToDrop, readLength } from './asset-list.ts'
import type { AssetPage, TileAsset } from './assets.ts'

function pageOf(part: Partial<AssetPage> & { size: number; from?: number }): AssetPage {
  const { size, from = 0, ...rest } = part
  // Only what a list looks at.
  const assets = Array.from(
    { length: size },
    (_, i) => ({ origin_path: `/${from + i}` }) as TileAsset,
  )
  return { assets, after: null, hasMore: true, total: 0, totalIsEstimate: false, ...rest }
}

const estimated = { totalIsEstimate: true }
const lengths: [
  what: string,
  pages: [number, AssetPage][],
  counted: number | null,
  count: number,
  isEstimate: boolean,
][] = [
  ['nothing found', [[0, pageOf({ size: 0, hasMore: false })]], null, 0, false],
  ['an exact total', [[0, pageOf({ size: 100, total: 5_000 })]], null, 5_000, false],
  ['an estimate', [[0, pageOf({ size: 100, total: 52_000, ...estimated })]], null, 52_000, true],
  [
    'an estimate that was counted',
    [[0, pageOf({ size: 100, total: 52_000, ...estimated })]],
    50_123,
    50_123,
    false,
  ],
  [
    'more was seen than was estimated',
    [[140, pageOf({ size: 100, total: 13_000, ...estimated })]],
    null,
    14_101,
    true,
  ],
  [
    'the last page',
    [
      [0, pageOf({ size: 100, total: 52_000, ...estimated })],
      [500, pageOf({ size: 23, hasMore: false, total: 52_000, ...estimated })],
    ],
    null,
    50_023,
    false,
  ],
  [
    'nothing where the estimate has some',
    [
      [0, pageOf({ size: 100, total: 52_000, ...estimated })],
      [510, pageOf({ size: 0, hasMore: false, total: 52_000, ...estimated })],
    ],
    null,
    51_000,
    true,
  ],
]
for (const [what, pages, counted, count, isEstimate] of lengths) {
  test(`length: ${what}`, () => {
    assert.deepEqual(readLength(new Map(pages), counted), { count, isEstimate })
  })
}

test('places and paths lead to each other across pages that are at hand', () => {
  const pages = new Map([
    [0, pageOf({ size: 100 })],
    [8000, pageOf({ size: 100, from: 800_000 })],
  ])
  assert.equal(assetAt(pages, 800_007)?.origin_path, '/800007')
  assert.equal(findIndex(pages, '/800007'), 800_007)
  assert.equal(assetAt(pages, 400), undefined)
  assert.equal(findIndex(pages, '/400'), null)
})

test('the pages of a stretch lie within the list', () => {
  assert.deepEqual(pagesBetween(-60, 160, 1000), [0, 1])
  assert.deepEqual(pagesBetween(900, 1300, 1000), [9])
  assert.deepEqual(pagesBetween(99, 101, 1000), [0, 1])
  assert.deepEqual(pagesBetween(0, 10, 0), [])
})

test('what is farthest from the screen goes first, and never what is wanted', () => {
  const near = Array.from({ length: 55 }, (_, i) => 4000 + i)
  const all = [...near, 0, 1, 2, 3, 4, 5, 9]
  assert.deepEqual(pagesToDrop(all, [4010, 0]), [1, 2])
  assert.deepEqual(pagesToDrop([0, 1, 2], [0]), [])
})
