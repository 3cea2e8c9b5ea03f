import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnalysisCapability, Box, PictureFacts } from '../../../contract/analysis.ts'
import type { BuiltinRaw, NsfwScores, RawFace, RawObject } from './builtin-raw.ts'
import type { CocoLabel } from './coco.ts'
import { judge } from './judge.ts'

const facts: PictureFacts = {
  width: 800,
  height: 600,
  mediaKind: 'IMAGE',
  hasAlpha: false,
  title: null,
  description: null,
  keywords: [],
  colors: [],
}
const EVERYTHING = new Set<AnalysisCapability>([
  ...(['tags', 'faces', 'alerts'] as const),
  ...(['alt_text', 'text', 'embedding'] as const),
])
const A: Box = [0.1, 0.1, 0.2, 0.2]
/** Nearly A. */
const A2: Box = [0.11, 0.1, 0.2, 0.2]
const B: Box = [0.6, 0.1, 0.2, 0.2]
const C: Box = [0.6, 0.6, 0.2, 0.2]
const AROUND_A: Box = [0, 0, 0.5, 0.5]
const LARGE: Box = [0.2, 0.2, 0.4, 0.4]

const thing = (label: CocoLabel, score: number, box: Box = A): RawObject => ({ label, score, box })
const face = (score: number, box: Box = A): RawFace => ({ score, box })

function tagsOf(raw: BuiltinRaw, part: Partial<PictureFacts> = {}): string[] {
  const { tags = [] } = judge(raw, { ...facts, ...part }, new Set(['tags']))
  return tags.map(({ label }) => label).sort()
}

const faceCases: [what: string, raw: BuiltinRaw, count: number][] = [
  ['one net is sure', { ssdFaces: [face(0.7)], blazeFaces: [] }, 1],
  ['one net is not', { ssdFaces: [face(0.69)], blazeFaces: [] }, 0],
  ['the other one is', { ssdFaces: [], blazeFaces: [face(0.7)] }, 1],
  ['the other one is not', { ssdFaces: [], blazeFaces: [face(0.69)] }, 0],
  ['together they are', { ssdFaces: [face(0.5)], blazeFaces: [face(0.5, A2)] }, 1],
  ['together they are not', { ssdFaces: [face(0.5)], blazeFaces: [face(0.49, A2)] }, 0],
  ['but only about the same', { ssdFaces: [face(0.6)], blazeFaces: [face(0.6, B)] }, 0],
  ['both saw the same', { ssdFaces: [face(0.9)], blazeFaces: [face(0.9, A2)] }, 1],
  ['each saw another', { ssdFaces: [face(0.9)], blazeFaces: [face(0.9, B)] }, 2],
  ['light mode', { blazeFaces: [face(0.9), face(0.8, B), face(0.5, C)] }, 2],
  ['an animal', { blazeFaces: [face(0.9)], objects: [thing('dog', 0.5, AROUND_A)] }, 0],
  ['a toy animal', { blazeFaces: [face(0.9)], objects: [thing('teddy bear', 0.5, AROUND_A)] }, 0],
  ['an animal elsewhere', { blazeFaces: [face(0.9)], objects: [thing('dog', 0.5, B)] }, 1],
  ['hardly an animal', { blazeFaces: [face(0.9)], objects: [thing('dog', 0.29, AROUND_A)] }, 1],
  [
    'a person with an animal',
    {
      blazeFaces: [face(0.9)],
      objects: [thing('dog', 0.5, AROUND_A), thing('person', 0.6, AROUND_A)],
    },
    1,
  ],
  ['an apple', { blazeFaces: [face(0.9)], objects: [thing('apple', 0.5, AROUND_A)] }, 0],
  ['no animal at all', { blazeFaces: [face(0.9)], objects: [thing('chair', 0.9, AROUND_A)] }, 1],
]
for (const [what, raw, count] of faceCases) {
  test(`faces: ${what}`, () => {
    assert.equal(judge(raw, facts, new Set(['faces'])).faces?.length, count)
  })
}

test('a face has the box of the better placed net and the higher score', () => {
  const raw = { ssdFaces: [face(0.75), face(0.72, B)], blazeFaces: [face(0.9, A2)] }
  const { faces } = judge(raw, facts, new Set(['faces']))
  assert.deepEqual(faces, [face(0.9), face(0.72, B)])
})

