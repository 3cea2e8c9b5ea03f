/** A picture's place in a row; pixels from the start edge of the grid. */
export interface Box {
  left: number
  width: number
}

export interface TilesRow {
  kind: 'tiles'
  /** The item in the first box. */
  start: number
  boxes: readonly Box[]
  /** Pixels from the top of its chunk. */
  top: number
  height: number
  tileHeight: number
}

/** Stands above the item `start`. */
export interface HeadingRow {
  kind: 'heading'
  start: number
  top: number
  height: number
}

export type Row = TilesRow | HeadingRow

/** What holds for all chunks of a grid; pixels. */
export interface GridStyle {
  width: number
  /** Height of a row, or side of a square, that is aimed for. */
  target: number
  gap: number
  squares: boolean
  headingHeight: number
  /** Below every tile, for its name. */
  footer: number
}

/** What a chunk has to be told of its items. */
export interface ChunkFacts {
  /** Width through height of each. */
  ratios: ArrayLike<number>
  /** Positions in the chunk above which a heading stands. */
  headings: readonly number[]
}

export interface Chunk extends ChunkFacts {
  /** Its first item. */
  start: number
  /** Nothing follows: its last row need not be full. */
  isLast: boolean
}

export interface ChunkLayout {
  rows: readonly Row[]
  height: number
}

/** Nothing is shown narrower or wider than this; the picture is cropped to it. */
const NARROWEST = 0.45
const WIDEST = 4

/**
 * Places the items of a chunk by arithmetic alone, whatever lies before and behind: its rows are broken so that it ends
 * with a full one. So any chunk can be laid out first, and none moves what is in another.
 */
export function planChunk(style: GridStyle, chunk: Chunk): ChunkLayout {
  const rows: Row[] = []
  let top = 0
  const starts = [...new Set([0, ...chunk.headings])].sort((a, b) => a - b)
  starts.forEach((from, i) => {
    const to = starts[i + 1] ?? chunk.ratios.length
    if (chunk.headings.includes(from)) {
      rows.push({ kind: 'heading', start: chunk.start + from, top, height: style.headingHeight })
      top += style.headingHeight
    }
    const isOpen = chunk.isLast || to < chunk.ratios.length
    for (const { start, boxes, tileHeight } of planRows(style, chunk, { from, to, isOpen })) {
      const height = tileHeight + style.footer
      rows.push({ kind: 'tiles', start: chunk.start + start, boxes, top, height, tileHeight })
      top += height + style.gap
    }
  })
  return { rows, height: top }
}

/** Items of a chunk that stand together; open: their last row need not be full. */
interface Run {
  from: number
  to: number
  isOpen: boolean
}

interface PlainRow {
  start: number
  boxes: Box[]
  tileHeight: number
}

function planRows(style: GridStyle, chunk: Chunk, run: Run): PlainRow[] {
  return style.squares ? planSquares(style, run) : planJustified(style, chunk, run)
}

/** How many squares stand beside each other. */
export function countColumns({ width, gap, target }: GridStyle): number {
  // Three beside each other at least: on a phone the wished side gives way.
  const side = Math.min(target, Math.max(1, width * 0.31))
  return Math.max(1, Math.floor((width + gap) / (side + gap)))
}

/** A run that goes on in the next chunk is spread over its rows: some of the last have one less, a little wider. */
function planSquares(style: GridStyle, { from, to, isOpen }: Run): PlainRow[] {
  const columns = countColumns(style)
  const { width, gap } = style
  const tileHeight = Math.round((width + gap) / columns - gap)
  const lines = Math.ceil((to - from) / columns)
  const rows: PlainRow[] = []
  for (let start = from; start < to; ) {
    const size = isOpen ? columns : Math.ceil((to - start) / (lines - rows.length))
    const boxes = spreadBoxes(new Float64Array(size).fill(1), width, gap)
    rows.push({ start, boxes: boxes.slice(0, to - start), tileHeight })
    start += size
  }
  return rows
}

/** Rows whose heights are as near to the wished one as all of them together can be. */
function planJustified(style: GridStyle, { ratios }: Chunk, run: Run): PlainRow[] {
  const { width, gap, target } = style
  const shapes = Float64Array.from({ length: run.to - run.from }, (_, i) =>
    clampRatio(ratios[run.from + i] ?? 1),
  )
  const starts = breakRows(shapes, { ...style, isOpen: run.isOpen })
  return starts.map((start, i) => {
    const row = shapes.subarray(start, starts[i + 1])
    const full = fullHeight(row, width, gap)
    const isShort = run.isOpen && i === starts.length - 1 && full > target * SHORT
    return {
      start: run.from + start,
      boxes: isShort ? lineBoxes(row, target, gap) : spreadBoxes(row, width, gap),
      tileHeight: Math.round(isShort ? target : full),
    }
  })
}

/** An open last row is only stretched when hardly anything is missing. */
const SHORT = 1.2
/** A little above is preferred to a little below: pictures never look smaller than was asked for. */
const WISHED = 1.05

/**
 * Where each row begins, from 0: of all ways to break them the one whose rows differ least from the wished height.
 * A row takes a look at as many items as could ever stand in it, so that the work grows with their number alone.
 */
function breakRows(
  shapes: Float64Array,
  { width, gap, target, isOpen }: GridStyle & { isOpen: boolean },
): number[] {
  const count = shapes.length
  const cost = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY)
  const begin = new Int32Array(count + 1)
  cost[0] = 0
  for (let end = 1; end <= count; end++) {
    let sum = 0
    for (let start = end - 1; start >= 0; start--) {
      sum += shapes[start] ?? 1
      const height = (width - gap * (end - start - 1)) / sum
      const isShort = isOpen && end === count && height > target * SHORT
      const off = isShort ? 0 : Math.log(Math.max(height, 1) / (target * WISHED))
      const total = (cost[start] ?? 0) + off ** 2 + off ** 4 * 40
      if (total < (cost[end] ?? 0)) {
        cost[end] = total
        begin[end] = start
      }
      if (height < target / 2) break
    }
  }
  const starts: number[] = []
  for (let end = count; end > 0; end = begin[end] ?? 0) starts.push(begin[end] ?? 0)
  return starts.reverse()
}

function fullHeight(row: Float64Array, width: number, gap: number): number {
  return (width - gap * (row.length - 1)) / row.reduce((sum, ratio) => sum + ratio, 0)
}

function clampRatio(ratio: number): number {
  return Math.min(WIDEST, Math.max(NARROWEST, ratio))
}

/** One after the other, without being stretched. */
function lineBoxes(row: Float64Array, height: number, gap: number): Box[] {
  let left = 0
  return Array.from(row, (ratio) => {
    const box = { left, width: Math.round(ratio * height) }
    left += box.width + gap
    return box
  })
}

/** Whole pixels whose sum is exactly the width, so that right edges align. */
function spreadBoxes(row: Float64Array, width: number, gap: number): Box[] {
  const ratios = Array.from(row)
  const sum = ratios.reduce((total, ratio) => total + ratio, 0)
  const free = width - gap * (ratios.length - 1)
  let before = 0
  return ratios.map((ratio, i) => {
    const left = Math.round((before / sum) * free)
    before += ratio
    return { left: left + i * gap, width: Math.round((before / sum) * free) - left }
  })
}
