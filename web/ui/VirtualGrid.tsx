import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { findRow, planMove, readMove } from './grid-moves.ts'
import { type LayoutInput, layoutHeight, planRows, type Row } from './justified-layout.ts'
import { useGridScroll } from './use-grid-scroll.ts'
import { readIndex, useLongPress } from './use-long-press.ts'
import { useSize } from './use-size.ts'
import styles from './VirtualGrid.module.css'

/** What a tile has to put on its element to take part in the grid. */
export interface TileFrame {
  cell: {
    role: 'gridcell'
    'data-index': number
    'aria-selected': boolean
    'aria-colindex': number
    tabIndex: number
    style: { position: 'absolute'; left: number; width: number; height: number }
  }
  index: number
  width: number
  height: number
  /** Scrolled past too fast to be looked at: load nothing. */
  isScrubbing: boolean
}

interface VirtualGridProps {
  label: string
  layout: Omit<LayoutInput, 'width'>
  /** The one item in the tab order. */
  active: number
  /** The one item that is looked at: another click on it opens it. */
  current: number | null
  isSelected: (index: number) => boolean
  /** Several are being selected: a tap selects instead of opening. */
  isSelecting: boolean
  /** Room for what floats over the last rows; pixels. */
  footRoom: number
  /** Changes when the active item shall be shown and take the focus. */
  focusRequest: number
  /** Changes when the grid shall go back to its top. */
  topRequest: number
  startTop: number
  renderHeading: (section: number) => ReactNode
  renderTile: (frame: TileFrame) => ReactNode
  onMove: (index: number, isExtending: boolean) => void
  onSelect: (index: number, how: SelectHow) => void
  onSelectAll: () => void
  onOpen: (index: number) => void
  /** Space: a quick look. */
  onPreview: (index: number) => void
  onScroll: (top: number) => void
  /** Called when less than two screens are left below. */
  onNearEnd: () => void
}

/** `one` alone, `toggle` in or out, `range` up to there. */
export type SelectHow = 'one' | 'toggle' | 'range'

/** A grid of rows of which only those near the screen are in the page. Knows nothing of assets. */
export function VirtualGrid(props: VirtualGridProps) {
  const { ref, element, width } = useSize<HTMLDivElement>()
  const { layout, active } = props
  const rows = useMemo(() => planRows({ ...layout, width }), [layout, width])
  const scroll = useGridScroll(rows, { top: props.startTop, index: props.current })
  useTopRequest(scroll.scroller, props.topRequest)
  const focus = useFocus(element, props.focusRequest, active, scroll.reveal)
  useNearEnd(rows, scroll.to, props.onNearEnd)
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const move = readMove(event)
    const isCommand = event.ctrlKey || event.metaKey
    if (event.key === 'Enter') props.onOpen(active)
    else if (event.key === ' ') props.onPreview(active)
    else if (event.key === 'x' && !isCommand && !event.altKey) props.onSelect(active, 'toggle')
    else if (event.key === 'a' && isCommand) props.onSelectAll()
    else if (move) {
      const screen = scroll.scroller.current?.clientHeight ?? 0
      focus.request()
      props.onMove(planMove(rows, active, move, screen), event.shiftKey)
    } else return
    event.preventDefault()
  }
  const press = useLongPress((index) => props.onSelect(index, 'toggle'))
  const onClick = (event: MouseEvent<HTMLElement>) => {
    const index = readIndex(event.target)
    if (index === null || press.wasLong()) return
    const isTouch =
      event.nativeEvent instanceof PointerEvent && event.nativeEvent.pointerType === 'touch'
    const how = readHow(event, isTouch && props.isSelecting)
    const isOpening = isTouch || (index === props.current && !props.isSelecting)
    if (how === 'one' && isOpening) props.onOpen(index)
    else props.onSelect(index, how)
  }
  return (
    <div
      ref={scroll.scroller}
      className={styles.scroller}
      onScroll={(event) => {
        scroll.onScroll()
        props.onScroll(event.currentTarget.scrollTop)
      }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: a table cannot be laid out by arithmetic */}
      <div
        ref={ref}
        role="grid"
        aria-label={props.label}
        aria-multiselectable
        aria-rowcount={layout.complete ? rows.length : -1}
        className={styles.grid}
        style={{ height: layoutHeight(rows) + props.footRoom }}
        onKeyDown={onKeyDown}
        data-selecting={props.isSelecting || undefined}
        {...press.handlers}
        onClick={onClick}
        onDoubleClick={(event) => {
          const index = readIndex(event.target)
          if (index !== null && readHow(event, false) === 'one') props.onOpen(index)
        }}
      >
        <Sections
          {...props}
          rows={rows}
          from={scroll.from}
          to={scroll.to}
          isScrubbing={scroll.isScrubbing}
        />
      </div>
    </div>
  )
}

