import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { WHAT_IT_SEES } from './doubles/openai-double.ts'
import { readModelAnswer, TOLD_BY_MODEL } from './openai-answer.ts'

describe('the list of tags', () => {
  const cases: [name: string, says: unknown, tags: [string, number][]][] = [
    [
      'is trimmed and in lower case',
      [{ label: '  Red Ball ', confidence: 0.5 }],
      [['red ball', 0.5]],
    ],
    [
      'has each label once, the surest first',
      [
        { label: 'sky', confidence: 0.2 },
        { label: 'Sky', confidence: 0.6 },
        { label: 'sea', confidence: 0.3 },
      ],
      [
        ['sky', 0.6],
        ['sea', 0.3],
      ],
    ],
    [
      'is clamped',
      [
        { label: 'a', confidence: 95 },
        { label: 'b', confidence: -1 },
      ],
      [
        ['a', 1],
        ['b', 0],
      ],
    ],
    ['may have numbers as text', [{ label: 'a', confidence: '0.75' }], [['a', 0.75]]],
    [
      'is left without what is no tag',
      [
        'plain',
        null,
        { label: '', confidence: 1 },
        { label: 'x'.repeat(100), confidence: 1 },
        { label: 'no idea', confidence: null },
        { label: 'a\u0000b\ud800', confidence: 0.5 },
      ],
      [['a b\ufffd', 0.5]],
    ],
    [
      'has nothing in it that is not seen, and is composed',
      [
        { label: '\u202egod\u202c', confidence: 0.9 },
        { label: 'ca\u200bt\ufeff', confidence: 0.8 },
        { label: 'cafe\u0301', confidence: 0.7 },
        { label: '\u200b\u2069', confidence: 0.6 },
        { label: '__proto__', confidence: 0.5 },
      ],
      [
        ['god', 0.9],
        ['cat', 0.8],
        ['caf\u00e9', 0.7],
        ['__proto__', 0.5],
      ],
    ],
    ['may be an empty list', [], []],
  ]
  for (const [name, tags, expected] of cases) {
    test(name, () => {
      const { findings } = readModelAnswer(JSON.stringify({ tags }), TOLD_BY_MODEL)
      const found = findings.tags?.map(({ label, confidence }) => [label, confidence])
      assert.deepEqual(found, expected)
    })
  }

  test('of nothing but rubbish is no list', () => {
    const { findings } = readModelAnswer('{"tags":["ball",{"label":"sky"}]}', TOLD_BY_MODEL)
    assert.deepEqual(findings, {})
  })
})

test('there are never more than 30 tags and 500 characters', () => {
  const tags = Array.from({ length: 80 }, (_, at) => ({
    label: `thing ${at}`,
    confidence: at / 100,
  }))
  const said = JSON.stringify({ tags, alt_text: 'Some words. '.repeat(100) })
  const { findings } = readModelAnswer(said, ['tags', 'alt_text'])
  assert.equal(findings.tags?.length, 30)
  assert.equal(findings.tags?.[0]?.label, 'thing 79')
  const text = findings.alt_text?.text ?? ''
  assert.ok(text.length <= 500 && text.endsWith('…'), text)
})

test('alerts are told word by word, and what is no word of ours is not told', () => {
  const alerts = {
    adult: ' Likely ',
    racy: 'toString',
    spoof: 3,
    violence: 'unknown',
    blood: 'likely',
  }
  assert.deepEqual(readModelAnswer(JSON.stringify({ alerts }), ['alerts']), {
    findings: { alerts: { adult: { level: 4, score: null } } },
    raw: { alerts: { adult: 'likely', violence: 'unknown' } },
    missing: [],
  })
  const unknown = readModelAnswer('{"alerts":{"adult":"unknown"}}', ['alerts'])
  assert.deepEqual([unknown.findings, unknown.missing], [{}, []])
  for (const said of ['{"alerts":{"adult":"yes"}}', '{"alerts":[]}', '{"alerts":null}']) {
    const { findings, missing } = readModelAnswer(said, ['alerts'])
    assert.deepEqual([findings, missing], [{}, ['alerts']])
  }
})

test('an empty sentence is none, and a missing one is not told', () => {
  for (const [said, findings] of [
    ['{"alt_text":" \\n "}', { alt_text: null }],
    ['{"alt_text":null}', { alt_text: null }],
    ['{}', {}],
    ['{"alt_text":["a ball"]}', {}],
  ] as const) {
    assert.deepEqual(readModelAnswer(said, ['alt_text']).findings, findings, said)
  }
})

describe('an object is found in whatever a model says around it', () => {
  const json = JSON.stringify(WHAT_IT_SEES)
  const cases: [name: string, said: string][] = [
    ['thoughts before it', `<think>{Is it a ball?}</think>${json}`],
    ['a fence around it', `\`\`\`json\n${json}\n\`\`\``],
    ['words around it', `Here you are: ${json}\nAnything else?`],
  ]
  for (const [name, said] of cases) {
    test(name, () => {
      const { findings } = readModelAnswer(said, ['alt_text'])
      assert.equal(findings.alt_text?.text, WHAT_IT_SEES.alt_text)
    })
  }

  for (const said of ['', 'null', '[1]', 'No.', '}{', '{"tags"', '{'.repeat(100_000)]) {
    test(`but not in ${said.slice(0, 20)}`, () => {
      assert.deepEqual(readModelAnswer(said, TOLD_BY_MODEL), {
        findings: {},
        raw: {},
        missing: TOLD_BY_MODEL,
      })
    })
  }
})
