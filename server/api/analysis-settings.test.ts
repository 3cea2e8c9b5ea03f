import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { after, before, describe, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import type { AnalysisSettings } from '../../contract/analysis.ts'
import {
  type AccountAnalysis,
  findAnalysisSettings,
  openSettings,
} from '../catalog/analysis-settings.ts'
import { resealSecrets } from '../catalog/reseal-secrets.ts'
import { secretBox } from '../lib/secret-box.ts'
import { analysisSettingsEndpoints } from './analysis-settings.ts'
import { historyEndpoints } from './history.ts'
import { startTestApi, type TestApi } from './test-api.ts'

const KEY = 'sk-very-secret-0123456789'
const key = randomBytes(32)
const box = secretBox(key)
let api: TestApi
let checked: { provider: string; settings: AccountAnalysis }[] = []

before(async () => {
  api = await startTestApi({
    endpoints: ({ db }) => [
      ...analysisSettingsEndpoints({
        db,
        secretBox: box,
        analysisMode: 'full',
        modelRoots: [tmpdir()],
        checkProvider: async (provider, settings) => {
          checked.push({ provider, settings })
          return { provider, ok: true, detail: 'It answers.', advice: null, milliseconds: 3 }
        },
      }),
      ...historyEndpoints({ db }),
    ],
  })
})
after(() => api.close())

const URL_OF = '/api/v1/analysis_settings'
const bearer = (apiKey: string) => ({ authorization: `Bearer ${apiKey}` })

async function read(apiKey = api.apiKey): Promise<LightMyRequestResponse> {
  return await api.app.inject({ url: URL_OF, headers: bearer(apiKey) })
}

async function change(
  attributes: unknown,
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  const payload = { data: { type: 'analysis_settings', attributes } }
  return await api.app.inject({
    method: 'PATCH',
    url: URL_OF,
    headers: { ...bearer(api.apiKey), ...headers },
    payload,
  })
}

async function check(provider: unknown): Promise<LightMyRequestResponse> {
  const payload = { data: { type: 'analysis_checks', attributes: { provider } } }
  const url = `${URL_OF}/checks`
  return await api.app.inject({ method: 'POST', url, headers: bearer(api.apiKey), payload })
}

function settingsOf(answer: LightMyRequestResponse): AnalysisSettings {
  assert.equal(answer.statusCode, 200, answer.body)
  return answer.json().data.attributes
}

/** `<status> <pointer>: <detail>` of a refusal. */
function refusal(answer: LightMyRequestResponse): string {
  const [error] = answer.json().errors ?? [{}]
  return `${answer.statusCode} ${error.source?.pointer ?? ''}: ${error.detail}`
}

async function accountId(): Promise<number> {
  const row = api.database.db.selectFrom('accounts').select('id')
  return (await row.executeTakeFirstOrThrow()).id
}

test('at first everything is on, built in, and nothing leaves the machine', async () => {
  const answer = await read()
  const { features, providers, order, ...rest } = settingsOf(answer)
  assert.ok(Object.values(features).every((on) => on))
  assert.ok(Object.values(providers).every(({ enabled }) => !enabled))
  const { alerts, ...others } = order
  assert.ok(Object.values(others).every((names) => names.at(-1) === 'builtin'))
  // Prompts that nobody has measured tell what is left.
  assert.deepEqual(alerts, ['openai', 'google', 'builtin', 'transformers'])
  assert.deepEqual(rest, { mode: 'full', sends_pictures_to: [], version: 1 })
  assert.equal(answer.headers.etag, '"1"')
})

test('what is not sent stays, and every change raises the version', async () => {
  const { version } = settingsOf(await read())
  const changed = await change({
    features: { text: false },
    order: { faces: ['builtin'] },
    providers: { google: { timeout_seconds: 12 } },
  })
  const settings = settingsOf(changed)
  assert.equal(settings.version, version + 1)
  assert.equal(changed.headers.etag, `"${version + 1}"`)
  assert.deepEqual([settings.features.text, settings.features.tags], [false, true])
  assert.deepEqual(settings.order.faces, ['builtin'])
  assert.equal(settings.order.text.length, 2)
  assert.deepEqual(settingsOf(await read()), settings)
  // What was read is sent back: nothing changes.
  assert.deepEqual(settingsOf(await change(settings)), settings)
})

test('who has seen an older version is refused', async () => {
  const { version } = settingsOf(await read())
  const late = await change({ features: { faces: false } }, { 'if-match': `"${version - 1}"` })
  assert.match(refusal(late), /^412/)
  assert.match(refusal(await change({}, { 'if-match': '"nonsense"' })), /^412/)
  const both = await Promise.all(
    ['adult', 'racy'].map((model) =>
      change({ providers: { openai: { model } } }, { 'if-match': `"${version}"` }),
    ),
  )
  assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [200, 412])
})

