import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GridPlan, rowsBetween } from './grid-plan.ts'
import { findAnchor, planMargin, planReveal, restoreAnchor } from './grid-window.ts'

const style = { width: 400, target: 100, gap: 10, squares: false, headingHeight: 30, footer: 0 }
const FACTS = {
  ratios: Float32Array.from({ length: 40 }, (_, i) => 1 + (i % 3) / 2),
  headings: [0, 10],
}
const items = { count: 40, chunkSize: 40, hasHeadings: true, factsOf: () => FACTS }
const planOf = (width: number) => {
  const plan = new GridPlan({ ...style, width }, items)
  plan.settle(0, 0)
  return plan
}
const plan = planOf(400)

test('exactly the rows that touch the screen are shown', () => {
  const all = plan.rowsOf(0)
  for (const top of [0, 35, 250, 700]) {
    const shown = rowsBetween(plan, top, top + 300).map(({ number }) => number)
    const touching = all.filter((one) => one.top + one.row.height > top && one.top < top + 300)
    assert.deepEqual(
      shown,
      touching.map(({ number }) => number),
    )
    assert.ok(shown.length > 0)
  }
})

test('an anchor keeps its place when the width changes', () => {
  const anchor = findAnchor(plan, { top: 300, height: 300 })
  assert.ok(anchor)
  const wider = planOf(900)
  const top = restoreAnchor(wider, anchor)
  const again = rowsBetween(wider, 0, wider.height).find(
    ({ row }) =>
      row.kind === 'tiles' &&
      row.start <= anchor.index &&
      anchor.index < row.start + row.boxes.length,
  )
  assert.equal((again?.top ?? 0) - (top ?? 0), anchor.offset)
})

test('what has the focus is held before anything else, while it is in view', () => {
  assert.equal(findAnchor(plan, { top: 300, height: 300 }, 14)?.index, 14)
  assert.notEqual(findAnchor(plan, { top: 300, height: 300 }, 39)?.index, 39)
})

test('a row in view is left where it is', () => {
  const view = { top: 100, height: 400 }
  assert.equal(planReveal({ top: 250, height: 100 }, view, 50), null)
  assert.equal(planReveal({ top: 60, height: 100 }, view, 50), 10)
  assert.equal(planReveal({ top: 450, height: 100 }, view, 50), 200)
  assert.equal(planReveal({ top: 0, height: 100 }, view, 50), 0)
})

test('a screen more is drawn on either side, less of very small tiles', () => {
  assert.equal(planMargin(800, 20), 800)
  assert.equal(planMargin(800, 100), 320)
  assert.equal(planMargin(800, 400), 40)
})
