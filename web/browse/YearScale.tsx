import type { KeyboardEvent } from 'react'
import { t } from '../texts/grid.ts'
import type { GridAside } from '../ui/VirtualGrid.tsx'
import type { Month } from './list-facts.ts'
import type { Year } from './use-years.ts'
import styles from './YearScale.module.css'
import { planMarks } from './year-marks.ts'

interface YearScaleProps {
  years: readonly Year[]
  aside: GridAside
  monthAt: (index: number) => Month | null
}

/** Room above the first one and below the last one; pixels. */
const EDGE = 12

/**
 * Which years lie where beside the scroll bar, and while it is dragged the one it has reached. A press on one leads there;
 * by the keyboard they are one stop, and the arrows go from one to the next.
 */
export function YearScale({ years, aside, monthAt }: YearScaleProps) {
  const { shareOf, top, height, isScrubbing } = aside
  const marks = planMarks(years, shareOf, height - 2 * EDGE)
  const labels = marks.filter(({ isLabel }) => isLabel)
  const current = labels.findLast(({ index }) => index <= top) ?? labels[0]
  const reached = monthAt(top)?.title ?? years.findLast(({ index }) => index <= top)?.year
  return (
    <div className={styles.scale} style={{ height }}>
      {labels.length > 0 && (
        <div
          role="toolbar"
          aria-label={t.years}
          aria-orientation="vertical"
          className={styles.marks}
          onKeyDown={moveFocus}
        >
          {marks.map(({ year, index, share, isLabel }) =>
            isLabel ? (
              <button
                key={year}
                type="button"
                className={styles.year}
                style={{ top: at(share) }}
                tabIndex={year === current?.year ? 0 : -1}
                aria-current={year === current?.year}
                onClick={({ detail }) => aside.goTo(index, detail === 0)}
              >
                {year}
              </button>
            ) : (
              <span key={year} className={styles.dot} style={{ top: at(share) }} />
            ),
          )}
        </div>
      )}
      {isScrubbing && (
        // Another element for another month, moved by a transform: nothing of it counts as a layout shift.
        <span
          key={reached}
          className={styles.reached}
          style={{ transform: movedTo(shareOf(top), height) }}
          aria-hidden
        >
          {reached}
        </span>
      )}
    </div>
  )
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (by === undefined) return
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const at = buttons.findIndex((button) => button.matches(':focus'))
  buttons[at + by]?.focus()
  event.preventDefault()
}

function movedTo(share: number, height: number): string {
  return `translateY(${EDGE + share * (height - 2 * EDGE)}px)`
}

/** Within the height, so that the first and the last one are seen whole. */
function at(share: number): string {
  return `calc(${EDGE}px + ${share} * (100% - ${2 * EDGE}px))`
}
