import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { EMPTY_QUERY, writeBrowseQuery } from '../lib/browse-query.ts'
import { guessWords } from './did-you-mean.ts'
import { isSameList, smartQuery } from './smart-lists.ts'

const known = ['Canal', 'Hot air balloon', '/travel/colmar', 'sky']
const guesses: [text: string, guess: string | null][] = [
  ['colmer', 'colmar'],
  ['clomar canal', 'colmar canal'],
  ['baloon', 'balloon'],
  ['Canal', null],
  ['xylophone', null],
  ['sly', null],
  ['"colmer"', null],
  ['colmer OR canal', null],
  ['tag:colmer', null],
]
for (const [text, guess] of guesses) {
  test(`${text} may have been ${guess ?? 'meant'}`, () =>
    assert.equal(guessWords(text, known), guess))
}

describe('smart lists', () => {
  const now = new Date(2026, 2, 3, 12)
  const present = { sort: { field: 'file_size', descending: true }, view: 'squares' } as const

  test('are addresses that keep order and view', () => {
    const addressOf = (list: Parameters<typeof smartQuery>[0]) =>
      writeBrowseQuery(smartQuery(list, present, now)).toString()
    assert.deepEqual(
      ['all', 'week', 'noAltText', 'errors'].map((list) => addressOf(list as 'all')),
      [
        'sort=-file_size&view=squares',
        'created=2026-02-25..&sort=-file_size&view=squares',
        'alt=0&sort=-file_size&view=squares',
        'status=error&sort=-file_size&view=squares',
      ],
    )
  })

  test('are current whichever asset is selected, and no longer with a filter', () => {
    const errors = smartQuery('errors', EMPTY_QUERY, now)
    assert.ok(isSameList(errors, { ...errors, at: '/a.jpg' }))
    assert.ok(!isSameList(errors, { ...errors, q: 'a' }))
  })
})
