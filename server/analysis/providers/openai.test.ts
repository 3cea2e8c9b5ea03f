import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { AnalysisCapability } from '../../../contract/analysis.ts'
import { isFailure } from '../../lib/failures.ts'
import { guardedAgents, readNetworkAllowList } from '../../origins/network-guard.ts'
import type { AnalysisProvider, Picture } from '../provider.ts'
import type { Mishap } from './doubles/http-double.ts'
import {
  type OpenAiDouble,
  type OpenAiDoubleOptions,
  startOpenAiDouble,
  WHAT_IT_SEES,
} from './doubles/openai-double.ts'
import { drawTestPicture, openTestAgents } from './doubles/test-picture.ts'
import { openAiProvider } from './openai.ts'
import { ProviderFailure, type TroubleKind } from './provider-failure.ts'

const KEY = 'sk-never-to-be-seen'
const ALL: ReadonlySet<AnalysisCapability> = new Set(['tags', 'alerts', 'alt_text'])

const SETTINGS = { model: 'tiny-vision', concurrency: 2, timeout_seconds: 20 }
const agents = openTestAgents()
const doubles: OpenAiDouble[] = []
let picture: Picture

before(async () => {
  picture = await drawTestPicture()
})

after(async () => {
  agents.close()
  await Promise.all(doubles.map((double) => double.close()))
})

async function open(options: OpenAiDoubleOptions = {}, timeoutSeconds = 20) {
  const double = await startOpenAiDouble({ key: KEY, ...options })
  doubles.push(double)
  const base_url = `${double.address}/v1`
  const settings = { ...SETTINGS, base_url, timeout_seconds: timeoutSeconds }
  const provider = openAiProvider(settings, KEY, { agents, spend: async () => true })
  return { double, provider }
}

function look(provider: AnalysisProvider, wants = ALL, signal = new AbortController().signal) {
  return provider.analyze(picture, wants, signal)
}

interface Asked {
  temperature?: number
  response_format?: { type: string; json_schema?: { schema: { properties: object } } }
}

function bodiesOf(double: OpenAiDouble): Asked[] {
  return double.received.map(({ body }) => body as Asked) // the double has checked it
}

async function failureOf(looking: Promise<unknown>): Promise<ProviderFailure> {
  const error = await looking.then(
    (answer) => assert.fail(`It answered ${JSON.stringify(answer)}`),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof ProviderFailure, String(error))
  assert.ok(isFailure(error, 'analysis_failed'))
  assert.doesNotMatch(error.detail, new RegExp(KEY))
  return error
}

describe('what a model says', () => {
  test('tags, alerts and alt text by one question', async () => {
    const { double, provider } = await open()
    const { took_ms: took, ...answer } = await look(provider)
    assert.equal(double.received.length, 1)
    assert.ok(took !== undefined && took >= 0)
    assert.deepEqual(answer, {
      provider: 'openai',
      model: 'tiny-vision',
      version: '1',
      findings: {
        tags: [
          { label: 'circle', confidence: 0.9, score: null },
          { label: 'sky', confidence: 0.4, score: null },
        ],
        alerts: {
          adult: { level: 1, score: null },
          medical: { level: 1, score: null },
          racy: { level: 2, score: null },
          violence: { level: 1, score: null },
        },
        alt_text: { text: WHAT_IT_SEES.alt_text, weak: false },
      },
      raw: {
        ...WHAT_IT_SEES,
      },
    })
  })

  test('is asked for what is wanted alone', async () => {
    const { double, provider } = await open({ says: { alt_text: 'A ball.', tags: 'none' } })
    const answer = await look(provider, new Set(['alt_text', 'faces', 'embedding']))
    assert.deepEqual(answer.findings, { alt_text: { text: 'A ball.', weak: false } })
    const [asked] = bodiesOf(double)
    const { properties } = asked?.response_format?.json_schema?.schema ?? {}
    assert.deepEqual(Object.keys(properties ?? {}), ['alt_text'])
  })

  test('is asked for once more, without a schema, where something is missing', async () => {
    const { double, provider } = await open({ says: { tags: WHAT_IT_SEES.tags, alerts: 'none' } })
    const { findings } = await look(provider)
    assert.deepEqual(Object.keys(findings), ['tags'])
    const formats = bodiesOf(double).map(({ response_format }) => response_format?.type)
    assert.deepEqual(formats, ['json_schema', 'json_object'])
  })
})

test('a model that can tell no alert is not asked again', async () => {
  const alerts = { adult: 'unknown', racy: 'unknown' }
  const { double, provider } = await open({ says: { alerts } })
  assert.deepEqual((await look(provider, new Set(['alerts']))).findings, {})
  assert.equal(double.received.length, 1)
})

