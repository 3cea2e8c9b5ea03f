import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchWords } from './match-words.ts'

/** The label with what was meant in brackets, and the score; null where it is not meant. */
function show(label: string, typed: string, options = {}): string | null {
  const match = matchWords(label, typed, options)
  if (!match) return null
  const pieces = match.marks.toReversed().reduce((text, [from, to]) => {
    return `${text.slice(0, from)}[${text.slice(from, to)}]${text.slice(to)}`
  }, label)
  return `${pieces} ${match.score}`
}

const cases: [label: string, typed: string, wanted: string | null, options?: object][] = [
  ['Alps', 'al', '[Al]ps 4'],
  ['/travel/alsace', 'als', '/travel/[als]ace 3'],
  ['/travel/alsace', 'sace', '/travel/al[sace] 2'],
  ['Signal', 'al', 'Sign[al] 2'],
  ['Final alps', 'al', 'Final [al]ps 3'],
  ['Open advanced filters', 'filters open', '[Open] advanced [filters] 3'],
  ['Open advanced filters', 'oaf', null],
  ['Open advanced filters', 'oaf', '[O]pen [a]dvanced [f]ilters 1', { isLoose: true }],
  ['Open advanced filters', 'penz', null, { isLoose: true }],
  ['Upload', 'pld', null, { isLoose: true }],
  ['Sign out', 'log', 'Sign out 2', { others: 'log out leave' }],
  ['Sign out', 'og', null, { others: 'log out leave' }],
  ['İstanbul', 'stan', 'İstanbul 3'],
  ['Anything', ' ', 'Anything 0'],
]
for (const [label, typed, wanted, options] of cases) {
  test(`"${typed}" in ${label}`, () => assert.equal(show(label, typed, options), wanted))
}
