import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wordOfColor } from './color-words.ts'

const words: [hex: string, word: string][] = [
  ['#000000', 'black'],
  ['#101418', 'black'],
  ['#808080', 'grey'],
  ['#c8c8c8', 'grey'],
  ['#ffffff', 'white'],
  ['#f8f6f4', 'white'],
  ['#ff0000', 'red'],
  ['#a01818', 'red'],
  ['#ff8000', 'orange'],
  ['#704214', 'brown'],
  ['#8b5a2b', 'brown'],
  ['#d8c0a0', 'beige'],
  ['#ffe000', 'yellow'],
  ['#008000', 'green'],
  ['#60c040', 'green'],
  ['#00c8c8', 'turquoise'],
  ['#0000ff', 'blue'],
  ['#87ceeb', 'blue'],
  ['#102060', 'blue'],
  ['#800080', 'purple'],
  ['#8040c0', 'purple'],
  ['#ff69b4', 'pink'],
  ['#ffc0cb', 'pink'],
]
for (const [hex, word] of words) {
  test(`${hex} is called ${word}`, () => assert.equal(wordOfColor(hex), word))
}
