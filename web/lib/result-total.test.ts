import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_QUERY } from './browse-query.ts'
import { exactTotal } from './result-total.ts'

const estimate = { total: 10_000, isEstimate: true }
const exact = { total: 9_998, isEstimate: false }
const cases = [
  ['a whole source counts itself', estimate, {}, 10_001, 10_001],
  ['what is listed exactly stays', exact, {}, 10_001, 9_998],
  ['a folder is no whole source', estimate, { folder: '/a' }, 10_001, 10_000],
  ['nor is a search', estimate, { q: 'sky' }, 10_001, 10_000],
  ['the source is not loaded yet', estimate, {}, undefined, 10_000],
] as const
for (const [name, result, part, found, total] of cases) {
  test(name, () =>
    assert.equal(exactTotal(result, { ...EMPTY_QUERY, ...part }, found).total, total),
  )
}
