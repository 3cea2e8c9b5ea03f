import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { AnalysisCapability, Findings } from '../../../contract/analysis.ts'
import type { AnalysisProvider, Picture } from '../provider.ts'
import {
  type GoogleDouble,
  type GoogleDoubleOptions,
  startGoogleDouble,
  WHAT_GOOGLE_SEES,
} from './doubles/google-double.ts'
import type { Mishap } from './doubles/http-double.ts'
import { drawTestPicture, openTestAgents } from './doubles/test-picture.ts'
import { googleProvider } from './google.ts'
import { ProviderFailure, type TroubleKind } from './provider-failure.ts'

const KEY = 'google-key'
const ALL: ReadonlySet<AnalysisCapability> = new Set([
  'tags',
  'faces',
  'alerts',
  'alt_text',
  'text',
  'embedding',
])

const agents = openTestAgents()
const doubles: GoogleDouble[] = []
let picture: Picture

before(async () => {
  picture = await drawTestPicture()
})

after(async () => {
  agents.close()
  await Promise.all(doubles.map((double) => double.close()))
})

async function open(options: GoogleDoubleOptions = {}, timeoutSeconds = 20) {
  const double = await startGoogleDouble({ key: KEY, ...options })
  doubles.push(double)
  const { endpoint } = double
  const settings = { concurrency: 2, timeout_seconds: timeoutSeconds }
  const provider = googleProvider(settings, KEY, { agents, endpoint, spend: async () => true })
  return { double, provider }
}

function look(provider: AnalysisProvider, wants: ReadonlySet<AnalysisCapability> = ALL) {
  return provider.analyze(picture, wants, new AbortController().signal)
}

/** Of the first picture that was sent. */
function featuresOf({ received: [first] }: GoogleDouble): string[] {
  const body = first?.body as { requests: [{ features: { type: string }[] }] } // the double has checked it
  return body.requests[0].features.map(({ type }) => type)
}

async function failureOf(looking: Promise<unknown>): Promise<ProviderFailure> {
  const error = await looking.then(
    (answer) => assert.fail(`It answered ${JSON.stringify(answer)}`),
    (thrown: unknown) => thrown,
  )
  assert.ok(error instanceof ProviderFailure, String(error))
  assert.doesNotMatch(error.detail, new RegExp(KEY))
  return error
}

describe('what Google sees', () => {
  const findings: Findings = {
    tags: [
      { label: 'sky', confidence: 0.93, score: 0.93 },
      { label: 'circle', confidence: 0.81, score: 0.81 },
      { label: 'ball', confidence: 0.77, score: 0.77 },
    ],
    faces: [{ box: [0.1, 0.1, 0.1, 0.1], score: 0.97 }],
    text: {
      lines: [
        { text: 'Bike Path', confidence: 0.85, box: [0, 0, 0.45, 0.1] },
        { text: 'Stop', confidence: 0.6, box: [0, 0, 0.2, 0.1] },
      ],
    },
    // what is unknown was not looked at
    alerts: {
      adult: { level: 1, score: null },
      spoof: { level: 3, score: null },
      violence: { level: 5, score: null },
      racy: { level: 2, score: null },
    },
  }

  test('of more than anybody asked for only so much is kept', async () => {
    const corner = { vertices: [{ x: 1, y: 1 }] }
    const word = { boundingBox: corner, symbols: [{ text: 'a' }] }
    const end = {
      symbols: [{ text: 'b', property: { detectedBreak: { type: 'LINE_BREAK' } } }],
    }
    const lines = Array.from({ length: 3000 }, () => end)
    const words = [...Array.from({ length: 150_000 }, () => word), ...lines]
    const { provider } = await open({
      sees: {
        faceAnnotations: Array.from({ length: 5000 }, () => ({ boundingPoly: corner })),
        fullTextAnnotation: { pages: [{ blocks: [{ paragraphs: [{ words }] }] }] },
      },
    })
    const { findings } = await look(provider)
    assert.equal(findings.faces?.length, 100)
    assert.equal(findings.text?.lines.length, 1000)
  })

  test('all of it by one request, with the key in a header', async () => {
    const { double, provider } = await open()
    const answer = await look(provider)
    const { alt_text, ...others } = answer.findings
    assert.deepEqual(others, findings)
    assert.equal(alt_text?.weak, false)
    assert.match(alt_text?.text ?? '', /ball.*sky.*“Bike Path”/)
    assert.equal(double.received.length, 1)
    assert.equal(double.received[0]?.path, '/v1/images:annotate')
    assert.equal(answer.model, 'vision v1')
    // jsonb would hold the place of every letter
    assert.equal('fullTextAnnotation' in (answer.raw as object), false)
  })

  const features: [AnalysisCapability, string[]][] = [
    ['tags', ['LABEL_DETECTION', 'OBJECT_LOCALIZATION']],
    ['faces', ['FACE_DETECTION']],
    ['alerts', ['SAFE_SEARCH_DETECTION']],
    ['alt_text', ['LABEL_DETECTION', 'OBJECT_LOCALIZATION']],
    ['text', ['TEXT_DETECTION']],
  ]
  for (const [capability, expected] of features) {
    test(`is asked for ${capability} alone, and paid for nothing else`, async () => {
      const { double, provider } = await open()
      const answer = await look(provider, new Set([capability]))
      assert.deepEqual(Object.keys(answer.findings), [capability])
      assert.deepEqual(featuresOf(double), expected)
    })
  }

  test('nothing that it could tell is wanted: nothing is sent', async () => {
    const { double, provider } = await open()
    assert.deepEqual((await look(provider, new Set(['embedding']))).findings, {})
    assert.equal(double.received.length, 0)
  })

  test('nothing to be seen is told as nothing, and as no sentence', async () => {
    const { provider } = await open({ sees: {} })
    const answer = await look(provider)
    assert.deepEqual(answer.findings, { tags: [], faces: [], text: { lines: [] } })
  })

  test('boxes stay inside the picture', async () => {
    const vertices = [
      { x: -40, y: -10 },
      { x: 400, y: -10 },
      { x: 400, y: 120 },
      { x: -40, y: 120 },
    ]
    const faceAnnotations = [{ boundingPoly: { vertices } }]
    const { provider } = await open({ sees: { faceAnnotations } })
    const { findings } = await look(provider, new Set(['faces']))
    assert.deepEqual(findings.faces, [{ box: [0, 0, 1, 0.5], score: 0 }])
  })
})

