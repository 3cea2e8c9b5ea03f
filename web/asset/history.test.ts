import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChangedFields } from '../../contract/organising.ts'
import { describeFields } from './history.ts'

const cases: [fields: ChangedFields, lines: string[]][] = [
  [{ name: { from: null, to: 'A' } }, ['Name: none → A']],
  [{ name: { from: 'ים', to: 'שמש' } }, ['Name: \u2068ים\u2069 → \u2068שמש\u2069']],
  [{ description: { from: 'x'.repeat(70), to: '' } }, [`Description: ${'x'.repeat(60)}… → none`]],
  [
    { categories: { from: ['a', 'b'], to: ['b', 'c'] } },
    ['Category removed: a', 'Category added: c'],
  ],
  [{ categories: { from: ['a', 'b'], to: ['b', 'a'] } }, ['Categories in another order']],
  [
    { tags: { from: { a: 0.5, b: 0, c: null }, to: { a: 0, b: 1, c: 1 } } },
    ['Tag removed: a', 'Tag restored: b', 'Tag added: c'],
  ],
  [
    { tags: { from: {}, to: { a: 1, b: 1, c: 0, d: 0 } } },
    ['Tags removed: c and d', 'Tags added: a and b'],
  ],
  [
    { categories: { from: [], to: Array.from('abcdefghijklmno') } },
    ['Categories added: a, b, c, d, e, f, g, h, i, j, k, l and 3 more'],
  ],
  [
    { warning_adult: { from: 1, to: 4 }, warning_violence: { from: null, to: 3 } },
    ['Adult: Doubtful → Likely', 'Violent: Not analysed → Possible'],
  ],
  [
    { custom_fields: { from: { k: '1', l: null }, to: { k: null, l: '2' } } },
    ['k: 1 → none', 'l: none → 2'],
  ],
  [
    { tags: { from: null, to: null }, categories: { from: 1, to: 2 } },
    ['Categories in another order'],
  ],
]
for (const [fields, lines] of cases) {
  test(`in words: ${lines.join(', ').slice(0, 40)}`, () => {
    assert.deepEqual(describeFields(fields), lines)
  })
}
