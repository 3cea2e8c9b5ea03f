import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFolder } from './purges.ts'

const cases: [typed: string, folder: string | null][] = [
  ['', null],
  [' / ', null],
  ['trips', '/trips'],
  [' /trips/2024/ ', '/trips/2024'],
]
for (const [typed, folder] of cases) {
  test(`a folder typed as "${typed}"`, () => assert.equal(readFolder(typed), folder))
}
