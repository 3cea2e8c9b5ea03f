import {
  findRow,
  type GridItems,
  GridPlan,
  hasItem,
  isTiles,
  type PlacedRow,
  rowsBetween,
} from './grid-plan.ts'
import {
  type Anchor,
  findAnchor,
  planMargin,
  planReveal,
  restoreAnchor,
  supposeBeyondGaps,
} from './grid-window.ts'
import type { GridStyle } from './justified-layout.ts'
import { elementHeight, follow, isJump, isOff, scrollTopOf } from './scaled-scroll.ts'

/** What scrolls: an element, or what stands for one in a test. */
export interface Scroller {
  scrollTop: number
  readonly clientHeight: number
}

/** Where to begin: where it was left, else where an item is in view. */
export interface GridStart {
  anchor: Anchor | null
  index: number | null
}

/** What is in the page. */
export interface Drawn {
  rows: readonly PlacedRow[]
  /** Pixels that a place in the grid stands above its place in the element. */
  shift: number
  /** Of the element; pixels. */
  height: number
  rowCount: number | null
  /** Nothing of it is only supposed. */
  isSettled: boolean
  /** Items in these rows; the last one is not among them any more. */
  from: number
  to: number
  /** The item at the upper edge of the screen. */
  top: number
  /** The last item in view. */
  bottom: number
  /** Where the screen was when this was drawn; pixels from the top of the grid. */
  place: number
  screen: number
}

/**
 * Where somebody is in a grid. The scroll bar and the place in the grid may run apart: while somebody scrolls, what becomes
 * known above changes only how far. They are brought together when nobody does.
 */
export class GridPosition {
  readonly #view: Scroller
  #plan: GridPlan
  #scrollTop = 0
  #place = 0
  /** Whether the last row is what somebody went to: it stays in view, however high what lies before it turns out to be. */
  #atEnd: 'step by step' | 'at once' | null = null
  #foot = 0
  /** What somebody asked for by name stays where they were led to, until they move on. */
  #aim: Anchor | null = null
  /** The item that has the focus: while it is in view nothing moves it. */
  held: number | null = null

  constructor(view: Scroller, plan: GridPlan, start: GridStart) {
    this.#view = view
    this.#plan = plan
    this.#place = startPlace(plan, start, view.clientHeight)
    this.#scrollTop = view.scrollTop
  }

  get plan(): GridPlan {
    return this.#plan
  }

  get place(): number {
    return this.#place
  }

