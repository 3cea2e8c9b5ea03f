import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findRow, type GridItems, GridPlan } from './grid-plan.ts'
import { type Drawn, GridPosition } from './grid-position.ts'
import type { ChunkFacts, GridStyle } from './justified-layout.ts'

/** So large a screen of such small tiles that three chunks meet on it. */
const SCREEN = 1300
const STYLE: GridStyle = {
  width: 2300,
  target: 110,
  gap: 6,
  squares: false,
  headingHeight: 32,
  footer: 0,
}
const COUNT = 3_000
const FIRST = 15

function facts(chunk: number): ChunkFacts {
  const ratios = Float32Array.from({ length: 100 }, (_, i) => 0.6 + ((i + chunk) % 7) * 0.2)
  return { ratios, headings: chunk % 2 === 0 ? [] : [chunk % 10, 60] }
}

/** Somebody who has just gone to where chunk 15 begins, and knows none of it. */
function openAt(offset: number) {
  const known = new Map([[0, facts(0)]])
  const view = { scrollTop: 0, clientHeight: SCREEN }
  const items = (): GridItems => ({
    count: COUNT,
    chunkSize: 100,
    hasHeadings: true,
    factsOf: (chunk) => known.get(chunk) ?? null,
  })
  const plan = new GridPlan(STYLE, items())
  const position = new GridPosition(view, plan, { anchor: null, index: null })
  position.goTo((findRow(plan, FIRST * 100)?.top ?? 0) + offset)
  position.align()
  const arrive = (chunk: number) => {
    known.set(chunk, facts(chunk))
    position.take(STYLE, items())
    return position.draw()
  }
  return { view, position, arrive }
}

/** Pixels below the upper edge of the screen, of all rows that show what they are. */
function placesOf(drawn: Drawn, scrollTop: number): Map<string, number> {
  const sure = drawn.rows.filter(({ isGuess }) => !isGuess)
  return new Map(
    sure.map(({ row, top }) => [`${row.kind} ${row.start}`, top + drawn.shift - scrollTop]),
  )
}

function ordersOf<Item>(items: readonly Item[]): Item[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((one) =>
    ordersOf(items.filter((other) => other !== one)).map((rest) => [one, ...rest]),
  )
}

for (const offset of [-600, -40, 300]) {
  test(`no row that is known moves, in whatever order others come in, ${offset} from a seam`, () => {
    for (const order of ordersOf([-2, -1, 0, 1, 2])) {
      const { view, position, arrive } = openAt(offset)
      let before = position.draw()
      for (const by of order) {
        const after = arrive(FIRST + by)
        const places = placesOf(after, view.scrollTop)
        for (const [row, place] of placesOf(before, view.scrollTop)) {
          assert.equal(places.get(row) ?? place, place, `${row} of ${order}`)
        }
        before = after
      }
      assert.equal(before.isSettled, true, `all of it is known: ${order}`)
    }
  })
}
