import { joinClasses } from './classes.ts'
import styles from './Logo.module.css'

/** The mark and the name; `shrinks` leaves the name away where there is little room. */
export function Logo({ shrinks = false }: { shrinks?: boolean }) {
  return (
    <span className={joinClasses(styles.logo, shrinks && styles.shrinks)}>
      <svg viewBox="0 0 24 24" fill="currentColor" aria-hidden>
        <path d="M2.6 4h6.2l5.1 16H8.4a1 1 0 0 1-.95-.69L2.6 4Z" />
        <path d="M21.4 4h-6.2l-5.1 16h5.5a1 1 0 0 0 .95-.69L21.4 4Z" opacity=".46" />
      </svg>
      <span className={styles.word}>{'Vitrine'}</span>
    </span>
  )
}