/** What a click means: with Shift up to there, with Ctrl, on the check or while taps select in or out. */
function readHow(event: MouseEvent<HTMLElement>, isTapSelecting: boolean): SelectHow {
  if (event.shiftKey) return 'range'
  const isCheck = event.target instanceof Element && event.target.closest('[data-check]') !== null
  return event.ctrlKey || event.metaKey || isCheck || isTapSelecting ? 'toggle' : 'one'
}

function useNearEnd(rows: readonly Row[], to: number, onNearEnd: () => void) {
  useEffect(() => {
    if (to >= rows.length) onNearEnd()
  }, [rows, to, onNearEnd])
}

function useTopRequest(scroller: { current: HTMLElement | null }, request: number) {
  const last = useRef(request)
  useEffect(() => {
    if (request !== last.current && scroller.current) scroller.current.scrollTop = 0
    last.current = request
  }, [scroller, request])
}

/**
 * Moves the focus to the active tile once it is in the page. What is wanted is state, drawn together with the active
 * item: an effect of the drawing before, which a busy machine may run after the key, must not take it for its own.
 */
function useFocus(
  grid: { current: HTMLElement | null },
  request: number,
  active: number,
  reveal: (index: number) => void,
) {
  const [moves, countMoves] = useState(0)
  const wanted = request + moves
  const done = useRef(wanted)
  useEffect(() => {
    if (done.current === wanted) return
    reveal(active)
    const tile = grid.current?.querySelector<HTMLElement>(`[data-index="${active}"]`)
    if (!tile) return
    tile.focus({ preventScroll: true })
    done.current = wanted
  })
  return { request: () => countMoves((count) => count + 1) }
}

type SectionsProps = VirtualGridProps & {
  rows: readonly Row[]
  from: number
  to: number
  isScrubbing: boolean
}

/** Rows stand in groups, so that a heading sticks until its own section has passed. */
function Sections(props: SectionsProps) {
  const { rows, from, to, active, layout } = props
  const drawn = rows.map((row, at) => ({ row, at })).slice(from, to)
  const focused = findRow(rows, active)
  const extra = rows[focused]
  // The focused tile stays in the page, or the focus would be lost by scrolling.
  if (extra && (focused < from || focused >= to)) drawn.push({ row: extra, at: focused })
  const sections = [...new Set(drawn.map(({ row }) => row.section))]
  const hasHeadings = layout.sections.length > 0
  return sections.map((section) => {
    const top = hasHeadings ? (headingOf(rows, section)?.top ?? 0) : 0
    const end = headingOf(rows, section + 1)?.top ?? layoutHeight(rows)
    return (
      // biome-ignore lint/a11y/useSemanticElements: rows of a grid that is no table
      <div
        key={section}
        role="rowgroup"
        className={styles.section}
        style={{ top, height: end - top }}
      >
        {hasHeadings && (
          // biome-ignore lint/a11y/useFocusableInteractive: headings are read, not visited
          // biome-ignore lint/a11y/useSemanticElements: see above
          <div role="row" className={styles.heading}>
            {props.renderHeading(section)}
          </div>
        )}
        {drawn
          .filter(({ row }) => row.section === section && row.kind === 'tiles')
          .map(({ row, at }) => (
            <TilesRow key={at} {...props} row={row} at={at} sectionTop={top} />
          ))}
      </div>
    )
  })
}

function headingOf(rows: readonly Row[], section: number): Row | undefined {
  return rows.find((row) => row.kind === 'heading' && row.section === section)
}

function TilesRow({
  row,
  at,
  sectionTop,
  active,
  isSelected,
  isScrubbing,
  renderTile,
}: SectionsProps & { row: Row; at: number; sectionTop: number }) {
  if (row.kind !== 'tiles') return null
  const style = { top: row.top - sectionTop, height: row.height }
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: its tiles take the focus
    // biome-ignore lint/a11y/useSemanticElements: rows of a grid that is no table
    <div role="row" aria-rowindex={at + 1} className={styles.row} style={style}>
      {row.boxes.map((box, column) => {
        const index = row.start + column
        return renderTile({
          cell: {
            role: 'gridcell',
            'data-index': index,
            'aria-selected': isSelected(index),
            'aria-colindex': column + 1,
            tabIndex: index === active ? 0 : -1,
            style: {
              position: 'absolute',
              left: box.left,
              width: box.width,
              height: row.tileHeight,
            },
          },
          index,
          width: box.width,
          height: row.tileHeight,
          isScrubbing,
        })
      })}
    </div>
  )
}
