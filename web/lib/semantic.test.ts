import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnalysisSettings } from '../../contract/analysis.ts'
import { canLookForWords, wordsToSee } from './semantic.ts'

const cases: [search: string, words: string][] = [
  ['a dog on a beach', 'a dog on a beach'],
  ['"red  car" -blue', 'red car'],
  ['-"a cat" dog OR wolf', 'dog wolf'],
  ['well-known ORCHID', 'well-known ORCHID'],
  ['-fog', ''],
  ['x'.repeat(300), 'x'.repeat(200)],
]
for (const [search, words] of cases) {
  test(`what of ${JSON.stringify(search.slice(0, 30))} can be seen`, () => {
    assert.equal(wordsToSee(search), words)
  })
}

test('words are looked for only where a model can tell', () => {
  const on = {
    mode: 'full',
    features: { similar: true },
    providers: { transformers: { enabled: true, zero_shot_model: 'a/clip' } },
    order: { embedding: ['transformers', 'builtin'] },
  } as unknown as AnalysisSettings // nothing else of it is asked for
  assert.equal(canLookForWords(on), true)
  assert.equal(canLookForWords(undefined), false)
  const off: Partial<Record<keyof AnalysisSettings, unknown>>[] = [
    { mode: 'off' },
    { features: { similar: false } },
    { providers: { transformers: { enabled: false, zero_shot_model: 'a/clip' } } },
    { providers: { transformers: { enabled: true, zero_shot_model: null } } },
    { order: { embedding: ['builtin'] } },
  ]
  for (const part of off) {
    assert.equal(canLookForWords({ ...on, ...part } as AnalysisSettings), false)
  }
})