  /** Room below the last row; pixels. More of it moves nothing. */
  set foot(pixels: number) {
    if (pixels !== this.#foot) this.#atEnd = null
    this.#foot = pixels
  }

  /** More is known of the items, or they look different. What is looked at stays where it is. */
  take(style: GridStyle, items: GridItems): void {
    const anchor = this.#findHeld()
    // Who came there step by step looks at what was the last one, and goes on from it.
    if (items.count > this.#plan.count && this.#atEnd !== 'at once') this.#atEnd = null
    if (style === this.#plan.style) this.#plan.take(items)
    else this.#plan = new GridPlan(style, items)
    this.#hold(anchor, this.#plan.height)
  }

  /** After the scroll bar has moved. @returns by how many pixels of the grid */
  follow(): number {
    const before = this.#place
    const { scrollTop } = this.#view
    const scale = this.#scale
    const from = { scrollTop: this.#scrollTop, place: before }
    // An element that becomes less high takes its scroll bar along.
    const isCut = this.#atEnd && scrollTop >= elementHeight(scale.height) - scale.screen - 1
    const how = isJump(scrollTop - from.scrollTop, scale.screen) ? 'at once' : 'step by step'
    this.#moveTo(scrollTop, isCut ? this.#end : follow(from, scrollTop, scale))
    this.#noteEnd(isCut ? this.#atEnd : how)
    if (this.#place !== before) this.#aim = null
    return Math.abs(this.#place - before)
  }

  goTo(place: number): void {
    this.#aim = null
    this.#place = Math.min(this.#end, Math.max(0, place))
    this.#noteEnd('step by step')
  }

  /** Shows an item's row at the upper edge, below the heading that stands there. */
  goToItem(index: number): void {
    const aim = { index, offset: this.#plan.hasHeadings ? this.#plan.style.headingHeight : 0 }
    this.goTo(restoreAnchor(this.#plan, aim) ?? 0)
    this.#aim = aim
  }

  /** The place that shows an item's row with a margin of one row; null when it is in view, or is none. */
  planReveal(index: number): number | null {
    const found = findRow(this.#plan, index)
    if (!found) return null
    const { top, row } = found
    return planReveal({ top, height: row.height }, this.#frame, row.height)
  }

  /** How far down the scroll bar an item stands, from 0 to 1. */
  shareOf(index: number): number {
    const place = findRow(this.#plan, index)?.top ?? 0
    const whole = elementHeight(this.#scale.height) - this.#scale.screen
    return whole <= 0 ? 0 : scrollTopOf(place, this.#scale) / whole
  }

  /** What is looked at, for the way back; null at the top. */
  findAnchor(): Anchor | null {
    return this.#place === 0 ? null : findAnchor(this.#plan, this.#frame)
  }

  /** Puts the scroll bar where it belongs. */
  align(): void {
    const wanted = scrollTopOf(this.#place, this.#scale)
    if (Math.abs(this.#view.scrollTop - wanted) >= 1) this.#view.scrollTop = wanted
    this.#moveTo(this.#view.scrollTop, this.#place)
  }

  /** The same where it matters, when nobody scrolls: each time it does costs the browser a layout. */
  rest(): void {
    if (this.#isLedAway) return
    if (isOff(this.#view.scrollTop, this.#place, this.#scale)) this.align()
  }

  /** Lays out what is near the screen, while what is looked at stays where it is. */
  draw(): Drawn {
    const screen = this.#view.clientHeight
    // What is laid out may be less high than was supposed, so that more comes near.
    for (let round = 0; round < 4; round++) {
      const place = this.#place
      const anchor = this.#findHeld()
      const [from, to] = [place - screen, place + 2 * screen]
      if (!this.#plan.settle(this.#plan.chunkAt(from), this.#plan.chunkAt(to))) break
      this.#hold(anchor, place)
    }
    const shift = this.#scrollTop - this.#place
    const height = elementHeight(this.#scale.height)
    const drawn = drawRows(this.#plan, this.#frame)
    const rows = supposeBeyondGaps(drawn.rows, this.#findStaying(drawn.rows))
    return { ...drawn, rows, isSettled: !rows.some(({ isGuess }) => isGuess), shift, height }
  }

  /** Whether the scroll bar has left for another place, of which its event is yet to come. One that was cut has not. */
  get #isLedAway(): boolean {
    const { scrollTop } = this.#view
    const by = scrollTop - this.#scrollTop
    const isCut = by < 0 && scrollTop >= elementHeight(this.#scale.height) - this.#scale.screen - 1
    return Math.abs(by) >= 1 && !isCut
  }

  #findHeld(): Anchor | null {
    if (this.#place === 0) return null
    return this.#aim ?? findAnchor(this.#plan, this.#frame, this.held)
  }

  /** Which of the rows in the page will stay where it is. For a focus on what is not known yet no picture is taken away. */
  #findStaying(rows: readonly PlacedRow[]): number {
    if (this.#atEnd) return rows.length - 1
    const find = (anchor: Anchor | null) =>
      rows.findIndex((one) => anchor && isTiles(one) && hasItem(one, anchor.index))
    const held = find(this.#findHeld())
    const isSure = this.#aim || this.#place === 0 || !rows[held]?.isGuess
    return Math.max(0, isSure ? held : find(findAnchor(this.#plan, this.#frame)))
  }

  #noteEnd(how: 'step by step' | 'at once' | null): void {
    this.#atEnd = this.#end > 0 && this.#place >= this.#end - 1 ? how : null
  }

  /** What is looked at stays where it was. @param otherwise where it is gone */
  #hold(anchor: Anchor | null, otherwise: number): void {
    if (this.#atEnd) this.#place = this.#end
    else if (anchor) this.#place = restoreAnchor(this.#plan, anchor) ?? otherwise
  }

  /** The place that shows the last row and the room below it. */
  get #end(): number {
    return Math.max(0, this.#scale.height - this.#scale.screen)
  }

  get #frame() {
    return { top: this.#place, height: this.#view.clientHeight }
  }

  get #scale() {
    return { height: this.#plan.height + this.#foot, screen: this.#view.clientHeight }
  }

  /** Whole pixels between the two, so that rows stand sharp. */
  #moveTo(scrollTop: number, place: number): void {
    this.#scrollTop = scrollTop
    this.#place = Math.max(0, scrollTop + Math.round(place - scrollTop))
  }
}

/** A row that shows less than this at the upper edge does not count as the one looked at. */
const TOP_EDGE = 24

function drawRows(plan: GridPlan, { top: place, height: screen }: { top: number; height: number }) {
  const seen = rowsBetween(plan, place, place + screen)
  const inView = seen.filter(isTiles).reduce((sum, { row }) => sum + row.boxes.length, 0)
  const margin = planMargin(screen, inView)
  const rows = rowsBetween(plan, place - margin, place + screen + margin)
  const tiles = rows.filter(isTiles)
  const last = tiles.at(-1)?.row
  const seenLast = seen.findLast(isTiles)?.row
  return {
    rows,
    rowCount: plan.rowCount,
    from: tiles[0]?.row.start ?? 0,
    to: last ? last.start + last.boxes.length : 0,
    top: seen.find(({ row, top }) => top + row.height > place + TOP_EDGE)?.row.start ?? 0,
    bottom: seenLast ? seenLast.start + seenLast.boxes.length - 1 : 0,
    place,
    screen,
  }
}

function startPlace(plan: GridPlan, { anchor, index }: GridStart, height: number): number {
  const first = anchor?.index ?? index
  if (first === null) return 0
  const chunk = plan.chunkOf(first)
  plan.settle(chunk, chunk)
  if (anchor) return restoreAnchor(plan, anchor) ?? 0
  const found = findRow(plan, first)
  if (!found) return 0
  const { top, row } = found
  return planReveal({ top, height: row.height }, { top: 0, height }, row.height) ?? 0
}

/** Whether there is nothing to be drawn anew. */
export function isSameDrawing(a: Drawn, b: Drawn): boolean {
  return (
    a.shift === b.shift &&
    a.height === b.height &&
    a.rowCount === b.rowCount &&
    a.isSettled === b.isSettled &&
    a.top === b.top &&
    a.rows.length === b.rows.length &&
    a.rows.every(({ row, top, number, isGuess }, i) => {
      const other = b.rows[i]
      return (
        row === other?.row &&
        top === other.top &&
        number === other.number &&
        isGuess === other.isGuess
      )
    })
  )
}
