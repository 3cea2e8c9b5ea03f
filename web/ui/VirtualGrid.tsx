import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { areSingleKeysOn } from '../lib/single-keys.ts'
import { joinClasses } from './classes.ts'
import { GridRows, type TileFrame } from './GridRows.tsx'
import { planMove, readMove } from './grid-moves.ts'
import type { GridItems } from './grid-plan.ts'
import type { Drawn, GridPosition, GridStart } from './grid-position.ts'
import type { Anchor } from './grid-window.ts'
import type { GridStyle } from './justified-layout.ts'
import { useGridScroll } from './use-grid-scroll.ts'
import { useGridWidth } from './use-grid-width.ts'
import { readIndex, useLongPress } from './use-long-press.ts'
import styles from './VirtualGrid.module.css'

/** What is in the page: items `from` up to `to`, of which `top` is at the upper edge. */
export interface GridView {
  from: number
  to: number
  top: number
  isScrubbing: boolean
}

interface VirtualGridProps {
  label: string
  items: GridItems
  /** The same object as long as nothing of it changes. */
  look: Omit<GridStyle, 'width'>
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
  start: GridStart
  /** Of the section that an item belongs to. */
  renderHeading: (index: number) => ReactNode
  renderTile: (frame: TileFrame) => ReactNode
  onMove: (index: number, isExtending: boolean) => void
  onSelect: (index: number, how: SelectHow) => void
  onSelectAll: () => void
  onOpen: (index: number) => void
  /** Space: a quick look. */
  onPreview: (index: number) => void
  onScroll: (place: number) => void
  /** What is going to be in view, before it is drawn; not while it only flies by. */
  onAhead: (top: number, bottom: number) => void
  /** When nobody scrolls any more; null: at the top. */
  onRest: (anchor: Anchor | null) => void
  onView: (view: GridView) => void
  /** Beside the scroll bar; `shareOf` says how far down it an item stands, from 0 to 1. */
  renderAside?: (aside: GridAside) => ReactNode
}

export interface GridAside {
  shareOf: (index: number) => number
  isScrubbing: boolean
  /** The item at the upper edge of the screen. */
  top: number
  /** Of the screen; pixels. */
  height: number
  /** Shows an item at the upper edge; one that was chosen by a key takes the focus. */
  goTo: (index: number, isByKey: boolean) => void
}

/** `one` alone, `toggle` in or out, `range` up to there. */
/** `hold`: a finger that rests on one of them. */
export type SelectHow = 'one' | 'toggle' | 'hold' | 'range'

/** Below the last row; pixels. */
const END_ROOM = 24

