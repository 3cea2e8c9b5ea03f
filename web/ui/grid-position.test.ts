import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findRow, type GridItems, GridPlan } from './grid-plan.ts'
import { type Drawn, GridPosition } from './grid-position.ts'
import type { ChunkFacts, GridStyle } from './justified-layout.ts'
import { HIGHEST } from './scaled-scroll.ts'

const STYLE: GridStyle = {
  width: 400,
  target: 150,
  gap: 6,
  squares: false,
  headingHeight: 32,
  footer: 0,
}
const SCREEN = 800
const facts = (ratio: number): ChunkFacts => ({
  ratios: new Float32Array(200).fill(ratio),
  headings: [],
})

function open(known: Map<number, ChunkFacts>, count = 1_000_000, hasHeadings = false) {
  const view = { scrollTop: 0, clientHeight: SCREEN }
  const items = (): GridItems => ({
    count,
    chunkSize: 200,
    hasHeadings,
    factsOf: (chunk) => known.get(chunk) ?? null,
  })
  const start = { anchor: null, index: null }
  const position = new GridPosition(view, new GridPlan(STYLE, items()), start)
  return { view, items, position }
}

/** Where an item is seen; pixels below the upper edge of the screen. */
function seenAt(drawn: Drawn, scrollTop: number, index: number): number | undefined {
  const row = drawn.rows.find(
    ({ row }) => row.kind === 'tiles' && row.start <= index && index < row.start + row.boxes.length,
  )
  return row && row.top + drawn.shift - scrollTop
}

test('the scroll bar leads to the end of a grid that is higher than an element can be', () => {
  const { view, position } = open(new Map([[0, facts(1)]]))
  assert.equal(position.draw().height, HIGHEST)
  assert.ok(position.plan.height > 2 * HIGHEST)
  view.scrollTop = HIGHEST - SCREEN
  position.follow()
  assert.equal(position.draw().to, 1_000_000)
})

test('what becomes known above moves nothing that is seen, nor the scroll bar while it is used', () => {
  const known = new Map([0, 1000, 1001].map((chunk) => [chunk, facts(1)] as const))
  const { view, items, position } = open(known)
  position.draw()
  position.goTo(findRow(position.plan, 200_010)?.top ?? 0)
  position.align()
  const before = position.draw()
  const [scrollTop, index] = [view.scrollTop, before.top]
  known.set(999, facts(0.5))
  position.take(STYLE, items())
  const after = position.draw()
  assert.equal(view.scrollTop, scrollTop)
  assert.ok(after.shift !== before.shift)
  assert.equal(seenAt(after, view.scrollTop, index), seenAt(before, view.scrollTop, index))
  position.align()
  const aligned = position.draw()
  const seen = seenAt(aligned, view.scrollTop, index) ?? Number.NaN
  assert.ok(Math.abs(seen - (seenAt(before, scrollTop, index) ?? 0)) <= 1)
})

test('coming to rest takes nobody back who has just left for another place', () => {
  const { view, position } = open(new Map([[0, facts(1)]]), 10_000)
  view.scrollTop = 9_000
  position.follow()
  position.draw()
  view.scrollTop = 90_000
  position.rest()
  assert.equal(view.scrollTop, 90_000)
  position.follow()
  position.rest()
  assert.deepEqual([view.scrollTop, position.place], [90_000, 90_000])
})

test('a wheel goes on by its own pixels after a jump', () => {
  const { view, position } = open(new Map([[0, facts(1)]]))
  position.draw()
  view.scrollTop = 4_000_000
  position.follow()
  const before = position.draw()
  const index = before.top
  view.scrollTop += 120
  assert.equal(position.follow(), 120)
  const after = position.draw()
  assert.equal(after.shift, before.shift)
  const moved =
    (seenAt(before, 4_000_000, index) ?? 0) - (seenAt(after, view.scrollTop, index) ?? 0)
  assert.equal(moved, 120)
})

test('the way back leads to the same picture, whatever is known by then', () => {
  const known = new Map([0, 700].map((chunk) => [chunk, facts(1)] as const))
  const { position } = open(known)
  position.draw()
  position.goTo(findRow(position.plan, 140_100)?.top ?? 0)
  position.draw()
  const anchor = position.findAnchor()
  assert.ok(anchor)
  const other = open(new Map([[0, facts(2)]]))
  const plan = new GridPlan(STYLE, other.items())
  const again = new GridPosition(other.view, plan, { anchor, index: null })
  again.draw()
  assert.equal(again.findAnchor()?.index, anchor.index)
})

test('a short list begins at its top', () => {
  const { view, position } = open(new Map([[0, facts(1)]]), 3)
  position.draw()
  position.align()
  assert.deepEqual([view.scrollTop, position.place, position.findAnchor()], [0, 0, null])
})

test('the end stays the end, whatever what lies before it turns out to look like', () => {
  for (const ratio of [0.6, 1, 3]) {
    const known = new Map([[0, facts(1)]])
    const { view, items, position } = open(known, 10_100)
    position.foot = 24
    position.draw()
    const bottom = () => position.draw().height - SCREEN
    view.scrollTop = bottom()
    position.follow()
    position.draw()
    for (const chunk of [49, 50]) {
      known.set(chunk, facts(ratio))
      position.take(STYLE, items())
      // A browser cuts what is too far for the new height.
      view.scrollTop = Math.min(view.scrollTop, bottom())
      position.follow()
      assert.equal(position.place, position.plan.height + 24 - SCREEN, `${ratio}`)
      const last = seenAt(position.draw(), view.scrollTop, 10_099) ?? Number.NaN
      const height = findRow(position.plan, 10_099)?.row.height ?? Number.NaN
      assert.ok(last > 0 && last + height <= SCREEN, `${last} + ${height}`)
    }
    position.align()
    assert.equal(view.scrollTop, bottom())
    view.scrollTop -= 100
    assert.equal(position.follow(), 100, 'and one gets away from it')
  }
})

test('who has come to the end step by step stays there when it goes on', () => {
  const { view, items, position } = open(new Map([[0, facts(1)]]), 200)
  const bottom = position.draw().height - SCREEN
  while (view.scrollTop < bottom) {
    view.scrollTop = Math.min(bottom, view.scrollTop + 500)
    position.follow()
  }
  const seen = position.draw()
  position.take(STYLE, { ...items(), count: 400 })
  const more = position.draw()
  assert.ok(Math.abs(more.top - seen.top) < 5 && more.to > seen.to, `${more.top}, ${seen.top}`)
})

test('what was asked for by name stands below the heading, whatever comes in', () => {
  const known = new Map([[0, facts(1)]])
  const { view, items, position } = open(known, 10_000, true)
  position.draw()
  position.goToItem(5_130)
  position.align()
  for (const [chunk, headings] of [
    [24, []],
    [25, [40, 130]],
    [26, []],
  ] as const) {
    known.set(chunk, { ...facts(0.7), headings })
    position.take(STYLE, items())
    const seen = seenAt(position.draw(), view.scrollTop, 5_130)
    assert.equal(seen, STYLE.headingHeight)
  }
  assert.equal(position.draw().top, 5_130)
  view.scrollTop += 100
  position.follow()
  known.set(24, facts(2))
  position.take(STYLE, items())
  assert.equal(seenAt(position.draw(), view.scrollTop, 5_130), STYLE.headingHeight - 100)
})
