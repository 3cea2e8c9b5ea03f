import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AnalysisCapability, AnalysisProviderName, Findings } from '../../contract/analysis.ts'
import { Failure } from '../lib/failures.ts'
import { analyzePicture, type PictureQuestion } from './analyze-picture.ts'
import type { AnalysisProvider } from './provider.ts'
import { drawTestPicture } from './providers/doubles/test-picture.ts'

const picture = await drawTestPicture()
const { signal } = new AbortController()
const low = { level: 1 as const, score: null }
const high = { level: 5 as const, score: 0.9 }

type Says = Findings | Error

interface Fake {
  says: Says
  /** Turns of the event loop until it answers. */
  turns?: number
  capabilities?: AnalysisCapability[]
}

/** Where nobody expects anything to be wrong. */
function fail(error: unknown): never {
  throw error
}

/** The promise kept by somebody who says what the test tells it to. */
function ask(
  fakes: Partial<Record<AnalysisProviderName, Fake>>,
  order: Partial<PictureQuestion['order']>,
  more: Partial<PictureQuestion> = {},
) {
  const asked: [AnalysisProviderName, AnalysisCapability[]][] = []
  const providers = new Map(
    Object.entries(fakes).map(([key, { says, turns = 0, capabilities }]) => {
      const name = key as AnalysisProviderName // a key of the argument
      const provider: AnalysisProvider = {
        name,
        capabilities: new Set(capabilities ?? (Object.keys(order) as AnalysisCapability[])),
        origin: { provider: name, model: 'fake', version: '1' },
        analyze: async (_picture, wants) => {
          asked.push([name, [...wants]])
          for (let at = 0; at < turns; at += 1) await new Promise(setImmediate)
          if (says instanceof Error) throw says
          const told = Object.entries(says).filter(([key]) => wants.has(key as AnalysisCapability))
          const findings = Object.fromEntries(told)
          return { provider: name, model: 'fake', version: '1', findings, raw: findings }
        },
        close: async () => {},
      }
      return [name, provider]
    }),
  )
  const nobody = { tags: [], faces: [], alerts: [], alt_text: [], text: [], embedding: [] }
  const wants = new Set(Object.keys(order) as AnalysisCapability[])
  const question = { picture, wants, order: { ...nobody, ...order }, onError: fail, ...more }
  return { asked, analysis: analyzePicture(providers, question, signal) }
}

const tag = (label: string) => [{ label, confidence: 0.5, score: null }]

test('each is asked once for all that it is to tell', async () => {
  const { asked, analysis } = ask(
    {
      builtin: { says: { tags: tag('b'), faces: [], text: { lines: [] } } },
      openai: { says: { tags: tag('o'), alt_text: null } },
    },
    { tags: ['openai', 'builtin'], alt_text: ['openai'], faces: ['builtin'], text: ['builtin'] },
  )
  const { answers, chosen, chosen_alerts, troubles } = await analysis
  assert.deepEqual(
    new Map(asked),
    new Map([
      ['openai', ['tags', 'alt_text']],
      ['builtin', ['faces', 'text']],
    ]),
  )
  const who = (index = -1) => answers[index]?.provider
  assert.equal(answers.length, 2)
  assert.deepEqual(
    [who(chosen.tags), who(chosen.alt_text), who(chosen.faces), who(chosen.text)],
    ['openai', 'openai', 'builtin', 'builtin'],
  )
  assert.deepEqual([chosen_alerts, troubles], [{}, []])
})

test('who is off, or can’t tell, is passed over; nobody is asked for what is not wanted', async () => {
  const { asked, analysis } = ask(
    {
      google: { says: { faces: [] }, capabilities: ['faces'] },
      builtin: { says: { tags: tag('b') } },
    },
    { tags: ['openai', 'google', 'builtin'] },
  )
  const { chosen } = await analysis
  assert.deepEqual(asked, [['builtin', ['tags']]])
  assert.deepEqual(chosen, { tags: 0 })
})

