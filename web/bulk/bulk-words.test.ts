import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BulkEditAttributes, BulkOperations } from '../../contract/searching.ts'
import type { Selection } from '../lib/selection.ts'
import {
  canUndo,
  describeOperations,
  describeProgress,
  describeResult,
  nameAction,
  progressShare,
} from './bulk-words.ts'

const search: Selection = { kind: 'search', total: 1204, isEstimate: false, excluded: new Set() }

const actions: [operations: BulkOperations, words: string][] = [
  [{}, 'Nothing to change'],
  [{ add_categories: ['Sea, sand'] }, 'Add category “Sea, sand” to 1,204 assets'],
  [{ add_categories: ['Sea', 'Hero'] }, 'Add 2 categories to 1,204 assets'],
  [{ remove_tags: ['boat'] }, 'Remove tag “boat” from 1,204 assets'],
  [
    { add_tags: ['sea'], remove_tags: ['boat', 'car'] },
    'Add tag “sea”, remove 2 tags on 1,204 assets',
  ],
  [{ set_custom_fields: { Rights: 'web' } }, 'Set custom field “Rights” on 1,204 assets'],
  [{ remove_custom_fields: ['Rights'] }, 'Remove custom field “Rights” from 1,204 assets'],
  [{ description: 'x' }, 'Set the description on 1,204 assets'],
  [{ alt_text: null }, 'Empty the alt text on 1,204 assets'],
  [{ refresh: true }, 'Refresh 1,204 assets'],
  [{ analyze: true }, 'Analyse 1,204 assets again'],
]
for (const [operations, words] of actions) {
  test(words, () => assert.equal(nameAction(operations, search), words))
}

test('of an estimate no exact number is told', () => {
  const most: Selection = { ...search, total: 1_204_118, isEstimate: true }
  assert.equal(nameAction({ refresh: true }, most), 'Refresh about 1.2 M assets')
})

test('what it does is told without a number, too', () => {
  assert.equal(
    describeOperations({ add_tags: ['a'], description: null }),
    'Add tag “a”, empty the description',
  )
  assert.equal(describeOperations({ analyze: true }), 'Analyse again')
})

const done: BulkEditAttributes = {
  source_id: 's',
  kind: 'edit',
  operations: {},
  query: null,
  dry_run: false,
  state: 'complete',
  total: 46_306,
  done: 46_306,
  changed: 46_291,
  unchanged: 12,
  refused: 3,
  undone: 0,
  kept: 0,
  error: null,
  undo_until: 2000,
  created_by: null,
  created_by_api: false,
  date_created: 0,
  date_finished: null,
}

const results: [edit: Partial<BulkEditAttributes>, words: string][] = [
  [{}, 'Saved on 46,291 assets. 12 already like that. 3 refused.'],
  [{ unchanged: 0, refused: 0, changed: 1 }, 'Saved on 1 asset.'],
  [{ dry_run: true }, 'Would change 46,291 assets. 12 already like that. 3 refused.'],
  [{ state: 'canceled', unchanged: 0, refused: 0, changed: 7 }, 'Cancelled. Saved on 7 assets.'],
  [{ state: 'failed', error: 'The disk is full.' }, 'The disk is full.'],
  [{ state: 'undone', undone: 5 }, 'Put back on 5 assets.'],
  [
    { state: 'undone', undone: 5, kept: 1 },
    'Put back on 5 assets. 1 asset changed since, left alone.',
  ],
]
for (const [edit, words] of results) {
  test(words, () => assert.equal(describeResult({ ...done, ...edit }), words))
}

test('progress counts what is done, and what is put back while undoing', () => {
  const running = { ...done, state: 'running' as const, done: 7_012 }
  assert.equal(describeProgress(running), '7,012 of 46,306')
  assert.equal(describeProgress({ ...running, total: null, done: 0 }), 'Finding the assets …')
  const undoing = { ...done, state: 'undoing' as const, changed: 10, undone: 3, kept: 1 }
  assert.equal(describeProgress(undoing), '4 of 10')
  assert.equal(progressShare(undoing), 0.4)
  assert.equal(progressShare({ ...done, total: 0, done: 0 }), 0)
})

test('it can be undone once it is over, until its time is up', () => {
  assert.equal(canUndo(done, 1_999_999), true)
  assert.equal(canUndo(done, 2_000_000), false)
  assert.equal(canUndo({ ...done, undo_until: null }, 0), false)
  assert.equal(canUndo({ ...done, state: 'running' }, 0), false)
  assert.equal(canUndo({ ...done, dry_run: true }, 0), false)
})
