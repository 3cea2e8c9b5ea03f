import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { joinClasses } from './classes.ts'
import styles from './Empty.module.css'

interface EmptyProps {
  icon: LucideIcon
  title: string
  tone?: 'plain' | 'warn' | 'danger'
  children: ReactNode
  actions?: ReactNode
}

/** What would be here, and the one step that fills it. */
export function Empty({ icon: Icon, title, tone = 'plain', children, actions }: EmptyProps) {
  return (
    <div className={joinClasses(styles.empty, styles[tone])}>
      <span className={styles.art}>
        <Icon size={24} strokeWidth={1.5} aria-hidden />
      </span>
      <h2>{title}</h2>
      <p>{children}</p>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}