describe('when one fails', () => {
  const busy = new Failure('analysis_failed', 'It is busy.', { retryAfterSeconds: 7 })

  test('the next is asked for what is missing, and the failure is told', async () => {
    const { asked, analysis } = ask(
      {
        openai: { says: busy },
        google: { says: {} },
        builtin: { says: { tags: tag('b'), alt_text: null } },
      },
      { tags: ['openai', 'google', 'builtin'], alt_text: ['openai', 'builtin'] },
    )
    const { answers, chosen, troubles } = await analysis
    assert.deepEqual(
      answers.map(({ provider }) => provider),
      ['google', 'builtin'],
    )
    assert.deepEqual(chosen, { tags: 1, alt_text: 1 })
    assert.deepEqual(troubles, [
      {
        provider: 'openai',
        capabilities: ['tags', 'alt_text'],
        detail: 'It is busy.',
        retryAfterSeconds: 7,
      },
    ])
    assert.equal(asked.filter(([name]) => name === 'builtin').length, 2)
  })

  test('it is not asked again for something else', async () => {
    const { asked, analysis } = ask(
      { openai: { says: new Failure('analysis_failed', 'No.') }, google: { says: {} } },
      { tags: ['openai'], faces: ['google', 'openai'] },
    )
    const { chosen, troubles } = await analysis
    assert.deepEqual(chosen, {})
    assert.deepEqual(
      asked.filter(([name]) => name === 'openai'),
      [['openai', ['tags']]],
    )
    assert.deepEqual(troubles, [
      {
        provider: 'openai',
        capabilities: ['tags', 'faces'],
        detail: 'No.',
        retryAfterSeconds: null,
      },
    ])
  })

  test('an error that nobody expects stops nobody else, and is told', async () => {
    const fakes = {
      openai: { says: new TypeError('a bug') },
      builtin: { says: { tags: tag('b') } },
    }
    const order = { tags: ['openai', 'builtin'] as const }
    const errors: unknown[] = []
    const { analysis } = ask(fakes, order, { onError: (error) => errors.push(error) })
    const { chosen, troubles } = await analysis
    assert.deepEqual(
      [chosen.tags, troubles[0]?.provider, errors.map(String)],
      [0, 'openai', ['TypeError: a bug']],
    )
    assert.doesNotMatch(troubles[0]?.detail ?? '', /bug/)
  })
})

test('an empty list, and no sentence, are told', async () => {
  const { asked, analysis } = ask(
    { google: { says: { tags: [], alt_text: null } }, builtin: { says: { tags: tag('b') } } },
    { tags: ['google', 'builtin'], alt_text: ['google', 'builtin'] },
  )
  assert.deepEqual((await analysis).chosen, { tags: 0, alt_text: 0 })
  assert.equal(asked.length, 1)
})

test('who is asked twice has one answer', async () => {
  const { analysis } = ask(
    { google: { says: {} }, builtin: { says: { tags: tag('b'), faces: [] } } },
    { faces: ['builtin'], tags: ['google', 'builtin'] },
  )
  const { answers, chosen } = await analysis
  assert.deepEqual(answers[1]?.findings, { faces: [], tags: tag('b') })
  assert.deepEqual(answers[1]?.raw, { faces: [], tags: tag('b') })
  assert.deepEqual(chosen, { faces: 1, tags: 1 })
})

describe('alerts are told one by one', () => {
  const adultAndRacy = { alerts: { adult: low, racy: low } }
  const all = { alerts: { adult: high, racy: high, violence: high, medical: high, spoof: high } }

  test('what the first leaves out, the next one tells', async () => {
    // whoever is quicker does not count
    const { asked, analysis } = ask(
      {
        openai: { says: { tags: tag('o'), ...all } },
        builtin: { says: adultAndRacy, turns: 5 },
        google: { says: { alerts: {} } },
      },
      { alerts: ['builtin', 'google', 'openai'], tags: ['openai'] },
    )
    const { answers, chosen, chosen_alerts } = await analysis
    const [openai, builtin] = ['openai', 'builtin'].map((name) =>
      answers.findIndex(({ provider }) => provider === name),
    )
    assert.deepEqual(chosen, { alerts: builtin, tags: openai })
    assert.deepEqual(chosen_alerts, {
      adult: builtin,
      racy: builtin,
      violence: openai,
      medical: openai,
      spoof: openai,
    })
    assert.deepEqual(
      asked.filter(([name]) => name === 'openai'),
      [
        ['openai', ['tags']],
        ['openai', ['alerts']],
      ],
    )
  })

  test('whoever tells all leaves nothing to ask', async () => {
    const { asked, analysis } = ask(
      { openai: { says: all }, builtin: { says: adultAndRacy } },
      { alerts: ['openai', 'builtin'] },
    )
    await analysis
    assert.deepEqual(asked, [['openai', ['alerts']]])
  })

  test('what nobody looked at is in neither', async () => {
    const { analysis } = ask({ builtin: { says: adultAndRacy } }, { alerts: ['builtin'] })
    const { chosen, chosen_alerts, troubles } = await analysis
    assert.deepEqual([chosen, chosen_alerts, troubles], [{ alerts: 0 }, { adult: 0, racy: 0 }, []])
  })
})

test('whoever aborts gets the reason', async () => {
  const stop = new AbortController()
  const provider: AnalysisProvider = {
    name: 'builtin',
    capabilities: new Set(['tags']),
    origin: { provider: 'builtin', model: 'fake', version: '1' },
    analyze: (_picture, _wants, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('some other error')))
      }),
    close: async () => {},
  }
  const order = {
    tags: ['builtin' as const],
    faces: [],
    alerts: [],
    alt_text: [],
    text: [],
    embedding: [],
  }
  const question = { picture, wants: new Set(['tags' as const]), order, onError: fail }
  const looking = analyzePicture(new Map([['builtin', provider]]), question, stop.signal)
  stop.abort(new Error('enough'))
  await assert.rejects(looking, /enough/)
})