const tagCases: [what: string, raw: BuiltinRaw, tags: string[], part?: Partial<PictureFacts>][] = [
  ['nothing', {}, []],
  ['a thing', { objects: [thing('clock', 0.3)] }, ['clock']],
  ['hardly a thing', { objects: [thing('clock', 0.29)] }, []],
  ['what it is one of', { objects: [thing('fork', 0.5)] }, ['cutlery', 'fork', 'tableware']],
  [
    'as people call it',
    { objects: [thing('tv', 0.5), thing('mouse', 0.5, B), thing('hair drier', 0.5, C)] },
    ['computer mouse', 'electronics', 'hair dryer', 'tv'],
  ],
  ['a fruit', { objects: [thing('banana', 0.5)] }, ['banana', 'food', 'fruit']],
  [
    'the stronger animal',
    { objects: [thing('sheep', 0.4), thing('dog', 0.5, A2)] },
    ['animal', 'dog'],
  ],
  [
    'two animals',
    { objects: [thing('sheep', 0.4), thing('dog', 0.5, B)] },
    ['animal', 'dog', 'sheep'],
  ],
  [
    'the stronger vehicle',
    { objects: [thing('truck', 0.6), thing('car', 0.5, A2)] },
    ['truck', 'vehicle'],
  ],
  [
    'the stronger fruit',
    { objects: [thing('apple', 0.6), thing('orange', 0.5, A2)] },
    ['apple', 'food', 'fruit'],
  ],
  [
    'a rider',
    { objects: [thing('person', 0.6), thing('horse', 0.5, A2)] },
    ['animal', 'horse', 'people', 'person'],
  ],
  ['a face', { objects: [], blazeFaces: [face(0.8)] }, ['people', 'person']],
  ['a portrait', { objects: [], blazeFaces: [face(0.8, LARGE)] }, ['people', 'person', 'portrait']],
  [
    'two large faces',
    { objects: [], blazeFaces: [face(0.8, LARGE), face(0.8, [0.7, 0.2, 0.3, 0.4])] },
    ['people', 'person'],
  ],
  [
    'a group of faces',
    { objects: [], blazeFaces: [face(0.8, A), face(0.8, B), face(0.8, C)] },
    ['group', 'people', 'person'],
  ],
  [
    'a group of bodies',
    { objects: [thing('person', 0.6, A), thing('person', 0.6, B), thing('person', 0.5, C)] },
    ['group', 'people', 'person'],
  ],
  [
    'hardly a group',
    { objects: [thing('person', 0.6, A), thing('person', 0.6, B), thing('person', 0.4, C)] },
    ['people', 'person'],
  ],
  ['no colours', { objects: [], chroma: { mean: 0.5, high: 3 } }, ['black and white']],
  ['one red thing', { objects: [], chroma: { mean: 2, high: 120 } }, []],
  ['pale colours', { objects: [], chroma: { mean: 9, high: 12 } }, []],
  ['grey things', { objects: [], chroma: { mean: 2, high: 8 } }, []],
  ['an animation', { objects: [] }, ['animated'], { mediaKind: 'ANIMATION' }],
  ['a panorama', { objects: [] }, ['panorama'], { width: 5000, height: 1500 }],
  ['a banner', { objects: [] }, [], { width: 1200, height: 300 }],
  ['a strip', { objects: [] }, [], { width: 30_000, height: 1 }],
]
for (const [what, raw, tags, part] of tagCases) {
  test(`tags: ${what}`, () => assert.deepEqual(tagsOf(raw, part), tags))
}

test('a tag has the score of the net beside what is shown, and none is as sure as a person', () => {
  const objects = [thing('dog', 0.4), thing('dog', 0.35, B), thing('bus', 0.9, C)]
  const { tags } = judge({ objects }, facts, new Set(['tags']))
  assert.deepEqual(tags, [
    { label: 'bus', confidence: 0.99, score: 0.9 },
    { label: 'vehicle', confidence: 0.99, score: 0.9 },
    { label: 'dog', confidence: 0.64, score: 0.4 },
    { label: 'animal', confidence: 0.64, score: 0.4 },
  ])
})

function net(part: Partial<NsfwScores>): NsfwScores {
  return { drawing: 0, hentai: 0, neutral: 0, porn: 0, sexy: 0, ...part }
}

test('drawings are tagged when the nets agree', () => {
  const one = { objects: [], mobilenet: net({ drawing: 0.8 }) }
  assert.deepEqual(tagsOf(one), ['illustration'])
  assert.deepEqual(tagsOf({ ...one, inception: net({ drawing: 0.6 }) }), [])
})

