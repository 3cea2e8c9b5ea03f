import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AssetAttributes } from '../../contract/resources.ts'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import { compareAddress, readCompared } from '../lib/compared.ts'
import { planDifferences } from './differences.ts'

/** What the rows are made of; all else is the same, or not there. */
function asset(path: string, more: Partial<AssetAttributes> = {}): AssetAttributes {
  const known: Partial<AssetAttributes> = {
    origin_path: path,
    content_type: 'image/jpeg',
    file_size: 1000,
    media_width: 40,
    media_height: 30,
    duration_seconds: null,
    date_taken: null,
    date_created: 1_700_000_000,
    date_modified: 1_700_000_000,
    date_origin_modified: 1_700_000_000,
    tags: {},
    categories: [],
    custom_fields: {},
    colors: null,
    content_hash: 'aa',
  }
  return { ...known, ...more } as AssetAttributes // the rest is of no concern here
}

function rowsOf(...assets: (AssetAttributes | null)[]) {
  return new Map(planDifferences(assets).map((row) => [row.label, row]))
}

test('copies of one file differ by their place alone', () => {
  const rows = rowsOf(asset('/a/x.jpg'), asset('/b/x.jpg'))
  const differing = [...rows.values()].filter(({ differs }) => differs)
  assert.deepEqual(
    differing.map(({ label }) => label),
    ['Folder'],
  )
  assert.deepEqual(
    rows.get('Content')?.cells.map((cell) => cell?.text),
    ['Same content as B', 'Same content as A'],
  )
  assert.equal(rows.has('Duration'), false)
})

test('sizes that are written alike differ by a byte', () => {
  const rows = rowsOf(
    asset('/x.jpg', { file_size: 1_000_001 }),
    asset('/x.jpg', { file_size: 1_000_002 }),
  )
  assert.equal(rows.get('File size')?.differs, true)
})

test('words that not all have are marked; those that a person has removed are left out', () => {
  const rows = rowsOf(
    asset('/x.jpg', { tags: { sea: 0.9, dog: 0.95, cat: 0 } }),
    asset('/y.jpg', { tags: { sea: 0.5 } }),
  )
  const tags = rows.get('Tags')
  assert.equal(tags?.differs, true)
  assert.deepEqual(tags.cells[0]?.items, [
    { text: 'dog', isCommon: false },
    { text: 'sea', isCommon: true },
  ])
  assert.deepEqual(tags.cells[1]?.items, [{ text: 'sea', isCommon: true }])
})

test('an asset that is gone differs in nothing; bytes that are not known are not said to be others', () => {
  const rows = rowsOf(asset('/x.jpg', { content_hash: null }), null)
  assert.equal(
    [...rows.values()].some(({ differs }) => differs),
    false,
  )
  assert.deepEqual(rows.get('Content')?.cells, [{ text: 'Not compared yet' }, null])
  for (const other of [asset('/y.jpg', { content_hash: null }), null]) {
    const content = rowsOf(asset('/x.jpg'), other).get('Content')
    assert.equal(content?.differs, false)
    assert.equal(content.cells[0]?.text, 'Not compared yet')
  }
  const content = rowsOf(
    asset('/x.jpg'),
    asset('/y.jpg', { content_hash: 'bb' }),
    asset('/z.jpg', { content_hash: null }),
  ).get('Content')
  assert.equal(content?.differs, true)
  assert.deepEqual(
    content.cells.map((cell) => cell?.text),
    ['Different content', 'Different content', 'Not compared yet'],
  )
})

test('files of other sizes have other content, whatever is known of it', () => {
  const content = rowsOf(
    asset('/x.jpg', { file_size: 5, content_hash: null }),
    asset('/y.jpg', { file_size: 6, content_hash: null }),
  ).get('Content')
  assert.equal(content?.differs, true)
  assert.deepEqual(content.cells, [{ text: 'Different content' }, { text: 'Different content' }])
})

test('an address names each asset once, and four at most', () => {
  const paths = ['/a b.jpg', '/ä&c.jpg', '/d.jpg']
  const { search } = new URL(compareAddress('s', paths, { ...EMPTY_QUERY, q: 'x' }), 'http://x')
  assert.deepEqual(readCompared(search), { paths, isCut: false })
  assert.deepEqual(readCompared('?a=/1&a=/1&a=2&a=/'), { paths: ['/1'], isCut: false })
  // As a part of an address these would lead to something else.
  assert.deepEqual(readCompared('?a=/../../session&a=/a/%2E/b&a=/a/..'), {
    paths: [],
    isCut: false,
  })
  assert.deepEqual(readCompared('?a=/..a/.b').paths, ['/..a/.b'])
  const many = readCompared('?a=/1&a=/2&a=/3&a=/4&a=/5')
  assert.deepEqual(many, { paths: ['/1', '/2', '/3', '/4'], isCut: true })
})
