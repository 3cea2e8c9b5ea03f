/** A picture's place in a row; pixels from the left edge of the grid. */
export interface Box {
  left: number
  width: number
}

/** A visual row: a heading, or tiles `start` to `start + boxes.length`. Pixels from the top. */
export type Row =
  | { kind: 'heading'; section: number; top: number; height: number }
  | {
      kind: 'tiles'
      section: number
      start: number
      boxes: Box[]
      top: number
      height: number
      tileHeight: number
    }

export interface LayoutInput {
  /** Width through height of every item, in order. */
  ratios: readonly number[]
  /** Index of the first item of every section; a heading stands above each. Empty: no headings. */
  sections: readonly number[]
  width: number
  /** Height of a row, or side of a square, that is aimed for. */
  target: number
  gap: number
  squares: boolean
  headingHeight: number
  /** Below every tile, for its name. */
  footer: number
  /** False: more items follow, so a last row that is not full waits for them. */
  complete: boolean
}

/** Nothing is shown narrower or wider than this; the picture is cropped to it. */
const NARROWEST = 0.45
const WIDEST = 4

/** Places every item by arithmetic alone: nothing is measured and nothing moves afterwards. */
export function planRows(input: LayoutInput): Row[] {
  const rows: Row[] = []
  if (input.width <= 0) return rows
  const starts = input.sections.length > 0 ? input.sections : [0]
  let top = 0
  starts.forEach((start, section) => {
    const end = starts[section + 1] ?? input.ratios.length
    if (input.sections.length > 0) {
      rows.push({ kind: 'heading', section, top, height: input.headingHeight })
      top += input.headingHeight
    }
    const isLast = end === input.ratios.length
    for (const row of planSection(input, start, end, input.complete || !isLast)) {
      const height = row.tileHeight + input.footer
      rows.push({ kind: 'tiles', section, ...row, top, height })
      top += height + input.gap
    }
  })
  return rows
}

interface TileRow {
  start: number
  boxes: Box[]
  tileHeight: number
}

function planSection(input: LayoutInput, start: number, end: number, complete: boolean): TileRow[] {
  const rows = input.squares ? planSquares(input, start, end) : planJustified(input, start, end)
  const last = rows.at(-1)
  const isFull = last !== undefined && rowEnd(last) >= input.width - 1
  if (!complete && !isFull && rows.length > 1) rows.pop()
  return rows
}

function rowEnd(row: TileRow): number {
  const box = row.boxes.at(-1)
  return box ? box.left + box.width : 0
}

function planSquares(input: LayoutInput, start: number, end: number): TileRow[] {
  const { width, gap, target } = input
  // Three beside each other at least: on a phone the wished side gives way.
  const side = Math.min(target, Math.max(1, width * 0.31))
  const columns = Math.max(1, Math.floor((width + gap) / (side + gap)))
  const rows: TileRow[] = []
  for (let first = start; first < end; first += columns) {
    const count = Math.min(columns, end - first)
    const boxes = spreadBoxes(
      Array.from({ length: columns }, () => 1),
      width,
      gap,
    ).slice(0, count)
    rows.push({ start: first, boxes, tileHeight: Math.round((width + gap) / columns - gap) })
  }
  return rows
}

function planJustified(input: LayoutInput, start: number, end: number): TileRow[] {
  const { width, gap, target } = input
  const rows: TileRow[] = []
  let first = start
  while (first < end) {
    const ratios: number[] = []
    let sum = 0
    while (first + ratios.length < end) {
      const ratio = clampRatio(input.ratios[first + ratios.length] ?? 1)
      const without = rowHeight(width, gap, ratios.length, sum)
      const withIt = rowHeight(width, gap, ratios.length + 1, sum + ratio)
      if (ratios.length > 0 && closer(target, without, withIt)) break
      ratios.push(ratio)
      sum += ratio
      if (withIt <= target * 1.1) break
    }
    rows.push(closeRow({ first, ratios, sum, atEnd: first + ratios.length >= end }, input))
    first += ratios.length
  }
  return rows
}

function closeRow(
  row: { first: number; ratios: number[]; sum: number; atEnd: boolean },
  { width, gap, target }: LayoutInput,
): TileRow {
  const full = rowHeight(width, gap, row.ratios.length, row.sum)
  // The last row of a section is only stretched when hardly anything is missing.
  if (row.atEnd && full > target * 1.2) {
    let left = 0
    const boxes = row.ratios.map((ratio) => {
      const box = { left, width: Math.round(ratio * target) }
      left += box.width + gap
      return box
    })
    return { start: row.first, boxes, tileHeight: Math.round(target) }
  }
  return {
    start: row.first,
    boxes: spreadBoxes(row.ratios, width, gap),
    tileHeight: Math.round(full),
  }
}

function rowHeight(width: number, gap: number, count: number, ratioSum: number): number {
  return count === 0 ? Number.POSITIVE_INFINITY : (width - gap * (count - 1)) / ratioSum
}

/** Whether a row is nearer to the wished height without one more picture than with it. */
function closer(target: number, without: number, withIt: number): boolean {
  // A little above is preferred to a little below: pictures never look smaller than was asked for.
  const wished = target * 1.1
  return withIt < wished && without / wished < wished / Math.max(withIt, 1)
}

function clampRatio(ratio: number): number {
  return Math.min(WIDEST, Math.max(NARROWEST, ratio))
}

/** Whole pixels whose sum is exactly the width, so that right edges align. */
function spreadBoxes(ratios: readonly number[], width: number, gap: number): Box[] {
  const sum = ratios.reduce((total, ratio) => total + ratio, 0)
  const free = width - gap * (ratios.length - 1)
  let before = 0
  return ratios.map((ratio, i) => {
    const left = Math.round((before / sum) * free)
    before += ratio
    return { left: left + i * gap, width: Math.round((before / sum) * free) - left }
  })
}

/** Height of all rows together. */
export function layoutHeight(rows: readonly Row[]): number {
  const last = rows.at(-1)
  return last ? last.top + last.height : 0
}
