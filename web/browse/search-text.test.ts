import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EMPTY_QUERY } from '../lib/browse-query.ts'
import { planSuggestions } from './search-suggestions.ts'
import { readLastWord, readSearchText } from './search-text.ts'

const whole: [text: string, q: string, part: object | null][] = [
  ['blue sky', 'blue sky', null],
  ['tag:sky', '', { tags: ['sky'] }],
  ['tag:balloon landscape', 'landscape', { tags: ['balloon'] }],
  ['TAG:"hot air" -tag:sea', '', { tags: ['hot air'], tagsNone: ['sea'] }],
  ['category:Hero tag:a tag:b tag:a', '', { categories: ['Hero'], tags: ['a', 'b'] }],
  ['folder:travel/alps/', '', { folder: '/travel/alps' }],
  ['type:images type:video', '', { types: ['image', 'video'] }],
  ['type:JPG', '', { extensions: ['jpg'] }],
  ['type:fish', 'type:fish', null],
  ['colour:Blue color:#fff', '', { colors: ['5b86b8', 'ffffff'] }],
  ['faces:2-5', '', { faces: { from: 2, to: 5 } }],
  ['faces:none', '', { faces: 'none' }],
  ['faces:many', 'faces:many', null],
  [
    'field:"Usage rights=2028"',
    '',
    { fields: [{ key: 'Usage rights', match: 'is', value: '2028' }] },
  ],
  ['field:Shoot', '', { fields: [{ key: 'Shoot', match: 'any', value: '' }] }],
  ['-field:Shoot', '', { fields: [{ key: 'Shoot', match: 'none', value: '' }] }],
  // The grammar of words is the server's.
  ['"exact tag:sky" -without a OR b', '"exact tag:sky" -without a OR b', null],
  ['http://a/b constructor:x', 'http://a/b constructor:x', null],
  ['tag: sky', 'tag: sky', null],
  ['blue folder:', 'blue', null],
  ['constructor:', 'constructor:', null],
  ['"open', '"open', null],
]
for (const [text, q, part] of whole) {
  test(`${text} is taken apart`, () => {
    assert.deepEqual(readSearchText(text, EMPTY_QUERY, true), { q, part })
  })
}

test('a filter that is being typed is not looked for', () => {
  assert.deepEqual(readSearchText('blue tag:sk', EMPTY_QUERY, false), { q: 'blue', part: null })
  assert.deepEqual(readSearchText('blue -tag:"', EMPTY_QUERY, false), { q: 'blue', part: null })
  const { q, part } = readSearchText('blue tag:sky ', EMPTY_QUERY, false)
  assert.deepEqual({ q, part }, { q: 'blue', part: { tags: ['sky'] } })
})

test('typed filters join those that are set', () => {
  const query = { ...EMPTY_QUERY, tags: ['sea'] }
  assert.deepEqual(readSearchText('tag:sky', query, true).part, { tags: ['sea', 'sky'] })
})

test('the last word is the one that is being typed', () => {
  assert.deepEqual(readLastWord('blue tag:"hot a'), {
    before: 'blue ',
    prefix: 'tag',
    word: 'hot a',
  })
  assert.deepEqual(readLastWord('blue ca'), { before: 'blue ', prefix: null, word: 'ca' })
  assert.deepEqual(readLastWord('blue '), { before: 'blue ', prefix: null, word: '' })
})

const known = {
  tags: [
    { value: 'Canal', count: 9 },
    { value: 'Hot air', count: 4 },
    { value: 'Scar', count: 3 },
  ],
  categories: [{ value: 'Catalogue', count: 7 }],
  folders: [{ value: '/travel/campaigns', count: 2 }],
  media_kinds: [{ value: 'IMAGE', count: 40 }],
  fields: [{ value: 'Usage rights', count: 5 }],
  found: [],
  counts_are_estimates: false,
}
const offered = (text: string) =>
  planSuggestions(text, ['canal boats', 'sea'], known).map(({ kind, text: chosen }) => [
    kind,
    chosen,
  ])

test('suggestions come by kind and take the place of the last word', () => {
  assert.deepEqual(offered('blue ca'), [
    ['prefix', 'blue category:'],
    ['tag', 'blue tag:Canal'],
    ['category', 'blue category:Catalogue'],
    ['folder', 'blue folder:/travel/campaigns'],
    ['search', 'blue ca'],
  ])
  assert.deepEqual(offered('tag:a'), [
    ['tag', 'tag:"Hot air"'],
    ['search', 'tag:a'],
  ])
  assert.deepEqual(offered('usa').slice(0, 1), [['field', 'field:"Usage rights"']])
  assert.deepEqual(offered('can').slice(0, 1), [['recent', 'canal boats']])
  assert.deepEqual(offered(''), [
    ['recent', 'canal boats'],
    ['recent', 'sea'],
  ])
})

test('of tags that were found the name itself comes first, then the frequent ones', () => {
  const found = [
    { name: 'Canal', count: 9 },
    { name: 'Ca\u00f1ada', count: 2, isEstimate: true },
    { name: 'can', count: 1 },
  ]
  const offers = planSuggestions('tag:CAN', [], { ...known, found })
  assert.deepEqual(
    offers.map(({ label, count }) => [label, count]),
    [
      ['can', '1'],
      ['Canal', '9'],
      ['Ca\u00f1ada', '~2'],
      ['tag:CAN', null],
    ],
  )
})