test('what was told counts when the rest can’t be had', async () => {
  const { double, provider } = await open({ says: { tags: [] } })
  double.mishaps.push({ does: 'answer' }, { does: 'status', status: 503 })
  assert.deepEqual((await look(provider)).findings, { tags: [] })
  assert.equal(double.received.length, 2)
})

describe('servers that do not take everything', () => {
  const cases: [name: string, options: OpenAiDoubleOptions, requests: number, next: object][] = [
    ['no schema', { formats: ['json_object'] }, 2, { temperature: 0, format: 'json_object' }],
    ['no format at all', { formats: [] }, 3, { temperature: 0, format: undefined }],
    [
      'no temperature',
      { takesTemperature: false },
      2,
      { temperature: undefined, format: 'json_schema' },
    ],
  ]
  for (const [name, options, requests, next] of cases) {
    test(`${name}: left out, and remembered`, async () => {
      const { double, provider } = await open(options)
      assert.ok((await look(provider)).findings.tags)
      assert.equal(double.received.length, requests)
      await look(provider)
      assert.equal(double.received.length, requests + 1)
      const last = bodiesOf(double).at(-1)
      assert.deepEqual(
        { temperature: last?.temperature, format: last?.response_format?.type },
        next,
      )
    })
  }

  test('a server with schemas alone keeps being asked with one', async () => {
    const { double, provider } = await open({ formats: ['json_schema'], says: { tags: [] } })
    await look(provider, new Set(['tags', 'alt_text']))
    const formats = () => bodiesOf(double).map(({ response_format }) => response_format?.type)
    assert.deepEqual(formats(), ['json_schema', 'json_object', undefined])
    await look(provider, new Set(['tags']))
    assert.equal(formats().at(-1), 'json_schema')
  })
})

describe('a model that cannot', () => {
  const cases: [name: string, options: OpenAiDoubleOptions, kind: TroubleKind, detail: RegExp][] = [
    [
      'refuses',
      { refusal: 'I can’t help with that.' },
      'refused',
      /It says: “I can’t help with that\.”/,
    ],
    ['is filtered', { finishReason: 'content_filter', says: '' }, 'refused', /filter/],
    ['breaks off', { finishReason: 'length', says: '{"tags":[{"label"' }, 'unusable', /breaks off/],
    ['chats', { says: 'What a nice picture!' }, 'unusable', /form/],
    ['says nothing', { says: '' }, 'unusable', /form/],
  ]
  for (const [name, options, kind, detail] of cases) {
    test(name, async () => {
      const { provider } = await open(options)
      const failure = await failureOf(look(provider))
      assert.equal(failure.kind, kind)
      assert.match(failure.detail, detail)
      assert.equal(failure.retryAfterSeconds, undefined)
    })
  }
})

describe('a model that reads text alone', () => {
  const cases: [who: string, status: number, body: object][] = [
    ['Ollama', 400, { error: { message: 'this model does not support image input' } }],
    ['vLLM', 400, { object: 'error', message: 'facebook/opt-125m is not a multimodal model None' }],
    [
      'OpenAI',
      400,
      {
        error: { message: 'Invalid content type. image_url is only supported by certain models.' },
      },
    ],
    ['llama.cpp', 500, { error: { message: 'image input is not supported - hint: mmproj' } }],
  ]
  for (const [who, status, body] of cases) {
    test(`says ${who}`, async () => {
      const { double, provider } = await open()
      double.mishaps.push({ does: 'status', status, body })
      const failure = await failureOf(look(provider))
      assert.equal(failure.kind, 'model')
      assert.match(failure.detail, /“tiny-vision” reads no pictures/)
      // nor is it asked about the next one
      await failureOf(look(provider))
      assert.equal(double.received.length, 1)
    })
  }
})