/** A grid of rows of which only those near the screen are in the page. Knows nothing of assets. */
export function VirtualGrid(props: VirtualGridProps) {
  const { ref, element, width } = useGridWidth()
  const { items, active } = props
  const scroll = useGridScroll({
    style: useStyle(props.look, width),
    items,
    foot: props.footRoom + END_ROOM,
    start: props.start,
    onScroll: props.onScroll,
    onAhead: props.onAhead,
    onRest: props.onRest,
  })
  const { drawn, isScrubbing } = scroll
  useTopRequest(scroll.goTo, props.topRequest)
  const focus = useFocus(element, { request: props.focusRequest, active, ...scroll })
  useView(drawn, isScrubbing, props.onView)
  const onKeyDown = useGridKeys(props, { ...scroll, ...focus })
  const press = usePresses(props)
  const { renderAside } = props
  return (
    <div
      ref={scroll.scroller}
      className={joinClasses(styles.scroller, renderAside && styles.roomy)}
      onScroll={scroll.onScroll}
    >
      {items.hasHeadings && items.count > 0 && (
        <div className={styles.stuck} aria-hidden>
          <div className={styles.heading}>{props.renderHeading(drawn.top)}</div>
        </div>
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: a table cannot be laid out by arithmetic */}
      <div
        ref={ref}
        role="grid"
        aria-label={props.label}
        aria-multiselectable
        aria-rowcount={drawn.rowCount ?? -1}
        className={styles.grid}
        style={{ height: drawn.height }}
        onKeyDown={onKeyDown}
        data-selecting={props.isSelecting || undefined}
        {...focus.handlers}
        {...press}
      >
        <GridRows
          {...{ ...props, drawn, isScrubbing }}
          plan={scroll.position.current?.plan ?? null}
        />
      </div>
      {renderAside && (
        <div className={styles.aside}>
          {renderAside({
            shareOf: scroll.shareOf,
            isScrubbing,
            top: drawn.top,
            height: drawn.screen,
            goTo: (index, isByKey) => {
              scroll.goToItem(index)
              if (!isByKey) return
              focus.request()
              props.onMove(index, false)
            },
          })}
        </div>
      )}
    </div>
  )
}

/** The same object as long as nothing of it changes. */
function useStyle(look: Omit<GridStyle, 'width'>, width: number): GridStyle {
  const kept = useRef<GridStyle>({ ...look, width })
  const before = kept.current
  const style = { ...look, width }
  const keys = Object.keys(style) as (keyof GridStyle)[] // it has just those
  if (keys.some((key) => style[key] !== before[key])) kept.current = style
  return kept.current
}

/** After what was drawn for a key is seen: whoever is told may have much to draw, too. */
function useView(drawn: Drawn, isScrubbing: boolean, onView: (view: GridView) => void) {
  const { from, to, top } = drawn
  useEffect(() => {
    const timer = setTimeout(onView, 0, { from, to, top, isScrubbing })
    return () => clearTimeout(timer)
  }, [from, to, top, isScrubbing, onView])
}

interface KeyTargets {
  position: RefObject<GridPosition | null>
  scroller: RefObject<HTMLDivElement | null>
  reveal: (index: number) => void
  /** The item that keys are about. */
  focused: (target: EventTarget) => number
  request: () => void
}

function useGridKeys(props: VirtualGridProps, targets: KeyTargets) {
  const { position, scroller, reveal, focused, request } = targets
  return (event: KeyboardEvent<HTMLElement>) => {
    const isRightToLeft = getComputedStyle(event.currentTarget).direction === 'rtl'
    const move = readMove(event, isRightToLeft)
    const isCommand = event.ctrlKey || event.metaKey
    const active = focused(event.target)
    const isX = event.key === 'x' && !isCommand && !event.altKey && areSingleKeysOn()
    if (event.key === 'Enter') props.onOpen(active)
    else if (event.key === ' ') props.onPreview(active)
    else if (isX) props.onSelect(active, 'toggle')
    else if (event.key === 'a' && isCommand) props.onSelectAll()
    else if (move && position.current) {
      const screen = scroller.current?.clientHeight ?? 0
      const index = planMove(position.current.plan, active, move, screen)
      // All that changes is drawn at once.
      reveal(index)
      request()
      props.onMove(index, event.shiftKey)
    } else return
    event.preventDefault()
  }
}

/** Clicks, double clicks and fingers. */
function usePresses(props: VirtualGridProps) {
  const press = useLongPress((index) => props.onSelect(index, 'hold'))
  return {
    ...press.handlers,
    onClick: (event: MouseEvent<HTMLElement>) => {
      const index = readIndex(event.target)
      if (index === null || press.wasLong()) return
      const isTouch =
        event.nativeEvent instanceof PointerEvent && event.nativeEvent.pointerType === 'touch'
      const how = readHow(event, isTouch && props.isSelecting)
      const isOpening = isTouch || (index === props.current && !props.isSelecting)
      if (how === 'one' && isOpening) props.onOpen(index)
      else props.onSelect(index, how)
    },
    onDoubleClick: (event: MouseEvent<HTMLElement>) => {
      const index = readIndex(event.target)
      if (index !== null && readHow(event, false) === 'one') props.onOpen(index)
    },
  }
}

/** What a click means: with Shift up to there, with Ctrl, on the check or while taps select in or out. */
function readHow(event: MouseEvent<HTMLElement>, isTapSelecting: boolean): SelectHow {
  if (event.shiftKey) return 'range'
  const isCheck = event.target instanceof Element && event.target.closest('[data-check]') !== null
  return event.ctrlKey || event.metaKey || isCheck || isTapSelecting ? 'toggle' : 'one'
}

function useTopRequest(goTo: (place: number) => void, request: number) {
  const last = useRef(request)
  useEffect(() => {
    if (request !== last.current) goTo(0)
    last.current = request
  })
}

interface FocusInput {
  request: number
  active: number
  position: RefObject<GridPosition | null>
  reveal: (index: number) => void
}

/**
 * Moves the focus to the active tile once it is in the page, and gives it back to a tile that was made anew because more
 * became known. What is wanted is state, drawn together with the active item: an effect of the drawing before, which a
 * busy machine may run after the key, must not take it for its own.
 */
function useFocus(grid: RefObject<HTMLElement | null>, input: FocusInput) {
  const { request, active, position, reveal } = input
  const [moves, countMoves] = useState(0)
  const wanted = request + moves
  const done = useRef(wanted)
  const find = (index: number) =>
    grid.current?.querySelector<HTMLElement>(`[data-index="${index}"]`) ?? null
  useEffect(() => {
    if (done.current === wanted) return
    reveal(active)
    const tile = find(active)
    if (!tile) return
    tile.focus({ preventScroll: true })
    done.current = wanted
  })
  useLayoutEffect(() => {
    const held = position.current?.held ?? null
    if (held === null || document.activeElement !== document.body) return
    find(held)?.focus({ preventScroll: true })
  })
  return {
    request: () => countMoves((count) => count + 1),
    /** Anything may have brought the focus to another tile, but keys may be ahead of it. */
    focused: (target: EventTarget) =>
      (done.current === wanted ? readIndex(target) : null) ?? active,
    handlers: {
      onFocus: (event: { target: EventTarget }) => {
        if (position.current) position.current.held = readIndex(event.target)
      },
      onBlur: () => {
        if (position.current) position.current.held = null
      },
    },
  }
}
