import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeEstimate } from './analysis-estimate.ts'

const cases: [dollars: number | null, days: number | null, words: string][] = [
  [1.806, 7, 'Google Cloud Vision: about $1.81, in 7 days as its daily budget allows.'],
  [0.0015, 1, 'Google Cloud Vision: less than $0.01.'],
  [0, null, 'Google Cloud Vision: costs nothing.'],
  [null, null, 'Google Cloud Vision: its price is not known.'],
]
for (const [dollars, days, words] of cases) {
  test(words, () => {
    assert.equal(describeEstimate({ provider: 'google', dollars, days }), words)
  })
}
