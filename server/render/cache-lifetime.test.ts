import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type CacheSettings, cacheControlOf } from './cache-lifetime.ts'

type Behavior = CacheSettings['cacheTtlBehavior']

/** With a time of 1,000 seconds of the Source's own. */
function answerTo(told: string | undefined, cacheTtlBehavior: Behavior, expires?: number): string {
  return cacheControlOf({ cacheTtlSeconds: 1000, cacheTtlBehavior }, told, expires)
}

const cases: [told: string | undefined, respected: string, atLeast: string][] = [
  [undefined, 'public, max-age=1000', 'public, max-age=1000'],
  ['', 'public, max-age=1000', 'public, max-age=1000'],
  ['max-age=60', 'public, max-age=60', 'public, max-age=1000'],
  ['max-age=5000', 'public, max-age=5000', 'public, max-age=5000'],
  ['max-age=0', 'public, max-age=0', 'public, max-age=1000'],
  ['Public , Max-Age = "60", immutable', 'public, max-age=60', 'public, max-age=1000'],
  ['s-maxage=5000', 'public, max-age=5000', 'public, max-age=5000'],
  ['max-age=60, s-maxage=5000', 'public, max-age=60, s-maxage=5000', 'public, max-age=1000'],
  ['s-maxage=60, max-age=60', 'public, max-age=60', 'public, max-age=1000'],
  ['private, max-age=60, s-maxage=9', 'private, max-age=60', 'public, max-age=1000'],
  ['private', 'private, max-age=1000', 'public, max-age=1000'],
  ['private, max-age=5000', 'private, max-age=5000', 'public, max-age=1000'],
  ['no-cache', 'public, no-cache', 'public, max-age=1000'],
  ['private, no-cache', 'private, no-cache', 'public, max-age=1000'],
  ['no-cache="set-cookie"', 'public, no-cache', 'public, max-age=1000'],
  ['no-store, max-age=60', 'no-store', 'public, max-age=1000'],
  ['must-revalidate', 'public, max-age=1000', 'public, max-age=1000'],
  ['max-age=-5', 'public, max-age=1000', 'public, max-age=1000'],
  ['max-age=soon', 'public, max-age=1000', 'public, max-age=1000'],
  ['x-no-store', 'public, max-age=1000', 'public, max-age=1000'],
  ['max-age=99999999999999999999', 'public, max-age=2147483648', 'public, max-age=2147483648'],
]

describe('Cache-Control of an answer', () => {
  for (const [told, respected, atLeast] of cases) {
    test(`${told}`, () => {
      assert.equal(answerTo(told, 'respect_origin'), respected)
      assert.equal(answerTo(told, 'enforce_minimum'), atLeast)
      assert.equal(answerTo(told, 'override_origin'), 'public, max-age=1000')
    })
  }

  test('nobody keeps it longer than the address is good for', () => {
    const past = 1_000_000
    const behaviors: Behavior[] = ['respect_origin', 'enforce_minimum', 'override_origin']
    for (const behavior of behaviors) {
      assert.equal(answerTo('max-age=50', behavior, past), 'public, max-age=0')
    }
    const answer = answerTo('max-age=5, s-maxage=50', 'respect_origin', past)
    assert.equal(answer, 'public, max-age=0, s-maxage=0')
    const soon = Math.floor(Date.now() / 1000) + 500
    assert.equal(answerTo('max-age=50', 'respect_origin', soon), 'public, max-age=50')
  })
})
