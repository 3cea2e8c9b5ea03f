import {
  findRow,
  type GridPlan,
  hasItem,
  isTiles,
  type PlacedRow,
  rowsBetween,
} from './grid-plan.ts'

/** An item and how far its row stands below the upper edge of the screen. */
export interface Anchor {
  index: number
  offset: number
}

/**
 * What is held in its place while the layout changes: what has the focus, else the first row in view of which the pictures
 * are known, else the first of any kind.
 */
export function findAnchor(
  plan: GridPlan,
  view: { top: number; height: number },
  held: number | null = null,
): Anchor | null {
  const rows = rowsBetween(plan, view.top, view.top + view.height).filter(isTiles)
  const focused = rows.find((one) => held !== null && hasItem(one, held))
  if (focused && held !== null) return { index: held, offset: focused.top - view.top }
  const whole = rows.filter((one) => one.top >= view.top)
  const anchor = whole.find(isKnown) ?? rows.find(isKnown) ?? whole[0] ?? rows[0]
  return anchor ? { index: anchor.row.start, offset: anchor.top - view.top } : null
}

function isKnown({ isGuess }: PlacedRow): boolean {
  return !isGuess
}

/**
 * Rows that something unknown parts from the one that stays where it is will move once that is there: until then they
 * are supposed, too. Where that one is supposed itself, all are.
 * @param stays its place among the rows
 */
export function supposeBeyondGaps(rows: readonly PlacedRow[], stays: number): PlacedRow[] {
  const above = rows.findLastIndex(({ isGuess }, at) => isGuess && at <= stays)
  const below = rows.findIndex(({ isGuess }, at) => isGuess && at >= stays)
  const isJoined = (at: number) => at > above && (below < 0 || at < below)
  return rows.map((one, at) => (isJoined(at) ? one : { ...one, isGuess: true }))
}

/** The place of the screen that puts an anchor where it was; null when it is no longer there. */
export function restoreAnchor(plan: GridPlan, anchor: Anchor): number | null {
  const row = findRow(plan, anchor.index)
  return row ? Math.max(0, row.top - anchor.offset) : null
}

/** The place of the screen that shows a row with a margin around it; null when it is in view. */
export function planReveal(
  row: { top: number; height: number },
  view: { top: number; height: number },
  margin: number,
): number | null {
  const room = Math.min(margin, Math.max(0, (view.height - row.height) / 2))
  if (row.top - room < view.top) return Math.max(0, row.top - room)
  const below = row.top + row.height + room
  return below > view.top + view.height ? below - view.height : null
}

/** Tiles that may be in the page beside those in view, as long as that are no more than these in all. */
const SPARE_TILES = 80
const MOST_TILES = 300
/** A screen of very small tiles has this many more in any case: a row above and one below at least. */
const LEAST_TILES = 40

/** How far beyond the screen rows are drawn: a screen, less where many small tiles would fill the page. */
export function planMargin(height: number, tilesInView: number): number {
  const spare = Math.max(LEAST_TILES, Math.min(SPARE_TILES, MOST_TILES - tilesInView))
  return Math.round(height * Math.min(1, spare / 2 / Math.max(1, tilesInView)))
}
