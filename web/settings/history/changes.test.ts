import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChangeAttributes } from '../../../contract/organising.ts'
import {
  askedOfApi,
  describeChange,
  readChangeQuery,
  readPages,
  writeChangeQuery,
} from './changes.ts'

test('person, days and page stand in the address; what is no day does not count', () => {
  const address = 'by=ada%40example.com&from=2026-03-01&to=2026-03-31&page=3'
  const query = readChangeQuery(new URLSearchParams(address))
  assert.deepEqual(query, {
    by: 'ada@example.com',
    from: '2026-03-01',
    to: '2026-03-31',
    page: 2,
  })
  assert.equal(writeChangeQuery(query).toString(), address)
  const unclear = readChangeQuery(new URLSearchParams('from=2026-02-31&to=soon&page=-1'))
  assert.equal(writeChangeQuery(unclear).toString(), '')
})

test('the last day is included', () => {
  const day = { by: '', from: '2026-03-01', to: '2026-03-01', page: 0 }
  const asked = askedOfApi(day)
  const [since, until] = ['since', 'until'].map((name) => Number(asked.get(`filter[${name}]`)))
  assert.equal(since, new Date(2026, 2, 1).getTime() / 1000)
  assert.equal(until, new Date(2026, 2, 2).getTime() / 1000)
  assert.equal(asked.has('filter[changed_by]'), false)
})

test('of a long history it is told that there is more than was counted', () => {
  const about = { currentPage: 0, hasPreviousPage: false, nextPage: 1, pageSize: 50 }
  const rest = { ...about, previousPage: null }
  const counted = { ...rest, totalPages: 201, totalRecords: 10_001 }
  assert.deepEqual(readPages({ ...counted, hasNextPage: true }), { pages: 201, hasMore: true })
  assert.deepEqual(readPages({ ...counted, hasNextPage: false }), { pages: 201, hasMore: false })
  const short = { ...rest, totalPages: 200, totalRecords: 10_000, hasNextPage: true }
  assert.deepEqual(readPages(short), { pages: 200, hasMore: false })
})

const about: Omit<ChangeAttributes, 'action' | 'fields'> = {
  date: 0,
  changed_by: null,
  changed_by_api: false,
  source_id: null,
  origin_path: null,
}

const sentences: [ChangeAttributes['action'], { from: unknown; to: unknown }, string][] = [
  ['asset_edited', { from: 'Old', to: 'New' }, 'Name: Old → New'],
  ['category_made', { from: null, to: 'Hero' }, 'Category made: Hero'],
  ['category_renamed', { from: 'Hero', to: 'Heroes' }, 'Category renamed: Hero → Heroes'],
  ['category_merged', { from: 'A', to: 'B' }, 'Category merged: A into B'],
  ['custom_field_key_deleted', { from: 'Rights', to: null }, 'Custom field deleted: Rights'],
  ['analysis_settings_changed', { from: 1, to: 2 }, 'Settings of the analysis changed'],
]
for (const [action, name, sentence] of sentences) {
  test(`${action} is said as "${sentence}"`, () => {
    assert.deepEqual(describeChange({ ...about, action, fields: { name } }), [sentence])
  })
}