describe('an error of one picture, inside of an answer', () => {
  const cases: [code: number, kind: TroubleKind, retryAfter: number | undefined][] = [
    [3, 'refused', undefined],
    [4, 'slow', 120],
    [7, 'key', undefined],
    [8, 'busy', 60],
    [14, 'broken', 60],
  ]
  for (const [code, kind, retryAfter] of cases) {
    test(`code ${code}`, async () => {
      const { provider } = await open({ sees: { error: { code, message: 'Bad image data.' } } })
      const failure = await failureOf(look(provider))
      assert.deepEqual([failure.kind, failure.retryAfterSeconds], [kind, retryAfter])
      assert.match(failure.detail, /It says: “Bad image data\.”/)
    })
  }

  test('what it could tell all the same counts', async () => {
    const { labelAnnotations } = WHAT_GOOGLE_SEES
    const { provider } = await open({
      sees: { labelAnnotations, error: { code: 14, message: '' } },
    })
    const { findings } = await look(provider, new Set(['tags', 'faces', 'alerts', 'text']))
    assert.deepEqual(Object.keys(findings), ['tags'])
  })
})

describe('Google in trouble', () => {
  const cases: [name: string, mishap: Mishap, kind: TroubleKind, retryAfter?: number][] = [
    [
      '403',
      { does: 'status', status: 403, body: { error: { message: 'Billing is disabled.' } } },
      'key',
    ],
    ['429', { does: 'status', status: 429, headers: { 'Retry-After': '30' } }, 'busy', 30],
    ['400', { does: 'status', status: 400, body: { error: { message: 'Bad' } } }, 'refused'],
    ['503', { does: 'status', status: 503 }, 'broken', 60],
    ['no JSON', { does: 'text', text: 'oops' }, 'garbled', 300],
    ['no response for the picture', { does: 'text', text: '{"responses":[]}' }, 'garbled', 300],
    [
      'an unknown form',
      { does: 'text', text: '{"responses":[{"labelAnnotations":3}]}' },
      'garbled',
      300,
    ],
    ['a redirect', { does: 'redirect', location: 'https://example.com/' }, 'address'],
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
    })
  }

  test('a key that it does not know is a 400', async () => {
    const { provider } = await open({ key: 'another' })
    const failure = await failureOf(look(provider))
    assert.equal(failure.kind, 'key')
    assert.match(failure.detail, /does not accept the key/)
  })

  test('without a key nothing is sent', async () => {
    const { double } = await open()
    const needs = { agents, endpoint: double.endpoint, spend: async () => true }
    const failure = await failureOf(
      look(googleProvider({ concurrency: 1, timeout_seconds: 5 }, null, needs)),
    )
    assert.equal(failure.kind, 'settings')
    assert.equal(double.received.length, 0)
  })

  test('it hangs', async () => {
    const { double, provider } = await open({}, 0.2)
    double.mishaps.push({ does: 'hang' })
    assert.equal((await failureOf(look(provider))).kind, 'slow')
  })
})