test('a key is kept sealed, never comes back, and goes nowhere else', async () => {
  const openai = { base_url: 'https://models.example.com/v1/', model: 'see-1', api_key: KEY }
  const set = settingsOf(await change({ providers: { openai: { ...openai, enabled: true } } }))
  assert.equal(set.providers.openai.api_key_set, true)
  assert.equal(set.providers.openai.base_url, 'https://models.example.com/v1')
  assert.deepEqual(set.sends_pictures_to, ['models.example.com'])
  const { db, pool } = api.database
  const opened = openSettings(box, await findAnalysisSettings(db, await accountId()))
  assert.equal(opened.providers.openai.api_key, KEY)

  const pointer = '/data/attributes/providers/openai/api_key'
  for (const base_url of ['https://elsewhere.example.com/v1', 'http://models.example.com/v1', '']) {
    const moved = await change({ providers: { openai: { base_url, enabled: false } } })
    assert.match(refusal(moved), new RegExp(`^400 ${pointer}: .*sent again`))
  }
  // Nor to the first address that somebody else comes up with.
  await change({ providers: { openai: { base_url: '', api_key: KEY, enabled: false } } })
  const first = await change({
    providers: { openai: { base_url: 'https://elsewhere.example.com' } },
  })
  assert.match(refusal(first), new RegExp(`^400 ${pointer}: .*sent again`))
  await change({ providers: { openai } })
  // Within the same place it may stay.
  const within = { base_url: 'https://models.example.com/v2', api_key_set: false }
  assert.ok(
    settingsOf(await change({ providers: { openai: within } })).providers.openai.api_key_set,
  )

  const { rows } = await pool.query('select * from analysis_settings')
  const audit = await api.app.inject({ url: '/api/v1/audit', headers: bearer(api.apiKey) })
  for (const said of [(await read()).body, audit.body, JSON.stringify(rows), api.log.join('')]) {
    assert.ok(!said.includes(KEY))
  }
  const gone = await change({ providers: { openai: { api_key: null, enabled: false } } })
  assert.equal(settingsOf(gone).providers.openai.api_key_set, false)
})

test('who changed what is in the audit', async () => {
  await change({ features: { alerts: false }, providers: { google: { api_key: KEY } } })
  const audit = await api.app.inject({ url: '/api/v1/audit', headers: bearer(api.apiKey) })
  const [latest] = audit.json().data
  assert.equal(latest.attributes.action, 'analysis_settings_changed')
  assert.equal(latest.attributes.changed_by, 'ada@example.com')
  assert.deepEqual(latest.attributes.fields, {
    alerts: { from: true, to: false },
    'google.api_key': { from: null, to: 'set' },
  })
})

test('another key of the server seals them anew', async () => {
  const { db } = api.database
  await change({ providers: { google: { api_key: KEY } } })
  const next = secretBox(randomBytes(32))
  assert.ok((await resealSecrets(db, box, next)) >= 1)
  const stored = await findAnalysisSettings(db, await accountId())
  assert.equal(openSettings(next, stored).providers.google.api_key, KEY)
  assert.throws(() => openSettings(box, stored))
  await resealSecrets(db, next, box)
})

