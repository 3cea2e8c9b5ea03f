import type { CSSProperties } from 'react'
import { joinClasses } from './classes.ts'
import styles from './Ring.module.css'

/** How far something is, as a ring; what it means has to be said beside it. */
export function Ring({ share, large = false }: { share: number; large?: boolean }) {
  const style = { '--v': Math.floor(share * 100) } as CSSProperties
  return (
    <span className={joinClasses(styles.ring, large && styles.large)} style={style} aria-hidden />
  )
}
