import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wrapText } from './wrap-text.ts'

const each = () => 1

test('lines break at spaces, and within words that are longer than a line', () => {
  const wrap = (words: string, most = 10) => wrapText(words, { room: 5, most, widthOf: each })
  assert.deepEqual(wrap('one two three'), ['one', 'two', 'three'])
  assert.deepEqual(wrap('a b c d'), ['a b c', 'd'])
  assert.deepEqual(wrap('abcdefgh ij'), ['abcde', 'fgh', 'ij'])
  assert.deepEqual(wrap('first\n\nlast'), ['first', '', 'last'])
  assert.deepEqual(wrap('a b c d e f g', 2), ['a b c', 'd e f'])
  assert.deepEqual(wrap('😀😀😀😀😀😀'), ['😀😀😀😀😀', '😀'])
})

test('a letter wider than the line stands alone', () => {
  assert.deepEqual(wrapText('abc', { room: 0.5, most: 10, widthOf: each }), ['a', 'b', 'c'])
})

test('however narrow the line, letters are measured a few times at most', () => {
  let measured = 0
  const widthOf = () => {
    measured++
    return 1
  }
  const lines = wrapText('W'.repeat(500), { room: 1, most: 1000, widthOf })
  assert.equal(lines.length, 500)
  assert.ok(measured <= 1500, `${measured} times`)
})
