import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planPickerOptions } from './word-picker.ts'

const words = [
  { name: 'Hero', count: 3 },
  { name: 'Press', count: 9 },
  { name: 'Travel press', count: 20 },
]
const cases: [text: string, names: string[]][] = [
  ['', ['Travel press', 'Press']],
  ['pre', ['Press', 'Travel press', 'pre']],
  ['press', ['Press', 'Travel press']],
  [' New ', ['New']],
  ['hero', []],
]
for (const [text, names] of cases) {
  test(`"${text}" offers ${names.join(', ') || 'nothing'}`, () => {
    assert.deepEqual(
      planPickerOptions(words, ['Hero'], text).map((option) => option.name),
      names,
    )
  })
}
