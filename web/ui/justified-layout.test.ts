import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type LayoutInput, layoutHeight, planRows, type Row } from './justified-layout.ts'

const START: LayoutInput = {
  ratios: [],
  sections: [],
  width: 1000,
  target: 150,
  gap: 6,
  squares: false,
  headingHeight: 32,
  footer: 0,
  complete: true,
}
const many = Array.from({ length: 200 }, (_, i) => [0.66, 1, 1.33, 1.5, 2.7][(i * 7) % 5] ?? 1)

function tiles(rows: Row[]) {
  return rows.filter((row) => row.kind === 'tiles')
}

test('every item is placed once, in order', () => {
  const placed = tiles(planRows({ ...START, ratios: many })).flatMap((row) =>
    row.boxes.map((_, i) => row.start + i),
  )
  assert.deepEqual(
    placed,
    many.map((_, i) => i),
  )
})

test('full rows end exactly at the right edge and keep near the wished height', () => {
  for (const row of tiles(planRows({ ...START, ratios: many })).slice(0, -1)) {
    const last = row.boxes.at(-1)
    assert.equal((last?.left ?? 0) + (last?.width ?? 0), 1000)
    assert.ok(row.tileHeight > 150 * 0.7 && row.tileHeight < 150 * 1.35, String(row.tileHeight))
  }
})

test('rows do not overlap and the height is where the last one ends', () => {
  const rows = planRows({ ...START, ratios: many, sections: [0, 50, 51] })
  rows.forEach((row, i) => {
    const next = rows[i + 1]
    if (next) assert.ok(next.top >= row.top + row.height)
  })
  const last = rows.at(-1)
  assert.equal(layoutHeight(rows), (last?.top ?? 0) + (last?.height ?? 0))
})

test('a short last row keeps the wished height', () => {
  const [row] = tiles(planRows({ ...START, ratios: [1.5] }))
  assert.deepEqual(row?.boxes, [{ left: 0, width: 225 }])
  assert.equal(row?.tileHeight, 150)
})

test('a short last row waits while more is to come', () => {
  const ratios = Array.from({ length: 10 }, () => 1.5)
  const waiting = tiles(planRows({ ...START, ratios, complete: false }))
  const complete = tiles(planRows({ ...START, ratios }))
  assert.deepEqual(waiting, complete.slice(0, waiting.length))
  assert.equal(waiting.length, complete.length - 1)
})

test('sections begin with a heading and a new row', () => {
  const rows = planRows({ ...START, ratios: [1, 1, 1], sections: [0, 1] })
  assert.deepEqual(
    rows.map((row) => row.kind),
    ['heading', 'tiles', 'heading', 'tiles'],
  )
})

test('squares have equal sides in as many columns as fit, three at least', () => {
  const wide = tiles(planRows({ ...START, ratios: many, squares: true, footer: 24 }))
  assert.equal(wide[0]?.boxes.length, 6)
  assert.equal(wide[0]?.height, (wide[0]?.tileHeight ?? 0) + 24)
  const phone = tiles(planRows({ ...START, ratios: many, squares: true, width: 360 }))
  assert.equal(phone[0]?.boxes.length, 3)
})

test('nothing is wider than the page or a sliver', () => {
  const [panorama] = tiles(planRows({ ...START, ratios: [30], width: 320 }))
  assert.ok((panorama?.boxes[0]?.width ?? 999) <= 320)
  const [sliver] = tiles(planRows({ ...START, ratios: [0.01] }))
  assert.ok((sliver?.boxes[0]?.width ?? 0) > 60)
})

test('no width, no rows', () => {
  assert.deepEqual(planRows({ ...START, ratios: many, width: 0 }), [])
})
