import {
  type ChunkFacts,
  type ChunkLayout,
  countColumns,
  type GridStyle,
  planChunk,
  type Row,
  type TilesRow,
} from './justified-layout.ts'

/** The items of a grid, as far as they are known. */
export interface GridItems {
  count: number
  /** So many become known at a time; the last ones may be fewer. */
  chunkSize: number
  hasHeadings: boolean
  /** null: not known yet. The same object as long as nothing of it has changed. */
  factsOf: (chunk: number) => ChunkFacts | null
}

/** A row and where it stands in the whole grid. */
export interface PlacedRow {
  row: Row
  chunk: number
  /** Pixels from the top of the grid. */
  top: number
  /** From 0. */
  number: number
  /** What its items look like, or where they stand beside what is seen, is only supposed. */
  isGuess: boolean
}

export type PlacedTiles = PlacedRow & { row: TilesRow }

export function isTiles(placed: PlacedRow): placed is PlacedTiles {
  return placed.row.kind === 'tiles'
}

export function hasItem({ row }: PlacedTiles, index: number): boolean {
  return index >= row.start && index < row.start + row.boxes.length
}

/** A chunk of which nothing is known. */
const NOTHING: ChunkFacts = { ratios: [], headings: [] }

/** Layouts that are kept; others are worked out anew when they are needed. */
const KEPT_LAYOUTS = 40

/**
 * Where a million items stand. Chunks that have been near the screen are laid out exactly; all others are supposed to
 * look like a typical one. They never change each other, only where the ones below begin, and that is a sum for each
 * chunk, not for each item.
 */
export class GridPlan {
  readonly style: GridStyle
  #items: GridItems
  readonly #size: number
  readonly #typical: ChunkFacts
  /** Exact ones: what they were laid out by, and what came of it. */
  readonly #exact = new Map<number, { facts: ChunkFacts; height: number; rows: number }>()
  readonly #layouts = new Map<number, { facts: ChunkFacts; layout: ChunkLayout }>()
  #tops = new Float64Array(1)
  #rows = new Float64Array(1)

  constructor(style: GridStyle, items: GridItems) {
    this.style = style
    this.#items = items
    // Squares without headings stand in even lines, so that a chunk has to be a number of these.
    const columns = countColumns(style)
    this.#size = this.#isEven
      ? columns * Math.max(1, Math.floor(items.chunkSize / columns))
      : items.chunkSize
    this.#typical = this.#findTypical()
    this.#addUp()
  }

