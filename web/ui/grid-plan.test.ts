import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findRow, GridPlan, rowsBetween } from './grid-plan.ts'
import type { ChunkFacts, GridStyle } from './justified-layout.ts'

const STYLE: GridStyle = {
  width: 1000,
  target: 150,
  gap: 6,
  squares: false,
  headingHeight: 32,
  footer: 0,
}
const MILLION = 1_000_000
const tall: ChunkFacts = { ratios: new Float32Array(200).fill(0.7), headings: [] }
const wide: ChunkFacts = { ratios: new Float32Array(200).fill(1.6), headings: [] }

function itemsOf(known: Map<number, ChunkFacts>, count = MILLION) {
  const factsOf = (chunk: number) => known.get(chunk) ?? null
  return { count, chunkSize: 200, hasHeadings: false, factsOf }
}

test('every item of a million has a row, known or not', () => {
  const plan = new GridPlan(STYLE, itemsOf(new Map([[0, wide]])))
  plan.settle(0, 2)
  for (const index of [0, 199, 200, 500_000, MILLION - 1]) {
    const found = findRow(plan, index)
    assert.ok(found && found.row.start <= index && index < found.row.start + found.row.boxes.length)
    assert.equal(found.isGuess, index >= 200)
    assert.equal(plan.chunkAt(found.top), Math.floor(index / 200))
  }
  assert.equal(findRow(plan, MILLION), null)
  assert.equal(plan.rowCount, null)
})

test('what becomes known moves what is below it, by as much as it was guessed wrong', () => {
  const known = new Map([[0, wide]])
  const plan = new GridPlan(STYLE, itemsOf(known))
  plan.settle(0, 0)
  const [height, below, above] = [plan.height, findRow(plan, 900_000), findRow(plan, 90_000)]
  known.set(500, tall)
  assert.equal(plan.settle(499, 501), true)
  const grown = plan.height - height
  assert.ok(grown < 0, 'narrow pictures need fewer rows')
  assert.equal((findRow(plan, 900_000)?.top ?? 0) - (below?.top ?? 0), grown)
  assert.equal(findRow(plan, 90_000)?.top, above?.top)
  assert.equal(plan.settle(499, 501), false, 'nothing is new')
})

test('rows follow each other across chunks without a gap or an overlap', () => {
  const known = new Map([
    [0, wide],
    [2, tall],
  ])
  const plan = new GridPlan(STYLE, itemsOf(known, 900))
  plan.settle(0, 4)
  const rows = rowsBetween(plan, 0, plan.height)
  let [item, top] = [0, 0]
  rows.forEach((one, i) => {
    assert.equal(one.number, i)
    assert.ok(Math.abs(one.top - top) < 0.01)
    if (one.row.kind === 'tiles') {
      assert.equal(one.row.start, item)
      item += one.row.boxes.length
    }
    top = one.top + one.row.height + STYLE.gap
  })
  assert.equal(item, 900)
})

test('squares without headings are where they are from the beginning', () => {
  const plan = new GridPlan({ ...STYLE, squares: true }, itemsOf(new Map()))
  const found = findRow(plan, 654_321)
  assert.equal(found?.row.start, 654_321 - (654_321 % 6))
  assert.equal(found?.number, Math.floor(654_321 / 6))
  assert.equal(found?.isGuess, false)
  assert.equal(plan.rowCount, Math.ceil(MILLION / 6))
  assert.equal(plan.settle(0, 100), false)
})

test('a list that turns out longer or shorter keeps what is known of it', () => {
  const known = new Map([
    [0, wide],
    [1, tall],
  ])
  const plan = new GridPlan(STYLE, itemsOf(known, 400))
  plan.settle(0, 1)
  const first = findRow(plan, 0)
  plan.take(itemsOf(known, 410))
  plan.settle(0, 2)
  assert.equal(findRow(plan, 0)?.row, first?.row)
  assert.ok(findRow(plan, 409))
  plan.take(itemsOf(known, 150))
  assert.equal(findRow(plan, 150), null)
  assert.equal(plan.rowsOf(0).at(-1)?.top, findRow(plan, 149)?.top)
  plan.take(itemsOf(known, 0))
  assert.deepEqual(rowsBetween(plan, 0, 1000), [])
})
