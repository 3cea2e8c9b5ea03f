import { findRow } from './grid-moves.ts'
import type { Row } from './justified-layout.ts'

/** The rows that touch the pixels from `top` to `bottom`: `from` inclusive, `to` exclusive. */
export function visibleRows(
  rows: readonly Row[],
  top: number,
  bottom: number,
): { from: number; to: number } {
  const from = firstRow(rows, (row) => row.top + row.height > top)
  const to = firstRow(rows, (row) => row.top >= bottom)
  return { from, to: Math.max(to, from) }
}

function firstRow(rows: readonly Row[], isAfter: (row: Row) => boolean): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    const row = rows[middle]
    if (row && !isAfter(row)) low = middle + 1
    else high = middle
  }
  return low
}

/** An item and how far its row stands below the upper edge of the screen. */
export interface Anchor {
  index: number
  offset: number
}

/** The first item that is wholly in view, to be held in place while the layout changes. */
export function findAnchor(rows: readonly Row[], scrollTop: number): Anchor | null {
  const at = firstRow(rows, (row) => row.kind === 'tiles' && row.top >= scrollTop)
  const row = rows.slice(at).find((one) => one.kind === 'tiles')
  return row?.kind === 'tiles' ? { index: row.start, offset: row.top - scrollTop } : null
}

/** The scroll position that puts an anchor where it was; null when it is no longer there. */
export function restoreAnchor(rows: readonly Row[], anchor: Anchor): number | null {
  const row = rows[findRow(rows, anchor.index)]
  return row ? Math.max(0, row.top - anchor.offset) : null
}

/** The scroll position that shows a row with a margin around it; null when it is in view. */
export function planReveal(
  row: Pick<Row, 'top' | 'height'>,
  view: { top: number; height: number },
  margin: number,
): number | null {
  const room = Math.min(margin, Math.max(0, (view.height - row.height) / 2))
  if (row.top - room < view.top) return Math.max(0, row.top - room)
  const below = row.top + row.height + room
  return below > view.top + view.height ? below - view.height : null
}
