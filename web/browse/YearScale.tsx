import type { GridAside } from '../ui/VirtualGrid.tsx'
import type { Month } from './list-facts.ts'
import type { Year } from './use-years.ts'
import styles from './YearScale.module.css'

interface YearScaleProps {
  years: readonly Year[]
  aside: GridAside
  monthAt: (index: number) => Month | null
}

/** Labels may not stand closer; a share of the height. */
const CLOSEST = 0.025

/** Which years lie where beside the scroll bar, and while it is dragged the one it has reached. */
export function YearScale({ years, aside, monthAt }: YearScaleProps) {
  const { shareOf, top, isScrubbing } = aside
  let before = -1
  const marks = years.map(({ year, index }) => {
    const share = shareOf(index)
    const isLabel = share - before >= CLOSEST
    if (isLabel) before = share
    return { year, share, isLabel }
  })
  const reached = monthAt(top)?.title ?? years.findLast(({ index }) => index <= top)?.year
  return (
    <div className={styles.scale} aria-hidden>
      {marks.map(({ year, share, isLabel }) => (
        <span key={year} className={isLabel ? styles.year : styles.dot} style={{ top: at(share) }}>
          {isLabel && year}
        </span>
      ))}
      {isScrubbing && (
        <span className={styles.reached} style={{ top: at(shareOf(top)) }}>
          {reached}
        </span>
      )}
    </div>
  )
}

/** Within the height, so that the first and the last one are seen whole. */
function at(share: number): string {
  return `calc(12px + ${share} * (100% - 24px))`
}