  get #isEven(): boolean {
    return this.style.squares && !this.#items.hasHeadings
  }

  get hasHeadings(): boolean {
    return this.#items.hasHeadings
  }

  get count(): number {
    return this.#items.count
  }

  /** Pixels. */
  get height(): number {
    return this.#tops.at(-1) ?? 0
  }

  /** null while some chunks are only guessed at. */
  get rowCount(): number | null {
    const isKnown = this.#isEven || this.#exact.size === this.#chunks
    return isKnown ? (this.#rows.at(-1) ?? 0) : null
  }

  get #chunks(): number {
    return Math.ceil(this.#items.count / this.#size)
  }

  get lastChunk(): number {
    return Math.max(0, this.#chunks - 1)
  }

  chunkOf(index: number): number {
    return Math.min(this.lastChunk, Math.max(0, Math.floor(index / this.#size)))
  }

  /** The chunk at a place, the nearest one for a place outside of the grid. */
  chunkAt(top: number): number {
    let low = 0
    let high = this.lastChunk
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.#tops[middle] ?? 0) <= top) low = middle
      else high = middle - 1
    }
    return low
  }

  rowsOf(chunk: number): PlacedRow[] {
    if (this.#items.count === 0) return []
    const exact = this.#exact.get(chunk)
    const { rows } = this.#layOut(chunk, exact?.facts ?? this.#typical)
    const [top = 0, first = 0] = [this.#tops[chunk], this.#rows[chunk]]
    const isGuess = !exact && !this.#isEven
    return rows.map((row, i) => ({ row, chunk, top: top + row.top, number: first + i, isGuess }))
  }

  /** Lays out what is known of these chunks. @returns whether anything stands elsewhere now */
  settle(from: number, to: number): boolean {
    let isNew = false
    for (let chunk = from; chunk <= to && !this.#isEven; chunk++) {
      const facts = this.#items.factsOf(chunk)
      if (!facts || facts === this.#exact.get(chunk)?.facts) continue
      const { rows, height } = this.#layOut(chunk, facts)
      this.#exact.set(chunk, { facts, height, rows: rows.length })
      isNew = true
    }
    if (isNew) this.#addUp()
    return isNew
  }

  /** More is known of the same items, or there are more or fewer of them. */
  take(items: GridItems): void {
    const ends = [this.lastChunk]
    const before = this.#items.count
    this.#items = items
    if (items.count === before) return
    ends.push(this.lastChunk)
    for (const chunk of [...this.#exact.keys(), ...this.#layouts.keys()]) {
      if (chunk < Math.min(...ends)) continue
      this.#exact.delete(chunk)
      this.#layouts.delete(chunk)
    }
    this.#addUp()
  }

  #findTypical(): ChunkFacts {
    if (this.#isEven) return NOTHING
    for (let chunk = 0; chunk < this.#chunks; chunk++) {
      const facts = this.#items.factsOf(chunk)
      if (facts) return { ratios: facts.ratios, headings: [] }
    }
    return NOTHING
  }

  #layOut(chunk: number, facts: ChunkFacts): ChunkLayout {
    const kept = this.#layouts.get(chunk)
    if (kept?.facts === facts) return kept.layout
    const layout = this.#planOne(chunk, facts)
    this.#layouts.delete(chunk)
    this.#layouts.set(chunk, { facts, layout })
    const [oldest] = this.#layouts.keys()
    if (this.#layouts.size > KEPT_LAYOUTS && oldest !== undefined) this.#layouts.delete(oldest)
    return layout
  }

  #planOne(chunk: number, facts: ChunkFacts): ChunkLayout {
    const start = chunk * this.#size
    const length = Math.max(0, Math.min(this.#size, this.#items.count - start))
    const ratios = Array.from({ length }, (_, i) => facts.ratios[i] ?? SUPPOSED_RATIO)
    const headings = facts.headings.filter((at) => at < length)
    return planChunk(this.style, { start, ratios, headings, isLast: chunk >= this.lastChunk })
  }

  #addUp(): void {
    const chunks = this.#chunks
    const full = chunks > 1 ? this.#planOne(0, this.#typical) : null
    const tops = new Float64Array(chunks + 1)
    const rows = new Float64Array(chunks + 1)
    for (let chunk = 0; chunk < chunks; chunk++) {
      const exact = this.#exact.get(chunk)
      const guess = chunk === chunks - 1 ? this.#planOne(chunk, this.#typical) : full
      tops[chunk + 1] = (tops[chunk] ?? 0) + (exact?.height ?? guess?.height ?? 0)
      rows[chunk + 1] = (rows[chunk] ?? 0) + (exact?.rows ?? guess?.rows.length ?? 0)
    }
    this.#tops = tops
    this.#rows = rows
  }
}

const SUPPOSED_RATIO = 4 / 3

/** The rows that touch the pixels from `top` to `bottom`. */
export function rowsBetween(plan: GridPlan, top: number, bottom: number): PlacedRow[] {
  const found: PlacedRow[] = []
  for (let chunk = plan.chunkAt(top); chunk <= plan.lastChunk; chunk++) {
    const rows = plan.rowsOf(chunk)
    if ((rows[0]?.top ?? bottom) >= bottom) break
    found.push(...rows.filter((one) => one.top + one.row.height > top && one.top < bottom))
  }
  return found
}

/** The row of tiles that an item stands in; null when there is no such item. */
export function findRow(plan: GridPlan, index: number): PlacedTiles | null {
  if (index < 0 || index >= plan.count) return null
  const rows = plan.rowsOf(plan.chunkOf(index)).filter(isTiles)
  return rows.find((one) => hasItem(one, index)) ?? null
}

/** The next row of tiles above or below. */
export function nextRow(plan: GridPlan, from: PlacedTiles, by: 1 | -1): PlacedTiles | null {
  const index = by > 0 ? from.row.start + from.row.boxes.length : from.row.start - 1
  return findRow(plan, index)
}