test('hosts that get pictures are those that are asked for something', async () => {
  const google = { enabled: true, api_key: KEY }
  const all = { alerts: true, tags: true, text: true }
  const asks = settingsOf(await change({ features: all, providers: { google } }))
  assert.deepEqual(asks.sends_pictures_to, ['vision.googleapis.com'])
  const local = { enabled: true, base_url: 'http://localhost:11434/v1', model: 'llava' }
  const order = Object.fromEntries(Object.keys(asks.order).map((name) => [name, ['builtin']]))
  assert.deepEqual(settingsOf(await change({ order })).sends_pictures_to, [])
  const here = await change({ order: { tags: ['openai'] }, providers: { openai: local } })
  assert.deepEqual(settingsOf(here).sends_pictures_to, [])
  const near = await change({ providers: { openai: { base_url: 'http://10.0.0.7:8000/v1' } } })
  assert.deepEqual(settingsOf(near).sends_pictures_to, ['10.0.0.7:8000'])
  assert.deepEqual(settingsOf(await change({ features: { tags: false } })).sends_pictures_to, [])
})

describe('refused with the name of what is wrong', () => {
  const AT = '/data/attributes'
  const OPENAI = `${AT}/providers/openai`
  const openai = (members: object) => ({ providers: { openai: members } })
  const transformers = (members: object) => ({ providers: { transformers: members } })
  const cases: [sent: unknown, said: string][] = [
    [{ feature: {} }, `${AT}/feature`],
    [{ features: { age: true } }, `${AT}/features/age`],
    [{ features: { tags: 'yes' } }, `${AT}/features/tags`],
    [{ features: null }, `${AT}/features`],
    [[], AT],
    [{ providers: { clip: {} } }, `${AT}/providers/clip`],
    [openai({ secret: 'x' }), `${OPENAI}/secret`],
    [openai({ base_url: 'ftp://example.com' }), `${OPENAI}/base_url`],
    [openai({ base_url: 'javascript:alert(1)' }), `${OPENAI}/base_url`],
    [openai({ base_url: 'https://me:secret@example.com/v1' }), `${OPENAI}/base_url`],
    [openai({ base_url: 'https://example.com/v1#there' }), `${OPENAI}/base_url`],
    [openai({ base_url: 'https://example.com/v1?key=1' }), `${OPENAI}/base_url`],
    [openai({ base_url: 'https://exa mple.com/' }), `${OPENAI}/base_url`],
    [openai({ base_url: `https://example.com/${'x'.repeat(2000)}` }), `${OPENAI}/base_url`],
    [openai({ api_key: 'two\r\nlines' }), `${OPENAI}/api_key`],
    [openai({ api_key: '' }), `${OPENAI}/api_key`],
    [openai({ api_key: 7 }), `${OPENAI}/api_key`],
    [openai({ model: 'a\0b' }), `${OPENAI}/model`],
    [openai({ concurrency: 0 }), `${OPENAI}/concurrency`],
    [openai({ concurrency: 1e9 }), `${OPENAI}/concurrency`],
    [openai({ timeout_seconds: 1.5 }), `${OPENAI}/timeout_seconds`],
    [openai({ daily_budget: 0 }), `${OPENAI}/daily_budget`],
    [openai({ price_per_1000: '3' }), `${OPENAI}/price_per_1000`],
    [openai({ enabled: true, base_url: '', api_key: null }), `${OPENAI}/base_url`],
    [openai({ enabled: true, model: ' ' }), `${OPENAI}/model`],
    [transformers({ model_folder: 'models' }), `${AT}/providers/transformers/model_folder`],
    [transformers({ model_folder: '/' }), `${AT}/providers/transformers/model_folder`],
    [transformers({ model_folder: '/none' }), `${AT}/providers/transformers/model_folder`],
    [
      transformers({ zero_shot_model: '../../etc' }),
      `${AT}/providers/transformers/zero_shot_model`,
    ],
    [transformers({ caption_model: '/etc/x' }), `${AT}/providers/transformers/caption_model`],
    [transformers({ zero_shot_labels: [''] }), `${AT}/providers/transformers/zero_shot_labels/0`],
    [transformers({ enabled: true }), `${AT}/providers/transformers/zero_shot_model`],
    [{ providers: { google: { enabled: true, api_key: null } } }, `${AT}/providers/google/api_key`],
    [{ order: { tags: ['builtin', 'builtin'] } }, `${AT}/order/tags`],
    [{ order: { faces: ['openai'] } }, `${AT}/order/faces/0`],
    [{ order: { colors: ['builtin'] } }, `${AT}/order/colors`],
    [{ order: { tags: 'builtin' } }, `${AT}/order/tags`],
  ]
  for (const [sent, pointer] of cases) {
    test(`${JSON.stringify(sent).slice(0, 70)} → ${pointer}`, async () => {
      const before = settingsOf(await read())
      const answer = await change(sent)
      assert.match(refusal(answer), new RegExp(`^400 ${pointer}: `))
      assert.ok(!answer.body.includes('two\\r'))
      assert.deepEqual(settingsOf(await read()), before)
    })
  }
  test('a body that is none', async () => {
    for (const payload of ['{', '[]', 'null', '{"data":{"type":"sources","attributes":{}}}']) {
      const headers = { ...bearer(api.apiKey), 'content-type': 'application/json' }
      const answer = await api.app.inject({ method: 'PATCH', url: URL_OF, headers, payload })
      assert.equal(answer.statusCode, 400, payload)
    }
    const payload = `{"data":"${'x'.repeat(2 ** 21)}"}`
    const headers = { ...bearer(api.apiKey), 'content-type': 'application/json' }
    const huge = await api.app.inject({ method: 'PATCH', url: URL_OF, headers, payload })
    assert.equal(huge.statusCode, 413)
  })
})