describe('a server in trouble', () => {
  const said = { error: { message: `You sent ${KEY}\nand more` } }
  const status = (
    status: number,
    more: Partial<Extract<Mishap, { does: 'status' }>> = {},
  ): Mishap => ({
    does: 'status',
    status,
    ...more,
  })
  const cases: [name: string, mishap: Mishap, kind: TroubleKind, retryAfter?: number][] = [
    ['401', status(401, { body: said }), 'key'],
    ['403', status(403), 'key'],
    [
      '404 for the model',
      status(404, { body: { error: 'model "x" not found, try pulling it first' } }),
      'model',
    ],
    ['404 for the address', status(404), 'address'],
    ['405', status(405), 'address'],
    ['413', status(413), 'refused'],
    ['429', status(429), 'busy', 60],
    ['429 with seconds', status(429, { headers: { 'Retry-After': '7' } }), 'busy', 7],
    ['429 with years', status(429, { headers: { 'Retry-After': '999999999' } }), 'busy', 86_400],
    ['429 with rubbish', status(429, { headers: { 'Retry-After': '-3 days' } }), 'busy', 60],
    [
      '429 without credit',
      status(429, { body: { error: { message: 'No', code: 'insufficient_quota' } } }),
      'quota',
      3600,
    ],
    ['500', status(500, { body: 'no object' }), 'broken', 60],
    ['503 with seconds', status(503, { headers: { 'Retry-After': '20' } }), 'broken', 20],
    ['a page', { does: 'text', text: '<h1>Welcome</h1>' }, 'garbled', 300],
    [
      'half an answer',
      { does: 'text', text: '{"choices":[{"mess', contentType: 'application/json' },
      'garbled',
      300,
    ],
    ['no choices', { does: 'text', text: '{"choices":[]}' }, 'garbled', 300],
    ['brackets without end', { does: 'text', text: '['.repeat(500_000) }, 'garbled', 300],
    ['a flood', { does: 'flood' }, 'garbled', 300],
    ['a redirect', { does: 'redirect', location: 'http://127.0.0.1:9/steal' }, 'address'],
    ['hangs up', { does: 'hang-up' }, 'unreachable', 60],
    ['hangs up in the middle', { does: 'cut' }, 'unreachable', 60],
  ]
  for (const [name, mishap, kind, retryAfter] of cases) {
    test(name, async () => {
      const { double, provider } = await open()
      double.mishaps.push(mishap)
      const failure = await failureOf(look(provider))
      assert.deepEqual(
        [failure.kind, failure.retryAfterSeconds],
        [kind, retryAfter],
        failure.detail,
      )
      assert.equal(double.received.length, 1)
    })
  }

  for (const does of ['hang', 'drip'] as const) {
    test(`a ${does} ends in time`, async () => {
      const { double, provider } = await open({}, 0.2)
      double.mishaps.push({ does })
      const failure = await failureOf(look(provider))
      assert.deepEqual([failure.kind, failure.retryAfterSeconds], ['slow', 120])
    })
  }

  test('whoever aborts gets the reason', async () => {
    const { double, provider } = await open()
    double.mishaps.push({ does: 'hang' })
    const reason = new Error('enough')
    const stop = new AbortController()
    const looking = look(provider, ALL, stop.signal)
    setTimeout(() => stop.abort(reason), 20)
    await assert.rejects(looking, reason)
  })

  test('nothing answers there', async () => {
    const { double, provider } = await open()
    await double.close()
    doubles.splice(doubles.indexOf(double), 1)
    const failure = await failureOf(look(provider))
    assert.deepEqual([failure.kind, failure.retryAfterSeconds], ['unreachable', 60])
  })

  test('a wrong content type is no reason to complain', async () => {
    const { double, provider } = await open()
    const message = { content: JSON.stringify(WHAT_IT_SEES) }
    const text = JSON.stringify({ choices: [{ message }] })
    double.mishaps.push({ does: 'text', text, contentType: 'text/plain' })
    assert.ok((await look(provider)).findings.tags)
  })
})

test('a private address is reached only where the operator allows it', async () => {
  const { double } = await open()
  const lookThrough = (allowed: string, host: string) => {
    const base_url = `${double.address.replace('127.0.0.1', host)}/v1`
    const guarded = guardedAgents(readNetworkAllowList(allowed), { maxSockets: 1 })
    const needs = { agents: guarded, spend: async () => true }
    return look(openAiProvider({ ...SETTINGS, base_url }, KEY, needs)).finally(() =>
      guarded.httpAgent.destroy(),
    )
  }
  for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]']) {
    const failure = await failureOf(lookThrough('', host))
    assert.equal(failure.kind, 'private')
    assert.match(failure.detail, /ALLOW_PRIVATE_ORIGINS/)
  }
  assert.equal(double.received.length, 0)
  assert.ok((await lookThrough('127.0.0.1', '127.0.0.1')).findings.tags)
})

test('settings that can’t be right are never asked', async () => {
  for (const base_url of [
    '',
    'localhost:11434',
    'file:///etc/passwd',
    'http://user:secret@example.com',
  ]) {
    const needs = { agents, spend: async () => true }
    const provider = openAiProvider({ ...SETTINGS, base_url }, null, needs)
    assert.equal((await failureOf(look(provider))).kind, 'settings')
  }
})
