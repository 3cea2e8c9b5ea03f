import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { type GridItems, GridPlan } from './grid-plan.ts'
import {
  type Drawn,
  GridPosition,
  type GridStart,
  isSameDrawing,
  type Scroller,
} from './grid-position.ts'
import type { Anchor } from './grid-window.ts'
import type { GridStyle } from './justified-layout.ts'
import { useScrubbing } from './use-scrubbing.ts'

interface GridScrollInput {
  style: GridStyle
  items: GridItems
  /** Room below the last row; pixels. */
  foot: number
  start: GridStart
  onScroll: (place: number) => void
  /** What will be in view, before it is drawn. */
  onAhead: (top: number, bottom: number) => void
  /** When nobody scrolls any more; null: at the top. */
  onRest: (anchor: Anchor | null) => void
}

const NOTHING: Drawn = {
  rows: [],
  shift: 0,
  height: 0,
  rowCount: null,
  isSettled: false,
  from: 0,
  to: 0,
  top: 0,
  bottom: 0,
  place: 0,
  screen: 0,
}

/** Which rows to draw while an element scrolls over them, and where. */
export function useGridScroll(input: GridScrollInput) {
  const { style, items, foot } = input
  const latest = useRef(input)
  latest.current = input
  const scroller = useRef<HTMLDivElement>(null)
  const position = useRef<GridPosition | null>(null)
  const [drawn, setDrawn] = useState(NOTHING)
  const draw = useCallback((isFlyingBy = false) => {
    const next = position.current?.draw()
    if (!next) return
    if (!isFlyingBy) latest.current.onAhead(next.top, next.bottom)
    setDrawn((old) => (isSameDrawing(old, next) ? old : next))
  }, [])
  const rest = useCallback(() => {
    position.current?.rest()
    draw()
  }, [draw])
  const { isScrubbing, isMoving, note } = useScrubbing(() => {
    // Scroll bar and rows move together: drawn a moment later, all would jump away and back.
    flushSync(rest)
    latest.current.onRest(position.current?.findAnchor() ?? null)
  })
  const height = useHeight(scroller, draw)

  useLayoutEffect(() => {
    const view = scroller.current
    if (!view || style.width <= 0) return
    if (position.current) position.current.take(style, items)
    else {
      const plan = new GridPlan(style, items)
      position.current = new GridPosition(withHeight(view, height), plan, latest.current.start)
    }
    position.current.foot = foot
    draw()
  }, [style, items, foot, draw, height])

  // What is drawn may be higher or lower than before; the element is so by now.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it says when it is time
  useLayoutEffect(() => {
    if (!isMoving()) rest()
  }, [drawn.height, drawn.shift, rest, isMoving])

  const move = (go: (position: GridPosition) => void) => {
    if (!position.current) return
    go(position.current)
    draw()
    position.current.align()
    draw()
  }
  const goTo = (place: number) => move((one) => one.goTo(place))
  return {
    scroller,
    position,
    drawn,
    isScrubbing,
    onScroll: () => {
      if (!position.current) return
      draw(note(position.current.follow()))
      input.onScroll(position.current.place)
    },
    /** Brings an item's row into view with a margin of one row. */
    reveal: (index: number) => {
      // It may have changed while the grid was covered, which nobody was told of yet.
      height.current = null
      const place = position.current?.planReveal(index) ?? null
      if (place !== null) goTo(place)
    },
    goToItem: (index: number) => move((one) => one.goToItem(index)),
    goTo,
    shareOf: (index: number) => position.current?.shareOf(index) ?? 0,
  }
}

/** The height of an element as it was when it last changed; null until it is asked for. */
function useHeight(element: RefObject<HTMLElement | null>, onChange: () => void) {
  const height = useRef<number | null>(null)
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => {
      height.current = null
      onChange()
    })
    if (element.current) observer.observe(element.current)
    return () => observer.disconnect()
  }, [element, onChange])
  return height
}

/** A grid asks for its height all the time, and each time it does costs the browser a layout. */
function withHeight(view: HTMLElement, height: RefObject<number | null>): Scroller {
  return {
    get scrollTop() {
      return view.scrollTop
    },
    set scrollTop(pixels) {
      view.scrollTop = pixels
    },
    get clientHeight() {
      height.current ??= view.clientHeight
      return height.current
    },
  }
}
