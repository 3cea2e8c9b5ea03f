import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Chunk, type GridStyle, planChunk, type Row } from './justified-layout.ts'

const STYLE: GridStyle = {
  width: 1000,
  target: 150,
  gap: 6,
  squares: false,
  headingHeight: 32,
  footer: 0,
}
const many = Array.from({ length: 200 }, (_, i) => [0.66, 1, 1.33, 1.5, 2.7][(i * 7) % 5] ?? 1)
const chunk = (part: Partial<Chunk>): Chunk => ({
  start: 0,
  ratios: many,
  headings: [],
  isLast: false,
  ...part,
})

function tiles(rows: readonly Row[]) {
  return rows.filter((row) => row.kind === 'tiles')
}

function endOf(row: { boxes: readonly { left: number; width: number }[] } | undefined): number {
  const last = row?.boxes.at(-1)
  return (last?.left ?? 0) + (last?.width ?? 0)
}

test('every item is placed once, in order', () => {
  const { rows } = planChunk(STYLE, chunk({ start: 400, headings: [0, 17, 90] }))
  const placed = tiles(rows).flatMap((row) => row.boxes.map((_, i) => row.start + i))
  assert.deepEqual(
    placed,
    many.map((_, i) => 400 + i),
  )
})

for (const [width, target] of [
  [354, 104],
  [700, 144],
  [1000, 150],
  [1900, 200],
] as const) {
  test(`a chunk ends with a full row and keeps near the wished height, ${width} pixels wide`, () => {
    for (const shift of [0, 1, 2, 3, 4]) {
      const ratios = [...many.slice(shift), ...many.slice(0, shift)]
      for (const row of tiles(planChunk({ ...STYLE, width, target }, chunk({ ratios })).rows)) {
        assert.equal(endOf(row), width)
        const share = row.tileHeight / target
        assert.ok(share > 0.7 && share < 1.4, `${share}`)
      }
    }
  })
}

test('rows do not overlap, and the height is where the next chunk begins', () => {
  const { rows, height } = planChunk(STYLE, chunk({ headings: [0, 50, 51] }))
  rows.forEach((row, i) => {
    const next = rows[i + 1]
    if (next) assert.ok(next.top >= row.top + row.height)
  })
  const last = rows.at(-1)
  assert.equal(height, (last?.top ?? 0) + (last?.height ?? 0) + STYLE.gap)
})

test('the last row of the list, and that before a heading, is not stretched', () => {
  const [alone] = tiles(planChunk(STYLE, chunk({ ratios: [1.5], isLast: true })).rows)
  assert.deepEqual([alone?.boxes, alone?.tileHeight], [[{ left: 0, width: 225 }], 150])
  const before = tiles(planChunk(STYLE, chunk({ headings: [2] })).rows)[0]
  assert.equal(before?.boxes.length, 2)
  assert.ok(endOf(before) < 1000)
})

test('headings begin a new row; without one at the start a month goes on', () => {
  const { rows } = planChunk(STYLE, chunk({ ratios: [1, 1, 1], headings: [1], isLast: true }))
  assert.deepEqual(
    rows.map(({ kind, start }) => [kind, start]),
    [
      ['tiles', 0],
      ['heading', 1],
      ['tiles', 1],
    ],
  )
})

test('squares have equal sides in as many columns as fit, three at least', () => {
  const squares = { ...STYLE, squares: true, footer: 24 }
  const [wide] = tiles(planChunk(squares, chunk({})).rows)
  assert.equal(wide?.boxes.length, 6)
  assert.equal(wide?.height, (wide?.tileHeight ?? 0) + 24)
  const [phone] = tiles(planChunk({ ...squares, width: 360 }, chunk({})).rows)
  assert.equal(phone?.boxes.length, 3)
})

test('squares that go on in the next chunk leave no gap', () => {
  const squares = { ...STYLE, squares: true }
  const rows = tiles(planChunk(squares, chunk({ ratios: many.slice(0, 20) })).rows)
  assert.deepEqual(
    rows.map((row) => [row.boxes.length, endOf(row)]),
    [
      [5, 1000],
      [5, 1000],
      [5, 1000],
      [5, 1000],
    ],
  )
  const last = tiles(planChunk(squares, chunk({ ratios: many.slice(0, 20), isLast: true })).rows)
  assert.equal(last.at(-1)?.boxes.length, 2)
})

test('nothing is wider than the page or a sliver', () => {
  const wide = planChunk({ ...STYLE, width: 320 }, chunk({ ratios: [30], isLast: true }))
  assert.ok((tiles(wide.rows)[0]?.boxes[0]?.width ?? 999) <= 320)
  const narrow = planChunk(STYLE, chunk({ ratios: [0.01], isLast: true }))
  assert.ok((tiles(narrow.rows)[0]?.boxes[0]?.width ?? 0) > 60)
})