function lines(count: number, { text = 'Some words', confidence = 0.9, height = 0.04 } = {}) {
  return Array.from({ length: count }, (_, at) => {
    const box: Box = [0.1, at / 20, 0.8, height]
    return { text, confidence, box }
  })
}
const paper = { colors: [{ hex: '#fbfaf4', share: 0.6 }] }
const textCases: [
  what: string,
  text: BuiltinRaw['text'],
  tags: string[],
  part?: Partial<PictureFacts>,
][] = [
  ['none was found', [], []],
  ['a line', lines(1), ['text']],
  ['an unsure line', lines(1, { confidence: 0.7 }), []],
  ['a letter', lines(1, { text: 'A.' }), []],
  ['Japanese', lines(1, { text: '日本語' }), ['text']],
  ['a page', lines(12), ['document', 'text'], paper],
  ['a page of unsure lines', lines(12, { confidence: 0.7 }), [], paper],
  ['a poster', lines(12), ['text'], { colors: [{ hex: '#2040c0', share: 0.6 }] }],
  ['little paper', lines(12), ['text'], { colors: [{ hex: '#ffffff', share: 0.2 }] }],
  ['a drawing', lines(12), ['text'], { ...paper, mediaKind: 'VECTOR' }],
  ['few lines', lines(4), ['text'], paper],
  ['small print', lines(12, { height: 0.004 }), ['text'], paper],
]
for (const [what, text, tags, part] of textCases) {
  test(`tags of text: ${what}`, () => {
    assert.deepEqual(tagsOf({ objects: [], text }, part), tags)
  })
}

const levels: [adult: number, sexy: number, adultLevel: number, racyLevel: number][] = [
  [0, 0, 1, 1],
  [0.14, 0.15, 1, 1],
  [0.15, 0.15, 2, 2],
  [0.4, 0, 3, 2],
  [0.65, 0, 4, 3],
  [0.85, 0, 5, 4],
  [0.1, 0.5, 1, 3],
  [0.1, 0.7, 1, 4],
  [0.1, 0.83, 1, 5],
]
for (const [adult, sexy, adultLevel, racyLevel] of levels) {
  test(`alerts: adult ${adult} and sexy ${sexy}`, () => {
    const scores = net({ porn: adult, sexy })
    const { alerts } = judge({ mobilenet: scores }, facts, new Set(['alerts']))
    assert.equal(alerts?.adult?.level, adultLevel)
    assert.equal(alerts?.racy?.level, racyLevel)
  })
}

test('the mean of the nets counts, and what no net can tell is absent', () => {
  const raw = { mobilenet: net({ porn: 0.2, hentai: 0.1 }), inception: net({ porn: 0.9 }) }
  const { alerts } = judge(raw, facts, new Set(['alerts']))
  assert.deepEqual(alerts, { adult: { level: 3, score: 0.6 }, racy: { level: 3, score: 0.6 } })
})

test('a picture that shows no more than a hidden one is nothing to be alarmed about', () => {
  const adult = { drawing: 0, hentai: 0, neutral: 0.1, porn: 0.9, sexy: 0 }
  const levelOf = (part: Partial<PictureFacts>) =>
    judge({ mobilenet: adult }, { ...facts, ...part }, EVERYTHING).alerts?.adult
  assert.deepEqual(levelOf({ width: 24, height: 6 }), { level: 1, score: null })
  assert.equal(levelOf({ width: 25, height: 6 })?.level, 5)
  // Its size says nothing about what can be seen on it.
  assert.equal(levelOf({ width: 24, height: 24, mediaKind: 'VECTOR' })?.level, 5)
})

test('what no net looked at is absent, and so is what nobody wants', () => {
  assert.deepEqual(judge({}, facts, EVERYTHING), {})
  const raw: BuiltinRaw = {
    objects: [thing('dog', 0.6)],
    ssdFaces: [],
    blazeFaces: [],
    mobilenet: net({ neutral: 1 }),
    text: [],
    embedding: { model: 'm', vector: [1] },
  }
  assert.deepEqual(judge(raw, facts, new Set()), {})
  const all = judge(raw, facts, EVERYTHING)
  assert.deepEqual(Object.keys(all).sort(), [...EVERYTHING].sort())
  assert.deepEqual(all.alt_text, { text: 'Photo of a dog.', weak: false })
  assert.deepEqual(all.text, { lines: [] })
})
