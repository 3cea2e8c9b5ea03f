import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextSort, readLabelQuery, writeLabelQuery } from './labels.ts'

const START = { q: '', sort: 'name', page: 0 } as const

test('what the address says is read, and what it cannot mean is left out', () => {
  const cases: [address: string, query: object][] = [
    ['', {}],
    ['q=a%20b&sort=-asset_count&page=3', { q: 'a b', sort: '-asset_count', page: 2 }],
    ['sort=last_used_at', { sort: 'last_used_at' }],
    ['sort=size&page=0', {}],
    ['page=-1', {}],
    ['page=1e3', {}],
    [`q=${'x'.repeat(300)}`, { q: 'x'.repeat(200) }],
  ]
  for (const [address, query] of cases) {
    assert.deepEqual(readLabelQuery(new URLSearchParams(address)), { ...START, ...query }, address)
  }
})

test('the address says only what is not as it is at the start', () => {
  assert.equal(writeLabelQuery(START).toString(), '')
  const query = { q: 'a&b', sort: '-name', page: 1 } as const
  assert.deepEqual(readLabelQuery(writeLabelQuery(query)), query)
})

test('a click on the head of a column sorts by it, a second one the other way round', () => {
  assert.equal(nextSort('asset_count', 'name'), '-asset_count')
  assert.equal(nextSort('asset_count', '-asset_count'), 'asset_count')
  assert.equal(nextSort('last_used_at', 'asset_count'), '-last_used_at')
  assert.equal(nextSort('last_used_at', '-last_used_at'), 'last_used_at')
  assert.equal(nextSort('name', '-asset_count'), 'name')
  assert.equal(nextSort('name', 'name'), '-name')
})
