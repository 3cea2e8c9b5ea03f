import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Box } from '../../contract/analysis.ts'
import { findFaces, placeOfBox } from './faces.ts'
import { findNeighbours } from './neighbours.ts'
import { FITTED, fitScale, planPan, planZoomStep, planZoomToggle } from './zoom.ts'

const stage = { width: 1000, height: 500 }

test('a picture fits without growing; a drawing grows', () => {
  assert.equal(fitScale({ width: 4000, height: 1000 }, stage, false), 0.25)
  assert.equal(fitScale({ width: 100, height: 100 }, stage, false), 1)
  assert.equal(fitScale({ width: 100, height: 100 }, stage, true), 5)
})

test('steps stop at 100 % and end fitted', () => {
  const scales = [0.5, 0.75, 1, 1.5]
  let zoom = FITTED
  for (const scale of scales.slice(1)) {
    zoom = planZoomStep(zoom, 1, 0.5)
    assert.equal(zoom.scale, scale)
  }
  for (const scale of [1, 1 / 1.5, null]) {
    zoom = planZoomStep(zoom, -1, 0.5)
    assert.equal(zoom.scale, scale)
  }
  for (let i = 0; i < 20; i++) zoom = planZoomStep(zoom, 1, 0.5)
  assert.equal(zoom.scale, 8)
})

test('a double click goes to 100 % and back', () => {
  const near = planZoomToggle(FITTED, 0.25)
  assert.equal(near.scale, 1)
  assert.deepEqual(planZoomToggle(near, 0.25), FITTED)
  assert.equal(planZoomToggle(FITTED, 1).scale, 2)
})

test('panning ends at the edge of the picture', () => {
  const zoom = { scale: 1, x: 0, y: 0 }
  const panned = planPan(zoom, { x: 900, y: -900 }, { width: 1200, height: 400 }, stage)
  assert.deepEqual(panned, { scale: 1, x: 100, y: -0 })
})

const items = Array.from({ length: 30 }, (_, i) => ({ origin_path: `/${i}` }))

test('neighbours keep the order of the list', () => {
  const { index, previous, next, strip } = findNeighbours(items, '/10')
  assert.deepEqual([index, previous?.origin_path, next?.origin_path], [10, '/9', '/11'])
  assert.deepEqual([strip[0]?.origin_path, strip.at(-1)?.origin_path], ['/4', '/22'])
  assert.equal(findNeighbours(items, '/0').previous, null)
  assert.equal(findNeighbours(items, '/29').next, null)
  assert.deepEqual(findNeighbours(items, '/x').strip, [])
})

test('the faces of whoever counts are framed, the largest first', () => {
  const note = {
    provider: 'builtin' as const,
    model: 'm',
    version: '1',
    capabilities: ['faces' as const],
    date: 0,
    tag_scores: {},
    alert_scores: {},
    faces: [
      { box: [0, 0, 0.1, 0.1] as Box, score: 0.9 },
      { box: [0.5, 0.25, 0.2, 0.4] as Box, score: 0.8 },
    ],
  }
  const other = { ...note, capabilities: ['tags' as const], faces: [] }
  const [first, ...more] = findFaces({ analysis: [other, note] })
  assert.deepEqual(placeOfBox(first?.box ?? [0, 0, 0, 0]), {
    left: '50.00%',
    top: '25.00%',
    width: '20.00%',
    height: '40.00%',
  })
  assert.equal(more.length, 1)
  assert.deepEqual(findFaces({}), [])
})
