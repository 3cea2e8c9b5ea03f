import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { joinClasses } from './classes.ts'
import styles from './Empty.module.css'

interface EmptyProps {
  icon: LucideIcon
  title: string
  tone?: 'plain' | 'warn' | 'danger'
  /** Nothing else is on the page. */
  isPage?: boolean | undefined
  children: ReactNode
  actions?: ReactNode
}

/** What would be here, and the one step that fills it. */
export function Empty({ icon: Icon, title, tone = 'plain', isPage, ...props }: EmptyProps) {
  const { children, actions } = props
  const Title = isPage ? 'h1' : 'h2'
  return (
    <div className={joinClasses(styles.empty, styles[tone], isPage && styles.page)}>
      <span className={styles.art}>
        <Icon size={24} strokeWidth={1.5} aria-hidden />
      </span>
      <Title>{title}</Title>
      <p>{children}</p>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}
