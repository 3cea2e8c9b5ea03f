import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFailure } from '../../lib/failures.ts'
import { Utf16Sorter } from './utf16-order.ts'

const LETTERS = ['', 'a', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '\u{10ffff}']

test('all words of three letters around the surrogates come in UTF-8 order', () => {
  const words = LETTERS.flatMap((a) => LETTERS.flatMap((b) => LETTERS.map((c) => a + b + c)))
  // Plain sorting compares UTF-16 units.
  const paths = [...new Set(words)].filter((word) => word !== '').sort()
  const sorter = new Utf16Sorter<{ path: string }>()
  const found = [...paths.flatMap((path) => sorter.push({ path })), ...sorter.end()]
  const expected = paths.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  assert.notDeepEqual(paths, expected)
  assert.deepEqual(
    found.map(({ path }) => path),
    expected,
  )
})

test('what may come at once is not held', () => {
  const sorter = new Utf16Sorter<{ path: string }>()
  assert.equal(sorter.push({ path: 'a/b.jpg' }).length, 1)
  assert.equal(sorter.push({ path: 'c/\u{1f600}.jpg' }).length, 0)
  assert.equal(sorter.push({ path: 'd/e.jpg' }).length, 2)
})

test('holding has a limit', () => {
  const sorter = new Utf16Sorter<{ path: string }>()
  const push = (index: number) =>
    sorter.push({ path: `\u{1f600}/${String(index).padStart(6, '0')}` })
  for (let index = 0; index < 100_000; index += 1) assert.equal(push(index).length, 0)
  assert.throws(
    () => push(100_000),
    (error) => isFailure(error, 'origin_refused'),
  )
})
