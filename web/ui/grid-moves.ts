import type { Row } from './justified-layout.ts'

export type Move =
  | 'left'
  | 'right'
  | 'up'
  | 'down'
  | 'row-start'
  | 'row-end'
  | 'page-up'
  | 'page-down'
  | 'first'
  | 'last'

/** Which move a key asks for, null for any other key. */
export function readMove(event: { key: string; ctrlKey: boolean; metaKey: boolean }): Move | null {
  const all = event.ctrlKey || event.metaKey
  const moves: Record<string, Move> = {
    ArrowLeft: 'left',
    ArrowRight: 'right',
    ArrowUp: 'up',
    ArrowDown: 'down',
    Home: all ? 'first' : 'row-start',
    End: all ? 'last' : 'row-end',
    PageUp: 'page-up',
    PageDown: 'page-down',
  }
  return moves[event.key] ?? null
}

/** The row of tiles that holds an item, -1 when it is not laid out. */
export function findRow(rows: readonly Row[], index: number): number {
  let low = 0
  let high = rows.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const row = nearestTiles(rows, middle)
    if (!row) return -1
    if (index < row.start) high = middle - 1
    else if (index >= row.start + row.boxes.length) low = middle + 1
    else return rows.indexOf(row, middle)
  }
  return -1
}

type TilesRow = Extract<Row, { kind: 'tiles' }>

/** A heading stands for the tiles below it. */
function nearestTiles(rows: readonly Row[], at: number): TilesRow | null {
  const row = rows[at]
  if (!row) return null
  if (row.kind === 'tiles') return row
  const next = rows[at + 1]
  return next?.kind === 'tiles' ? next : null
}

/**
 * Where a move leads from an item; stays where nothing lies in that direction. Only moves between rows
 * have to know the row of the item: it may not be laid out yet.
 */
export function planMove(rows: readonly Row[], index: number, move: Move, screen: number): number {
  const last = rows.findLast((row) => row.kind === 'tiles')
  const end = last ? last.start + last.boxes.length - 1 : 0
  if (move === 'first') return 0
  if (move === 'last') return end
  if (move === 'left') return Math.max(0, Math.min(end, index - 1))
  if (move === 'right') return Math.min(end, index + 1)
  const at = findRow(rows, index)
  const row = rows[at]
  if (row?.kind !== 'tiles') return Math.min(end, index)
  if (move === 'row-start') return row.start
  if (move === 'row-end') return row.start + row.boxes.length - 1
  const box = row.boxes[index - row.start]
  const center = box ? box.left + box.width / 2 : 0
  const down = move === 'down' || move === 'page-down'
  const far = move.startsWith('page') ? Math.max(screen - row.height, 1) : 1
  const target = findTarget(rows, at, down, far)
  return target ? target.start + nearestBox(target, center) : index
}

/** The next row of tiles whose top lies at least `far` pixels away, else the outermost. */
function findTarget(
  rows: readonly Row[],
  from: number,
  down: boolean,
  far: number,
): TilesRow | null {
  let found: TilesRow | null = null
  const origin = rows[from]?.top ?? 0
  for (let at = from + (down ? 1 : -1); at >= 0 && at < rows.length; at += down ? 1 : -1) {
    const row = rows[at]
    if (row?.kind !== 'tiles') continue
    found = row
    if (Math.abs(row.top - origin) >= far) break
  }
  return found
}

function nearestBox(row: TilesRow, center: number): number {
  const distances = row.boxes.map((box) => Math.abs(box.left + box.width / 2 - center))
  return distances.indexOf(Math.min(...distances))
}
