import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planChoices, readChoices, startsHidden } from './hidden-assets.ts'

const levels: [adult: number | null, violence: number | null, isHidden: boolean][] = [
  [null, null, false],
  [3, 3, false],
  [4, null, true],
  [1, 5, true],
]
for (const [adult, violence, isHidden] of levels) {
  test(`adult ${adult}, violent ${violence}: ${isHidden ? 'hidden' : 'shown'} at first`, () => {
    const asset = { origin_path: '/a.jpg', warning_adult: adult, warning_violence: violence }
    assert.equal(startsHidden(asset), isHidden)
  })
}

test('the latest choice counts, and the oldest is forgotten', () => {
  const first = planChoices({ 'a/1.jpg': true, 'a/2.jpg': false }, ['a/1.jpg'], false)
  assert.deepEqual(Object.entries(first), [
    ['a/2.jpg', false],
    ['a/1.jpg', false],
  ])
  assert.deepEqual(planChoices(first, ['a/3.jpg'], true, 2), { 'a/1.jpg': false, 'a/3.jpg': true })
})

test('what is stored is believed only when it is choices', () => {
  assert.deepEqual(readChoices({ 'a/1.jpg': true }), { 'a/1.jpg': true })
  assert.deepEqual([null, [true], 'a', { 'a/1.jpg': 1 }].map(readChoices), [null, null, null, null])
})
