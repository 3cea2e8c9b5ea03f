import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isForGood } from './picture-failures.ts'

test('what can never be rendered is not asked for again, what may pass is', () => {
  for (const status of [400, 403, 404, 413, 415, 422]) assert.equal(isForGood(status), true)
  for (const status of [200, 304, 408, 429, 500, 502, 503, 504]) {
    assert.equal(isForGood(status), false)
  }
})
