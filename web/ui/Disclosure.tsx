import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './Disclosure.module.css'

/** What few people want to read, behind the words that name it. */
export function Disclosure({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className={styles.details}>
      <summary>
        <ChevronRight size={14} aria-hidden /> {title}
      </summary>
      {children}
    </details>
  )
}
