import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import { findRow } from './grid-moves.ts'
import { findAnchor, planReveal, restoreAnchor, visibleRows } from './grid-window.ts'
import type { Row } from './justified-layout.ts'

/** Above this speed only colours are shown; pictures load when the wheel has rested. */
const SCRUB_PIXELS_PER_MS = 6
const REST_MS = 120

/** Where to begin: where it was left, else where an item is in view. */
export interface GridStart {
  top: number
  index: number | null
}

interface GridScroll {
  scroller: { current: HTMLDivElement | null }
  /** Rows to draw: those in view and one screen before and after. */
  from: number
  to: number
  isScrubbing: boolean
  onScroll: () => void
  /** Brings an item's row into view with a margin of one row. */
  reveal: (index: number) => void
}

/** Which rows to draw while an element scrolls over them. */
export function useGridScroll(rows: readonly Row[], start: GridStart): GridScroll {
  const scroller = useRef<HTMLDivElement>(null)
  const [range, setRange] = useState({ from: 0, to: 0 })
  const update = useCallback(() => {
    const view = scroller.current
    if (!view) return
    const { scrollTop, clientHeight } = view
    const next = visibleRows(rows, scrollTop - clientHeight, scrollTop + 2 * clientHeight)
    setRange((old) => (old.from === next.from && old.to === next.to ? old : next))
  }, [rows])
  useKeptAnchor(scroller, rows, start)
  useLayoutEffect(update, [update])
  const { isScrubbing, noteScroll } = useScrubbing(scroller)
  const onScroll = () => {
    noteScroll()
    update()
  }
  const reveal = (index: number) => {
    const view = scroller.current
    const row = rows[findRow(rows, index)]
    if (!view || !row) return
    const frame = { top: view.scrollTop, height: view.clientHeight }
    const top = planReveal(row, frame, row.height)
    if (top !== null) view.scrollTop = top
  }
  return { scroller, ...range, isScrubbing, onScroll, reveal }
}

/** Keeps what is looked at in its place when a panel opens or the size of thumbnails changes. */
function useKeptAnchor(
  scroller: { current: HTMLDivElement | null },
  rows: readonly Row[],
  { top: startTop, index: startIndex }: GridStart,
) {
  const before = useRef<readonly Row[]>([])
  useLayoutEffect(() => {
    const view = scroller.current
    if (!view || rows === before.current) return
    const isFirst = before.current.length === 0
    const anchor =
      isFirst || view.scrollTop === 0 ? null : findAnchor(before.current, view.scrollTop)
    const top = isFirst
      ? startTop || startOffset(rows, startIndex, view.clientHeight)
      : anchor && restoreAnchor(rows, anchor)
    if (rows.length > 0) before.current = rows
    if (top) view.scrollTop = top
  }, [scroller, rows, startTop, startIndex])
}

function startOffset(rows: readonly Row[], index: number | null, height: number): number | null {
  const row = index === null ? undefined : rows[findRow(rows, index)]
  return row ? planReveal(row, { top: 0, height }, row.height) : null
}

function useScrubbing(scroller: { current: HTMLDivElement | null }) {
  const [isScrubbing, setScrubbing] = useState(false)
  const last = useRef({ top: 0, time: 0, timer: 0 })
  const noteScroll = () => {
    const top = scroller.current?.scrollTop ?? 0
    const time = performance.now()
    const speed = Math.abs(top - last.current.top) / Math.max(1, time - last.current.time)
    // A jump after a rest is not scrubbing: the first event only starts the clock.
    const isMoving = time - last.current.time < REST_MS
    clearTimeout(last.current.timer)
    const timer = window.setTimeout(() => setScrubbing(false), REST_MS)
    last.current = { top, time, timer }
    if (isMoving && speed > SCRUB_PIXELS_PER_MS) setScrubbing(true)
  }
  return { isScrubbing, noteScroll }
}
