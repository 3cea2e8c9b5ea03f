import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LiveNews } from '../../contract/live.ts'
import { planRefresh } from './live-updates.ts'

const assets = (news: object): LiveNews => ({
  kind: 'assets',
  source_id: 's',
  added: 0,
  changed: 0,
  removed: 0,
  origin_paths: [],
  ...news,
})

const cases: [what: string, news: LiveNews, keys: string[]][] = [
  [
    'changed assets that are all named',
    assets({ changed: 2, origin_paths: ['/a', '/b'] }),
    ['asset s /a', 'asset s /b'],
  ],
  ['changed assets, some of them named', assets({ changed: 9, origin_paths: ['/a'] }), ['asset s']],
  ['new assets', assets({ added: 1 }), ['folders s', 'facets s', 'count s', 'duplicate-count s']],
  ['a Source', { kind: 'source', source_id: 's' }, ['source s', 'analysis-progress s', 'sources']],
  ['a bulk edit', { kind: 'bulk_edit', id: 'x' }, ['bulk-edit x', 'bulk-edits', 'vocabulary']],
  ['jobs', { kind: 'jobs' }, ['jobs']],
]
for (const [what, news, keys] of cases) {
  test(`${what} make old what shows them, and nothing else`, () => {
    assert.deepEqual(
      planRefresh(news).map(([key]) => key.join(' ')),
      keys,
    )
  })
}

test('after something was missed anything may be old; what a newer server tells is passed over', () => {
  const keys = planRefresh({ kind: 'missed' }).map(([key]) => key.join(' '))
  for (const key of ['source', 'asset', 'jobs', 'labels', 'folders']) assert.ok(keys.includes(key))
  assert.deepEqual(planRefresh({ kind: 'of 2030' } as unknown as LiveNews), [])
})
