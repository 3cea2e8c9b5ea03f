import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiFailure } from '../../lib/api.ts'
import { findErrors, readFieldErrors, writeDraft } from './provider-form.ts'

const saved = {
  base_url: 'http://a.example/v1',
  model: 'see-1',
  concurrency: '2',
  daily_budget: '',
}

test('only what differs is sent', () => {
  assert.deepEqual(writeDraft('openai', {}, saved), {})
  assert.deepEqual(
    writeDraft('openai', { base_url: ' http://a.example/v1 ', model: 'see-2' }, saved),
    { model: 'see-2' },
  )
  assert.deepEqual(writeDraft('openai', { api_key: '' }, saved), {})
  assert.deepEqual(writeDraft('openai', { api_key: null }, saved), { api_key: null })
})

test('text becomes what the API takes', () => {
  const typed = { daily_budget: '2,000', price_per_1000: '1.50', concurrency: '4' }
  assert.deepEqual(writeDraft('openai', typed, saved), {
    daily_budget: 2000,
    price_per_1000: 1.5,
    concurrency: 4,
  })
  assert.deepEqual(writeDraft('openai', { daily_budget: '' }, { daily_budget: '5' }), {
    daily_budget: null,
  })
  assert.deepEqual(
    writeDraft(
      'transformers',
      { zero_shot_labels: 'Beach, dog\ndog,,', caption_model: '' },
      { caption_model: 'x' },
    ),
    { caption_model: null, zero_shot_labels: ['beach', 'dog'] },
  )
})

const wrong: [value: unknown, error: string | undefined][] = [
  [3, undefined],
  [2.5, 'Enter a whole number.'],
  [Number.NaN, 'Enter a whole number.'],
  [-1, 'Enter a whole number.'],
  ['', 'Enter a whole number.'],
]
for (const [concurrency, error] of wrong) {
  test(`${concurrency} pictures at the same time: ${error ?? 'fine'}`, () => {
    assert.equal(findErrors('openai', { concurrency }).concurrency, error)
  })
}

test('a refusal is shown at its field', () => {
  const refuse = (pointer: string) =>
    new ApiFailure(400, 'PATCH /x', {
      detail: 'openai.api_key: The key has to be sent again.',
      source: { pointer },
    })
  const at = '/data/attributes/providers/openai/api_key'
  assert.deepEqual(readFieldErrors(refuse(at), 'openai'), {
    api_key: 'The key has to be sent again.',
  })
  assert.equal(readFieldErrors(refuse(at), 'google'), null)
  assert.equal(readFieldErrors(refuse('/data/attributes/features'), 'openai'), null)
  assert.equal(readFieldErrors(new Error('x'), 'openai'), null)
})
