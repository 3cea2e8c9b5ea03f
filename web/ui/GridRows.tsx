import { type CSSProperties, type ReactNode, useRef } from 'react'
import { findRow, type GridPlan, hasItem, isTiles, type PlacedRow } from './grid-plan.ts'
import type { Drawn } from './grid-position.ts'
import styles from './VirtualGrid.module.css'

/** What a tile has to put on its element to take part in the grid. */
export interface TileFrame {
  cell: {
    role: 'gridcell'
    'data-index': number
    'aria-selected': boolean
    'aria-colindex': number
    tabIndex: number
    style: CSSProperties
  }
  index: number
  width: number
  height: number
  /** Load nothing yet: it is scrolled past too fast to be looked at, or may not stay in the page. */
  isPaused: boolean
  /** It was on the screen when it was first drawn. */
  isUrgent: boolean
  /** Several are being selected. */
  isSelecting: boolean
}

interface RowsProps {
  /** The one item in the tab order. */
  active: number
  isSelected: (index: number) => boolean
  /** Several are being selected. */
  isSelecting: boolean
  /** Of the section that an item belongs to. */
  renderHeading: (index: number) => ReactNode
  renderTile: (frame: TileFrame) => ReactNode
  drawn: Drawn
  plan: GridPlan | null
  isScrubbing: boolean
}

/** A row stands where it is in the whole element, so that it does not move when others come and go. */
export function GridRows(props: RowsProps) {
  const { drawn, plan, active } = props
  const base = drawn.rows[0]?.top ?? 0
  const end = drawn.rows.at(-1)
  const focused = plan && findRow(plan, active)
  const isDrawn = !focused || drawn.rows.some(({ row }) => row === focused.row)
  // The focused tile stays in the page, or the focus would be lost by scrolling; beside what is seen, however far it is.
  const aside = focused && focused.top < base ? base - focused.row.height : (end?.top ?? 0) + ASIDE
  const rows = isDrawn || !focused ? drawn.rows : [...drawn.rows, { ...focused, top: aside }]
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cannot be laid out by arithmetic
    <div role="rowgroup">
      {rows.map((placed) => (
        <GridRow key={keyOf(placed, active, drawn.shift)} {...props} placed={placed} />
      ))}
    </div>
  )
}

/** Farther than the highest row. */
const ASIDE = 2000

/** What was only supposed makes room for what is there, or for what is supposed elsewhere; nothing of it moves. */
function keyOf(placed: PlacedRow, active: number, shift: number): string {
  const { row, top, isGuess } = placed
  const name = `${row.kind} ${row.start}`
  if (!isGuess) return name
  // The tile with the focus is brought to its place.
  return isTiles(placed) && hasItem(placed, active) ? `${name} guess` : `${name} at ${top + shift}`
}

function GridRow(props: RowsProps & { placed: PlacedRow }) {
  const { placed, drawn, active, renderHeading } = props
  const { row, top, number } = placed
  const isKept = isTiles(placed) && hasItem(placed, active)
  const style = { ...useTop(top + drawn.shift, isKept), height: row.height }
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: its tiles take the focus
    // biome-ignore lint/a11y/useSemanticElements: rows of a grid that is no table
    <div
      role="row"
      aria-rowindex={number + 1}
      className={row.kind === 'heading' ? styles.heading : undefined}
      style={{ ...style, position: 'absolute', insetInline: 0 }}
    >
      {row.kind === 'heading' ? renderHeading(row.start) : <Tiles {...props} />}
    </div>
  )
}

/**
 * The row that stays in the page wherever one goes stands elsewhere in the element on the way back. A transform brings it
 * there: else browsers would say that something seen has jumped.
 */
function useTop(top: number, isKept: boolean): CSSProperties {
  const first = useRef(top)
  if (!isKept) first.current = top
  const by = top - first.current
  if (by === 0) return { top }
  // Its ring lies over the rows around it, too.
  return { top: first.current, transform: `translateY(${by}px)`, zIndex: 1 }
}

function Tiles({ placed, drawn, ...props }: RowsProps & { placed: PlacedRow }) {
  const { active, isSelected, isSelecting, isScrubbing, renderTile } = props
  if (!isTiles(placed)) return null
  const { row } = placed
  const isUrgent = placed.top + row.height > drawn.place && placed.top < drawn.place + drawn.screen
  // What is known and in view stays as it is; of what lies around it the others decide how far it is drawn.
  const isPaused = isScrubbing || placed.isGuess || (!isUrgent && !drawn.isSettled)
  return row.boxes.map(({ left, width }, column) => {
    const index = row.start + column
    const height = row.tileHeight
    return renderTile({
      cell: {
        role: 'gridcell',
        'data-index': index,
        'aria-selected': isSelected(index),
        'aria-colindex': column + 1,
        tabIndex: index === active ? 0 : -1,
        style: { position: 'absolute', insetInlineStart: left, width, height },
      },
      ...{ index, width, height, isPaused, isUrgent, isSelecting },
    })
  })
}
