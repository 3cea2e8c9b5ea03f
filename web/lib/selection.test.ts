import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TileAsset } from './assets.ts'
import {
  countSelected,
  isSelected,
  NOTHING,
  type Selection,
  selectedBytes,
  selectionTrouble,
  toggleSelected,
  withRange,
  writeSelection,
} from './selection.ts'

/** Only what a selection looks at. */
const tile = (path: string, bytes = 10) => ({ origin_path: path, file_size: bytes }) as TileAsset
const [a, b, c] = [tile('/a', 1), tile('/b', 20), tile('/c', 300)]
const search = (total: number): Selection => ({
  kind: 'search',
  total,
  isEstimate: false,
  excluded: new Set(),
})

test('single ones go in and out', () => {
  const one = toggleSelected(NOTHING, a)
  const two = toggleSelected(one, b)
  assert.deepEqual(
    [countSelected(two), isSelected(two, '/a'), isSelected(two, '/c')],
    [2, true, false],
  )
  assert.deepEqual(writeSelection(toggleSelected(two, a), ''), { paths: ['/b'] })
  assert.equal(countSelected(one), 1)
  assert.equal(countSelected(NOTHING), 0)
})

test('a range keeps what was chosen before', () => {
  const chosen = withRange(toggleSelected(NOTHING, a), [b, c])
  assert.deepEqual(writeSelection(chosen, ''), { paths: ['/a', '/b', '/c'] })
  assert.equal(selectedBytes(chosen), 321)
})

test('single ones taken out of a whole search are named', () => {
  const all = search(46_306)
  const most = toggleSelected(all, b)
  assert.equal(countSelected(most), 46_305)
  assert.equal(isSelected(most, '/b'), false)
  assert.equal(isSelected(most, '/never-loaded'), true)
  assert.deepEqual(writeSelection(all, 'filter[tags]=sea'), { query: 'filter[tags]=sea' })
  assert.deepEqual(writeSelection(most, 'filter[tags]=sea'), {
    query: 'filter[tags]=sea',
    excluded_paths: ['/b'],
  })
  assert.deepEqual(writeSelection(toggleSelected(most, b), ''), { query: '' })
  assert.equal(selectedBytes(most), null)
})

test('a search without its last one is nothing', () => {
  assert.deepEqual(withRange(search(2), [a, b], false), NOTHING)
})

test('more than the API takes by name is told', () => {
  const many = Array.from({ length: 10_001 }, (_, index) => tile(`/${index}`))
  assert.equal(selectionTrouble(withRange(NOTHING, many.slice(1))), null)
  assert.match(selectionTrouble(withRange(NOTHING, many)) ?? '', /At most 10,000/)
  assert.match(selectionTrouble(withRange(search(1e6), many, false)) ?? '', /At most 10,000/)
})
