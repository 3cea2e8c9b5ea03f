import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planPickerOptions } from './word-picker.ts'

const words = [
  { name: 'Hero', count: 3 },
  { name: 'Press', count: 9 },
  { name: 'Travel press', count: 20 },
  { name: 'Café', count: 4 },
  { name: 'Crème brûlée', count: null },
]
const cases: [text: string, names: string[]][] = [
  ['', ['Travel press', 'Press', 'Café', 'Crème brûlée']],
  ['pre', ['Press', 'Travel press', 'pre']],
  ['press', ['Press', 'Travel press']],
  [' New ', ['New']],
  ['hero', []],
  // Another word, though it sounds alike.
  ['cafe', ['Café', 'cafe']],
  ['CAFE\u0301', ['Café']],
  ['brul', ['Crème brûlée', 'brul']],
]
for (const [text, names] of cases) {
  test(`"${text}" offers ${names.join(', ') || 'nothing'}`, () => {
    assert.deepEqual(
      planPickerOptions(words, ['Hero'], text).map((option) => option.name),
      names,
    )
  })
}
