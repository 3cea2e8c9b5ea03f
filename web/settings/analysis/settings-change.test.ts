import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnalysisProviderName, AnalysisSettings } from '../../../contract/analysis.ts'
import {
  applyChange,
  describeChange,
  FEATURES,
  findHosts,
  planOrder,
  readChain,
} from './settings-change.ts'

const limits = {
  api_key_set: false,
  concurrency: 2,
  timeout_seconds: 30,
  daily_budget: null,
  price_per_1000: null,
}

/** Somebody with these switched on. */
function settingsWith(...on: AnalysisProviderName[]): AnalysisSettings {
  const all: AnalysisProviderName[] = ['openai', 'google', 'transformers', 'builtin']
  return {
    features: {
      tags: true,
      faces: true,
      alerts: true,
      colors: true,
      alt_text: true,
      text: false,
      similar: true,
    },
    providers: {
      openai: {
        enabled: on.includes('openai'),
        base_url: 'http://a.example/v1',
        model: '',
        ...limits,
      },
      google: { enabled: on.includes('google'), ...limits },
      transformers: {
        enabled: on.includes('transformers'),
        model_folder: null,
        zero_shot_model: null,
        zero_shot_labels: [],
        caption_model: null,
      },
    },
    order: {
      tags: all,
      faces: ['google', 'builtin'],
      alerts: all,
      alt_text: all,
      text: ['google', 'builtin'],
      embedding: ['transformers', 'builtin'],
    },
    mode: 'full',
    sends_pictures_to: [
      ...(on.includes('openai') ? ['a.example'] : []),
      ...(on.includes('google') ? ['vision.googleapis.com'] : []),
    ],
    version: 1,
  }
}

test('only who is switched on is asked', () => {
  assert.deepEqual(readChain(settingsWith(), 'tags'), ['builtin'])
  assert.deepEqual(readChain(settingsWith('google'), 'tags'), ['google', 'builtin'])
})

const orders: [
  what: string,
  on: AnalysisProviderName[],
  change: Parameters<typeof planOrder>[2],
  order: AnalysisProviderName[],
][] = [
  [
    'two change places',
    ['google'],
    { place: 0, name: 'builtin' },
    ['openai', 'builtin', 'transformers', 'google'],
  ],
  ['nobody stands in', ['google'], { place: 1, name: null }, ['openai', 'google', 'transformers']],
  [
    'the first of three goes',
    ['openai', 'google'],
    { place: 0, name: null },
    ['google', 'transformers', 'builtin'],
  ],
]
for (const [what, on, change, order] of orders) {
  test(`${what}; who is switched off keeps its place`, () => {
    assert.deepEqual(planOrder(settingsWith(...on), 'tags', change), order)
  })
}

test('somebody who is not in the order yet comes last', () => {
  const settings = settingsWith('google')
  settings.order.faces = ['google']
  assert.deepEqual(planOrder(settings, 'faces', { place: 1, name: 'builtin' }), [
    'google',
    'builtin',
  ])
  settings.order.faces = []
  assert.deepEqual(planOrder(settings, 'faces', { place: 0, name: 'google' }), ['google'])
})

test('a change in words, and as it will be', () => {
  const settings = settingsWith('google')
  const change = {
    features: { tags: false },
    order: { faces: planOrder(settings, 'faces', { place: 0, name: 'builtin' }) },
  }
  assert.equal(
    describeChange(settings, change),
    'Tags off, Faces: Built in, then Google Cloud Vision',
  )
  const after = applyChange(settings, change)
  assert.deepEqual([after.features.tags, after.features.faces], [false, true])
  assert.deepEqual(after.order.faces, ['builtin', 'google'])
})

test('what leaves this server is said of each feature', () => {
  const hosts = (...on: AnalysisProviderName[]) =>
    Object.fromEntries(
      FEATURES.map((feature) => [feature, findHosts(settingsWith(...on), feature)]),
    )
  assert.ok(Object.values(hosts()).every((list) => list.length === 0))
  assert.deepEqual(hosts('openai', 'google'), {
    tags: ['a.example', 'vision.googleapis.com'],
    faces: ['vision.googleapis.com'],
    alerts: ['a.example', 'vision.googleapis.com'],
    colors: [],
    alt_text: ['a.example', 'vision.googleapis.com'],
    // Switched off.
    text: [],
    similar: [],
  })
  // The server says that it is the same machine.
  const local = { ...settingsWith('openai'), sends_pictures_to: [] }
  assert.deepEqual(findHosts(local, 'tags'), [])
})
