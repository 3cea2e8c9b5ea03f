import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameOfPasted } from './offered-files.ts'

const at = new Date(2026, 10, 2, 9, 1, 7)
const names: [name: string, index: number, shown: string][] = [
  ['image.png', 0, 'pasted-2026-11-02-090107.png'],
  ['image.png', 1, 'pasted-2026-11-02-090107-2.png'],
  ['holiday.png', 0, 'holiday.png'],
  ['image', 0, 'image'],
]
for (const [name, index, shown] of names) {
  test(`pasted ${name} becomes ${shown}`, () =>
    assert.equal(nameOfPasted({ name }, at, index), shown))
}
