import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { AnalysisSettings } from '../../../contract/analysis.ts'
import type { AnalysisProvider } from '../provider.ts'
import { checkProvider } from './check-provider.ts'
import { type GoogleDouble, startGoogleDouble } from './doubles/google-double.ts'
import { type OpenAiDouble, startOpenAiDouble } from './doubles/openai-double.ts'
import { drawTestPicture, openTestAgents } from './doubles/test-picture.ts'
import { writeTinyModels } from './doubles/tiny-models.ts'
import { type OpeningNeeds, type Providers, startProviders } from './open-providers.ts'
import { findWordPlacer } from './transformers.ts'

const agents = openTestAgents()
const { signal } = new AbortController()
const spendings: Parameters<OpeningNeeds['spend']>[0][] = []
let openai: OpenAiDouble
let google: GoogleDouble
let folder: string
let providers: Providers

const builtin: AnalysisProvider = {
  name: 'builtin',
  capabilities: new Set(['tags']),
  origin: { provider: 'builtin', model: 'fake', version: '1' },
  analyze: async () => ({ ...builtin.origin, findings: { tags: [] }, raw: null }),
  close: () => assert.fail('It is not theirs to close'),
}

before(async () => {
  openai = await startOpenAiDouble({ key: 'key' })
  google = await startGoogleDouble()
  folder = await mkdtemp(join(tmpdir(), 'tiny-models-'))
  await writeTinyModels(folder)
  providers = startProviders({
    builtin,
    agents,
    hubCache: null,
    modelRoots: [folder],
    googleEndpoint: google.endpoint,
    spend: async (spending) => {
      spendings.push(spending)
      return spending.limit !== 0
    },
  })
})

after(async () => {
  await providers.close()
  agents.close()
  await Promise.all([openai.close(), google.close()])
  await rm(folder, { recursive: true })
})

type ProviderSettings = AnalysisSettings['providers']

function account(
  version: number,
  change: { [Name in keyof ProviderSettings]?: Partial<ProviderSettings[Name]> } = {},
  accountId = 7,
) {
  const limits = { concurrency: 1, timeout_seconds: 20, daily_budget: 5, price_per_1000: null }
  const base_url = `${openai.address}/v1`
  return {
    accountId,
    version,
    providers: {
      openai: {
        ...limits,
        enabled: true,
        base_url,
        model: 'tiny-vision',
        api_key: 'key',
        api_key_set: true,
        ...change.openai,
      },
      google: {
        ...limits,
        enabled: true,
        api_key: 'google-key',
        api_key_set: true,
        ...change.google,
      },
      transformers: {
        enabled: false,
        model_folder: folder,
        zero_shot_model: null,
        zero_shot_labels: [],
        caption_model: 'tiny/caption',
        ...change.transformers,
      },
    },
  }
}

test('what is switched on, the same until the settings change', () => {
  const first = providers.of(account(1))
  assert.deepEqual([...first.keys()], ['builtin', 'openai', 'google'])
  assert.equal(providers.of(account(1)), first)
  const second = providers.of(account(2, { openai: { enabled: false } }))
  assert.deepEqual([...second.keys()], ['builtin', 'google'])
  assert.notEqual(providers.of(account(2, {}, 8)), second)
})

test('models are shared among accounts, and stay when something else changes', async () => {
  const transformers = { enabled: true }
  const first = providers.of(account(3, { transformers })).get('transformers')
  assert.ok(first)
  assert.equal(providers.of(account(3, { transformers }, 8)).get('transformers'), first)
  assert.equal(
    providers.of(account(4, { transformers, google: { enabled: false } })).get('transformers'),
    first,
  )
  providers.of(account(5))
  const { findings } = await first.analyze(await drawTestPicture(), new Set(['alt_text']), signal)
  assert.ok(findings.alt_text)
  providers.of(account(4, {}, 8))
  const closed = first.analyze(await drawTestPicture(), new Set(['alt_text']), signal)
  await assert.rejects(closed, /being closed/)
})

test('words are placed by whoever has a model for it', async () => {
  const without = providers.of(account(10, { transformers: { enabled: true } }))
  assert.equal(findWordPlacer(without), null)
  const zero_shot_model = 'tiny/clip'
  const opened = providers.of(account(11, { transformers: { enabled: true, zero_shot_model } }))
  const placed = await findWordPlacer(opened)?.embedText('something blue', signal)
  assert.deepEqual(placed, { model: 'transformers:tiny/clip', vector: [0, 0, 1] })
})

test('each picture is counted for its account, with the limit of its settings', async () => {
  spendings.length = 0
  const { openai, google } = Object.fromEntries(
    providers.of(account(6, { google: { daily_budget: 0 } })),
  )
  const picture = await drawTestPicture()
  await openai?.analyze(picture, new Set(['tags']), signal)
  await assert.rejects(async () => google?.analyze(picture, new Set(['tags']), signal), /budget/)
  assert.deepEqual(spendings, [
    { accountId: 7, provider: 'openai', limit: 5 },
    { accountId: 7, provider: 'google', limit: 0 },
  ])
})

describe('a try', () => {
  test('of a provider that works says what it saw', async () => {
    const provider = providers.openOne('openai', account(1, { openai: { enabled: false } }))
    const { milliseconds, ...check } = await checkProvider(provider, signal)
    assert.ok(milliseconds >= 0)
    assert.deepEqual(check, {
      provider: 'openai',
      ok: true,
      detail:
        'It found 2 tags (circle, sky), levels of 4 content alerts. It says: “A red circle in front of a blue sky.”',
      advice: null,
    })
  })

  test('of Google', async () => {
    const provider = providers.openOne('google', account(1))
    const { ok, detail } = await checkProvider(provider, signal)
    assert.ok(ok, detail)
    assert.match(
      detail,
      /3 tags \(sky, circle, ball\), 1 face, levels of 4 content alerts, 2 lines of text/,
    )
  })

  test('of one that finds nothing', async () => {
    const { ok, detail } = await checkProvider(builtin, signal)
    assert.deepEqual([ok, detail], [true, 'It found no tags.'])
  })

  test('of a wrong key says what to do', async () => {
    const provider = providers.openOne('openai', account(1, { openai: { api_key: 'wrong' } }))
    const { ok, detail, advice } = await checkProvider(provider, signal)
    assert.equal(ok, false)
    assert.match(detail, /does not accept the key/)
    assert.doesNotMatch(detail, /wrong/)
    assert.match(advice ?? '', /Enter a key/)
  })

  test('of models that can tell nothing', async () => {
    const provider = providers.openOne(
      'transformers',
      account(1, { transformers: { caption_model: null } }),
    )
    const { ok, advice } = await checkProvider(provider, signal)
    assert.equal(ok, false)
    assert.match(advice ?? '', /Name a model/)
    await provider.close()
  })
})
