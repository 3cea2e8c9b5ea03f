import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  applyEdit,
  compareSaid,
  findFault,
  MOST_LABELS,
  type SaidById,
  type SaidEdit,
  undoEdit,
} from './bulk-asset.ts'

function said(over: Partial<SaidById> = {}): SaidById {
  return {
    name: null,
    description: null,
    altText: null,
    altTextSource: null,
    categories: [],
    customFields: {},
    tags: {},
    ...over,
  }
}

const EDITS: [what: string, before: Partial<SaidById>, edit: SaidEdit, after: Partial<SaidById>][] =
  [
    ['adds', { categories: [1] }, { addCategories: [2, 1] }, { categories: [1, 2] }],
    ['removes', { categories: [1, 2] }, { removeCategories: [1, 7] }, { categories: [2] }],
    ['replaces', { categories: [1, 2] }, { categories: [3, 3] }, { categories: [3] }],
    [
      'sets and removes fields',
      { customFields: { 1: 'a', 2: 'b', 3: 'c' } },
      { setCustomFields: { 1: 'A', 4: 'd' }, removeCustomFields: [2, 9] },
      { customFields: { 1: 'A', 3: 'c', 4: 'd' } },
    ],
    ['replaces fields', { customFields: { 1: 'a' } }, { customFields: {} }, { customFields: {} }],
    [
      'removes only tags that are there',
      { tags: { 1: 0.7, 2: 1 } },
      { removeTags: [1, 3], setTags: { 4: 1 } },
      { tags: { 1: 0, 2: 1, 4: 1 } },
    ],
    [
      'lets a person say the alt text',
      { altText: 'a', altTextSource: 'analysis' },
      { altText: 'b' },
      { altText: 'b', altTextSource: 'person' },
    ],
    [
      'leaves a source whose text stays',
      { altText: 'a', altTextSource: 'analysis' },
      { altText: 'a' },
      { altText: 'a', altTextSource: 'analysis' },
    ],
  ]

for (const [what, before, edit, after] of EDITS) {
  test(what, () => {
    const start = said(before)
    const end = applyEdit(start, edit)
    assert.deepEqual(end, said(after))
    const change = compareSaid(start, end)
    const undone = change ? undoEdit(end, change.before, change.after) : { said: end, kept: [] }
    assert.deepEqual(undone, { said: start, kept: [] })
  })
}

describe('what somebody has changed since', () => {
  const cases: [
    what: string,
    from: Partial<SaidById>,
    edit: SaidEdit,
    since: Partial<SaidById>,
    undone: Partial<SaidById>,
    kept: string[],
  ][] = [
    [
      'another category stays, and the added one goes',
      { categories: [1] },
      { addCategories: [2] },
      { categories: [3, 2, 1] },
      { categories: [3, 1] },
      [],
    ],
    [
      'an added category that is gone is told',
      { categories: [1] },
      { addCategories: [2] },
      { categories: [1, 3] },
      { categories: [1, 3] },
      ['categories'],
    ],
    [
      'one field is left alone, the other put back',
      { customFields: { 1: 'a' } },
      { setCustomFields: { 1: 'b', 2: 'c' } },
      { customFields: { 1: 'x', 2: 'c' } },
      { customFields: { 1: 'x' } },
      ['custom fields'],
    ],
    [
      'the description is left alone, the tag put back',
      { description: 'old', tags: { 5: 0.5 } },
      { description: 'new', removeTags: [5] },
      { description: 'newer', tags: { 5: 0, 6: 1 } },
      { description: 'newer', tags: { 5: 0.5, 6: 1 } },
      ['description'],
    ],
  ]
  for (const [what, from, edit, since, undone, kept] of cases) {
    test(what, () => {
      const start = said(from)
      const change = compareSaid(start, applyEdit(start, edit))
      assert.ok(change)
      const result = undoEdit(said(since), change.before, change.after)
      assert.deepEqual(result, { said: said(undone), kept })
    })
  }
})

test('no asset gets more labels than there may be, and one that has more may lose some', () => {
  const ids = Array.from({ length: MOST_LABELS + 2 }, (_, id) => id)
  const full = said({ categories: ids.slice(0, MOST_LABELS) })
  const fault = findFault(full, applyEdit(full, { addCategories: [9999] }))
  assert.equal(fault, 'It would have 501 categories; 500 is the most.')
  const over = said({ categories: ids })
  assert.equal(findFault(over, applyEdit(over, { removeCategories: [0] })), null)
})