test('who may browse sees them, who may change Sources changes them', async () => {
  const [browses, deploys, purges] = await Promise.all(
    (['asset_browse', 'sources', 'asset_purge'] as const).map((one) => api.keyWith([one])),
  )
  const statuses = await Promise.all([browses, deploys, purges].map((one = '') => read(one)))
  assert.deepEqual(
    statuses.map(({ statusCode }) => statusCode),
    [200, 200, 403],
  )
  const features = { features: { similar: false } }
  const refused = await change(features, bearer(browses ?? ''))
  assert.match(refusal(refused), /^403 : .*Sources/)
  assert.equal((await change(features, bearer(deploys ?? ''))).statusCode, 200)
  assert.equal((await api.app.inject(URL_OF)).statusCode, 401)
})

test('a provider is tried as it is saved, with its key, and not before it is complete', async () => {
  const google = { api_key: KEY, enabled: false }
  await change({ providers: { google, transformers: { enabled: false, caption_model: null } } })
  checked = []
  const answer = await check('google')
  assert.equal(answer.statusCode, 200)
  assert.equal(answer.json().data.attributes.ok, true)
  const [asked] = checked
  assert.ok(asked)
  assert.equal(openSettings(box, asked.settings).providers.google.api_key, KEY)
  assert.ok(!answer.body.includes(KEY))
  const incomplete = await check('transformers')
  assert.equal(incomplete.json().data.attributes.ok, false)
  assert.equal(checked.length, 1)
  assert.equal((await check('builtin')).json().data.attributes.ok, true)
  assert.match(refusal(await check('clarifai')), /^400 \/data\/attributes\/provider/)
})

test('a try that works warns of a way that others can read', async () => {
  const cases: [address: string, warns: boolean][] = [
    ['http://vision.example.com/v1', true],
    ['http://93.184.216.34:8000', true],
    ['http://[2606:2800::1]', true],
    ['https://vision.example.com/v1', false],
    ['http://localhost:11434/v1', false],
    ['http://ollama:11434/v1', false],
    ['http://gpu.lan/v1', false],
    ['http://192.168.1.20/v1', false],
    ['http://[fd00::1]/v1', false],
  ]
  for (const [base_url, warns] of cases) {
    await change({ providers: { openai: { base_url, model: 'm', api_key: null, enabled: false } } })
    const { advice } = (await check('openai')).json().data.attributes
    assert.equal(/https:/.test(advice ?? ''), warns, base_url)
  }
})
