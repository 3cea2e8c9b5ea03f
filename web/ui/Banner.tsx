import { CircleX, Info, type LucideIcon, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './Banner.module.css'
import { joinClasses } from './classes.ts'

const ICONS: Record<'info' | 'warn' | 'danger', LucideIcon> = {
  info: Info,
  warn: TriangleAlert,
  danger: CircleX,
}

interface BannerProps {
  tone: 'info' | 'warn' | 'danger'
  title: string
  icon?: LucideIcon
  children?: ReactNode
  actions?: ReactNode
  /** Not read out by itself: something else does that. */
  isQuiet?: boolean
}

/** A lasting state, at the top of what it concerns. */
export function Banner({ tone, title, icon, children, actions, isQuiet }: BannerProps) {
  const Icon = icon ?? ICONS[tone]
  return (
    <div
      className={joinClasses(styles.banner, styles[tone])}
      role={isQuiet ? undefined : tone === 'danger' ? 'alert' : 'status'}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <div className={styles.text}>
        <b>{title}</b>
        {children && <p>{children}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}
