import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AnalysisSettings } from '../../contract/analysis.ts'
import {
  askedProviders,
  DEFAULT_FEATURES,
  DEFAULT_ORDER,
  DEFAULT_PROVIDERS,
  type Features,
  type ProviderOrder,
  type StoredProviders,
  wantedCapabilities,
} from './analysis-choices.ts'

interface Wished {
  features?: Partial<Features>
  order?: Partial<ProviderOrder>
  openai?: Partial<StoredProviders['openai']>
  google?: Partial<StoredProviders['google']>
  transformers?: Partial<StoredProviders['transformers']>
}

function wish({ features, order, openai, google, transformers }: Wished) {
  return {
    features: { ...DEFAULT_FEATURES, ...features },
    order: { ...DEFAULT_ORDER, ...order },
    providers: {
      openai: { ...DEFAULT_PROVIDERS.openai, ...openai },
      google: { ...DEFAULT_PROVIDERS.google, ...google },
      transformers: { ...DEFAULT_PROVIDERS.transformers, ...transformers },
    },
  }
}

describe('pictures are looked at for', () => {
  const ALL = 'alerts alt_text embedding faces tags text'
  const WITHOUT_TEXT = 'alerts alt_text embedding faces tags'
  const clip = { enabled: true, zero_shot_model: 'a/b' }
  const cases: [why: string, wished: Wished, mode: AnalysisSettings['mode'], wanted: string][] = [
    ['all that is built in', {}, 'full', ALL],
    ['nothing when the operator has switched it off', {}, 'off', ''],
    ['no text with the light nets', {}, 'light', WITHOUT_TEXT],
    ['text with the light nets when Google reads', { google: { enabled: true } }, 'light', ALL],
    ['not what is switched off', { features: { text: false } }, 'full', WITHOUT_TEXT],
    [
      'no embedding for no similarity',
      { features: { similar: false, text: false, tags: false } },
      'full',
      'alerts alt_text faces',
    ],
    ['nothing that nobody is asked for', { order: { text: [] } }, 'full', WITHOUT_TEXT],
    ['nothing that who is off is asked for', { order: { text: ['google'] } }, 'full', WITHOUT_TEXT],
    [
      'what models of transformers.js tell',
      { transformers: clip, order: { tags: ['transformers'], alerts: ['transformers'] } },
      'full',
      'alerts alt_text embedding faces text',
    ],
    [
      'tags when there are words for them',
      {
        transformers: { ...clip, zero_shot_labels: ['dog'] },
        order: { tags: ['transformers'], alt_text: ['transformers'] },
      },
      'full',
      ALL,
    ],
    [
      'alt text by a captioner',
      {
        transformers: { enabled: true, caption_model: 'a/b' },
        order: { tags: ['transformers'], alt_text: ['transformers'] },
      },
      'light',
      'alerts alt_text embedding faces',
    ],
  ]
  for (const [why, wished, mode, wanted] of cases) {
    test(why, () => {
      assert.equal([...wantedCapabilities(wish(wished), mode)].sort().join(' '), wanted)
    })
  }
})

test('asked is who is switched on, and for something that is switched on', () => {
  const google = { enabled: true }
  assert.deepEqual(askedProviders(wish({})), ['builtin'])
  assert.deepEqual(askedProviders(wish({ google })), ['builtin', 'google'])
  const embedding = { tags: false, faces: false, alerts: false, alt_text: false, text: false }
  assert.deepEqual(askedProviders(wish({ google, features: embedding })), ['builtin'])
})
