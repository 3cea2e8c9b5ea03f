import { type CSSProperties, type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { usePreference } from '../lib/use-preference.ts'
import { joinClasses } from '../ui/classes.ts'
import styles from './PanelEdge.module.css'

/** Pixels that an arrow key adds or takes away. */
const STEP = 16

export interface PanelWidth {
  /** As chosen in this browser; null: as wide as the screen suggests. */
  width: number | null
  min: number
  max: number
  change: (width: number | null) => void
}

export function usePanelWidth(name: string, min: number, max: number): PanelWidth {
  const within = (width: number) => Math.min(max, Math.max(min, Math.round(width)))
  const read = (stored: unknown) =>
    typeof stored === 'number' && Number.isFinite(stored) ? within(stored) : null
  const [width, change] = usePreference<number | null>(`${name}-width`, null, read)
  return { width, min, max, change: (next) => change(next === null ? null : within(next)) }
}

export function widthStyle({ width }: PanelWidth): CSSProperties | undefined {
  return width === null ? undefined : { width }
}

interface PanelEdgeProps {
  label: string
  /** On which side of its panel it lies. */
  side: 'start' | 'end'
  of: PanelWidth
}

/** Makes the panel it lies in wider or narrower, by pointer or arrows; a double click gives it back its own width. */
export function PanelEdge({ label, side, of: { width, min, max, change } }: PanelEdgeProps) {
  const held = useRef<{ x: number; width: number } | null>(null)
  const widthOf = (edge: HTMLElement) => edge.parentElement?.offsetWidth ?? min
  /** 1 where a move to the right makes the panel wider. */
  const signOf = (edge: HTMLElement) =>
    (side === 'end') === (getComputedStyle(edge).direction === 'ltr') ? 1 : -1
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    held.current = { x: event.clientX, width: widthOf(event.currentTarget) }
  }
  const onPointerMove = ({ clientX, currentTarget }: PointerEvent<HTMLElement>) => {
    const panel = currentTarget.parentElement
    if (!held.current || !panel) return
    const moved = (clientX - held.current.x) * signOf(currentTarget)
    // Not through the state of the screen: it would be drawn anew with every pixel.
    panel.style.width = `${Math.min(max, Math.max(min, held.current.width + moved))}px`
  }
  const onPointerEnd = ({ currentTarget }: PointerEvent<HTMLElement>) => {
    if (held.current && widthOf(currentTarget) !== held.current.width)
      change(widthOf(currentTarget))
    held.current = null
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const sign = signOf(event.currentTarget)
    const present = widthOf(event.currentTarget)
    if (event.key === 'ArrowRight') change(present + STEP * sign)
    else if (event.key === 'ArrowLeft') change(present - STEP * sign)
    else if (event.key === 'Home') change(min)
    else if (event.key === 'End') change(max)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved
    <div
      className={joinClasses(styles.edge, styles[side])}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation="vertical"
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={width ?? Math.round((min + max) / 2)}
      aria-valuetext={width === null ? undefined : `${width} px`}
      {...{ onPointerDown, onPointerMove, onKeyDown }}
      onPointerUp={onPointerEnd}
      onPointerCancel={onPointerEnd}
      onDoubleClick={() => change(null)}
    />
  )
}
