import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Move, planMove, readMove } from './grid-moves.ts'
import { findRow, GridPlan } from './grid-plan.ts'

const FACTS = { ratios: new Float32Array(11).fill(1), headings: [0, 6] }
/** Squares, four in a row: 0–3, 4–5, a heading between, 6–9, 10. */
const plan = new GridPlan(
  { width: 430, target: 100, gap: 10, squares: true, headingHeight: 30, footer: 0 },
  {
    count: 11,
    chunkSize: 200,
    hasHeadings: true,
    factsOf: () => FACTS,
  },
)
plan.settle(0, 0)

const cases: [from: number, move: Move, to: number][] = [
  [0, 'right', 1],
  [0, 'left', 0],
  [3, 'right', 4],
  [1, 'down', 5],
  [3, 'down', 5],
  [5, 'down', 7],
  [7, 'up', 5],
  [0, 'up', 0],
  [10, 'down', 10],
  [7, 'row-start', 6],
  [7, 'row-end', 9],
  [7, 'first', 0],
  [2, 'last', 10],
  [0, 'page-down', 6],
  [10, 'page-up', 4],
  [4, 'page-up', 0],
  // No longer there.
  [400, 'first', 0],
  [400, 'last', 10],
  [400, 'left', 10],
  [400, 'down', 10],
]
for (const [from, move, to] of cases) {
  test(`${move} from ${from} leads to ${to}`, () => {
    assert.equal(planMove(plan, from, move, 330), to)
  })
}

test('every item is found in its row', () => {
  for (let index = 0; index < 11; index++) {
    const row = findRow(plan, index)?.row
    assert.ok(row && index >= row.start && index < row.start + row.boxes.length)
  }
  assert.equal(findRow(plan, 11), null)
})

test('Home means the row, with Ctrl the whole grid', () => {
  assert.equal(readMove({ key: 'Home', ctrlKey: false, metaKey: false }), 'row-start')
  assert.equal(readMove({ key: 'Home', ctrlKey: true, metaKey: false }), 'first')
  assert.equal(readMove({ key: 'a', ctrlKey: false, metaKey: false }), null)
})

test('arrows point the way that lines run', () => {
  const arrow = { key: 'ArrowLeft', ctrlKey: false, metaKey: false }
  assert.equal(readMove(arrow), 'left')
  assert.equal(readMove(arrow, true), 'right')
})
