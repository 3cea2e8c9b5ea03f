import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnalysisNote } from '../../contract/analysis.ts'
import { explainAlert, explainTag } from './why.ts'

const note: AnalysisNote = {
  provider: 'builtin',
  model: 'centernet',
  version: '3',
  capabilities: ['tags', 'alerts'],
  date: Date.UTC(2026, 10, 20, 12) / 1000,
  tag_scores: { boat: 0.5432, outdoor: null },
  alert_scores: { adult: 0.0312, violence: null },
  faces: [],
}
const asset = {
  tags: { boat: 0.87, outdoor: 0.6, harbour: 1, sea: 1, car: 0, old: 0.4 },
  analysis: [note],
  metadata: { exif: {}, iptc: { Keywords: ['Harbour', 'Boat trip'] }, xmp: {} },
  warnings_by_person: ['racy' as const],
}

const tags: [label: string, why: RegExp][] = [
  [
    'boat',
    /^Said by Built in \(centernet 3\), 20 Nov 2026. Its raw score is 0\.54, shown as 87 %\.$/,
  ],
  ['outdoor', /^Concluded by Built in \(centernet 3\) from what else it found/],
  ['harbour', /^One of the keywords in the file itself\.$/],
  ['sea', /^Added by a person\.$/],
  ['car', /^Removed by a person/],
  ['old', /^Shown at 40 %/],
]
for (const [label, why] of tags) {
  test(`why it has the tag ${label}`, () => {
    const lines = explainTag(asset, label)
    assert.equal(lines.length, 1)
    assert.match(lines[0] ?? '', why)
  })
}

test('why it has a tag that every object has', () => {
  const one = { ...asset, tags: { constructor: 1 } }
  assert.deepEqual(explainTag(one, 'constructor'), ['Added by a person.'])
})

test('keywords in one text are told apart', () => {
  const metadata = { exif: {}, iptc: {}, xmp: { Subject: 'canal; Old town' } }
  assert.deepEqual(explainTag({ tags: { 'old town': 1 }, metadata }, 'old town'), [
    'One of the keywords in the file itself.',
  ])
})

test('who says what of alerts', () => {
  assert.equal(explainAlert(asset, 'adult'), 'Built in, raw score 0.03')
  assert.equal(explainAlert(asset, 'violence'), 'Built in')
  assert.equal(explainAlert(asset, 'racy'), 'Set by a person')
  assert.equal(explainAlert(asset, 'spoof'), null)
})
