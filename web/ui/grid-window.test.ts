import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findAnchor, planReveal, restoreAnchor, visibleRows } from './grid-window.ts'
import { planRows } from './justified-layout.ts'

const input = {
  ratios: Array.from({ length: 40 }, (_, i) => 1 + (i % 3) / 2),
  sections: [0, 10],
  target: 100,
  gap: 10,
  squares: false,
  headingHeight: 30,
  footer: 0,
  complete: true,
}
const rows = planRows({ ...input, width: 400 })

test('exactly the rows that touch the screen are shown', () => {
  for (const top of [0, 35, 250, 700]) {
    const { from, to } = visibleRows(rows, top, top + 300)
    rows.forEach((row, i) => {
      const touches = row.top + row.height > top && row.top < top + 300
      assert.equal(i >= from && i < to, touches, `row ${i} at ${top}`)
    })
  }
})

test('an anchor keeps its place when the width changes', () => {
  const anchor = findAnchor(rows, 300)
  assert.ok(anchor)
  const wider = planRows({ ...input, width: 900 })
  const top = restoreAnchor(wider, anchor)
  const row = wider.find(
    (one) =>
      one.kind === 'tiles' &&
      one.start <= anchor.index &&
      anchor.index < one.start + one.boxes.length,
  )
  assert.equal((row?.top ?? 0) - (top ?? 0), anchor.offset)
})

test('a row in view is left where it is', () => {
  const view = { top: 100, height: 400 }
  assert.equal(planReveal({ top: 250, height: 100 }, view, 50), null)
  assert.equal(planReveal({ top: 60, height: 100 }, view, 50), 10)
  assert.equal(planReveal({ top: 450, height: 100 }, view, 50), 200)
  assert.equal(planReveal({ top: 0, height: 100 }, view, 50), 0)
})
