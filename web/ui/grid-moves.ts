import { findRow, type GridPlan, nextRow, type PlacedTiles } from './grid-plan.ts'
import type { TilesRow } from './justified-layout.ts'

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

/** Which move a key asks for, null for any other key. Where lines run from right to left, the arrows do, too. */
export function readMove(
  event: { key: string; ctrlKey: boolean; metaKey: boolean },
  isRightToLeft = false,
): Move | null {
  const all = event.ctrlKey || event.metaKey
  const moves: Record<string, Move> = {
    ArrowLeft: isRightToLeft ? 'right' : 'left',
    ArrowRight: isRightToLeft ? 'left' : 'right',
    ArrowUp: 'up',
    ArrowDown: 'down',
    Home: all ? 'first' : 'row-start',
    End: all ? 'last' : 'row-end',
    PageUp: 'page-up',
    PageDown: 'page-down',
  }
  return moves[event.key] ?? null
}

/** Where a move leads from an item; stays where nothing lies in that direction. */
export function planMove(plan: GridPlan, index: number, move: Move, screen: number): number {
  const end = Math.max(0, plan.count - 1)
  if (move === 'first') return 0
  if (move === 'last') return end
  if (move === 'left') return Math.max(0, Math.min(end, index - 1))
  if (move === 'right') return Math.min(end, index + 1)
  const from = findRow(plan, index)
  if (!from) return Math.min(end, index)
  const { row } = from
  if (move === 'row-start') return row.start
  if (move === 'row-end') return row.start + row.boxes.length - 1
  const box = row.boxes[index - row.start]
  const center = box ? box.left + box.width / 2 : 0
  const by = move === 'down' || move === 'page-down' ? 1 : -1
  const far = move.startsWith('page') ? Math.max(screen - row.height, 1) : 1
  const target = findTarget(plan, from, { by, far })
  return target ? target.row.start + nearestBox(target.row, center) : index
}

/** The next row whose top lies at least `far` pixels away, else the outermost. */
function findTarget(
  plan: GridPlan,
  from: PlacedTiles,
  { by, far }: { by: 1 | -1; far: number },
): PlacedTiles | null {
  let found: PlacedTiles | null = null
  for (let row = nextRow(plan, from, by); row; row = nextRow(plan, row, by)) {
    found = row
    if (Math.abs(row.top - from.top) >= far) break
  }
  return found
}

function nearestBox(row: TilesRow, center: number): number {
  const distances = row.boxes.map((box) => Math.abs(box.left + box.width / 2 - center))
  return distances.indexOf(Math.min(...distances))
}
