import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SourcePurges } from '../../contract/purges.ts'
import { planPurge } from './source-purges.ts'

const NEVER: SourcePurges = { count: 0, below: [] }
const after = (...prefixes: string[]) => prefixes.reduce(planPurge, NEVER)

const cases: [prefixes: string[], below: SourcePurges['below']][] = [
  [['a/'], [['a/', 1]]],
  [['a/', 'a/'], [['a/', 2]]],
  [
    ['a/b/', 'ab/', 'a/'],
    [
      ['ab/', 2],
      ['a/', 3],
    ],
  ],
  [
    ['a/', 'a/b/'],
    [
      ['a/', 1],
      ['a/b/', 2],
    ],
  ],
  [['a/', 'b/', ''], [['', 3]]],
  [
    ['', '__proto__'],
    [
      ['', 1],
      ['__proto__', 2],
    ],
  ],
]
for (const [prefixes, below] of cases) {
  test(`${prefixes.map((one) => `"${one}"`).join(', then ')}`, () => {
    assert.deepEqual(after(...prefixes), { count: prefixes.length, below })
  })
}

test('of more than a hundred the oldest holds for the whole Source', () => {
  const many = Array.from({ length: 103 }, (_, index) => `${index}/`)
  const { count, below } = after(...many)
  assert.equal(count, 103)
  // Purge 1 to 3 were those of 0/ to 2/.
  assert.equal(below.length, 101)
  assert.deepEqual(new Map(below).get(''), 3)
  assert.deepEqual(below.at(-1), ['102/', 103])
  assert.equal(new Map(below).has('2/'), false)
})
