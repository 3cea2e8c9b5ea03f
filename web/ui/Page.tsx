import { Fragment, type ReactNode, useRef } from 'react'
import { Link } from 'react-router'
import { t } from '../texts/ui.ts'
import { joinClasses } from './classes.ts'
import styles from './Page.module.css'
import frame from './PageFrame.module.css'
import { useArrival } from './use-arrival.ts'
import { useTitle } from './use-title.ts'

export interface PageProps {
  title: string
  text?: ReactNode
  /** The pages above this one. */
  crumbs?: { label: string; to: string }[]
  mark?: ReactNode
  actions?: ReactNode
  width?: 'narrow' | 'middle' | 'wide'
  /** The name and the actions stay in sight while the rest scrolls. */
  stays?: boolean
  children: ReactNode
}

/** A page of settings: where one is, its name, what can be done with all of it. */
export function Page(props: PageProps) {
  const { title, text, crumbs, mark, actions, width = 'wide', stays = false, children } = props
  const heading = useRef<HTMLHeadingElement>(null)
  useTitle([...(crumbs ?? []).slice(1).map(({ label }) => label), title].join(' – '))
  useArrival(heading)
  return (
    <div className={joinClasses(frame.page, frame[width], stays && styles.stays)}>
      {crumbs && (
        <nav className={styles.crumbs} aria-label={t.breadcrumb}>
          {crumbs.map(({ label, to }) => (
            <Fragment key={to}>
              <Link to={to}>
                <bdi>{label}</bdi>
              </Link>
              <span aria-hidden>{'/'}</span>
            </Fragment>
          ))}
          <span aria-current="page">
            <bdi>{title}</bdi>
          </span>
        </nav>
      )}
      <header className={styles.head}>
        {mark}
        <div>
          <h1 ref={heading} className={frame.title} tabIndex={-1}>
            <bdi>{title}</bdi>
          </h1>
          {text && <p>{text}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}

interface CardProps {
  title?: string
  text?: ReactNode
  end?: ReactNode
  children?: ReactNode
}

/** A part of a page that belongs together. */
export function Card({ title, text, end, children }: CardProps) {
  return (
    <section className={styles.card}>
      {(title || end) && (
        <div className={styles.cardHead}>
          <div>
            {title && <h2>{title}</h2>}
            {text && <p>{text}</p>}
          </div>
          {end && <div className={styles.end}>{end}</div>}
        </div>
      )}
      {children}
    </section>
  )
}

/** Names and values, one below the other. */
export function Stats({ rows }: { rows: readonly (readonly [label: string, value: ReactNode])[] }) {
  return (
    <dl>
      {rows.map(([label, value]) => (
        <div key={label} className={styles.stat}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What is short and needs to be seen: a word on a colour. */
export function Badge({
  tone = 'plain',
  children,
}: {
  tone?: 'plain' | 'ok' | 'warn' | 'danger' | 'info'
  children: ReactNode
}) {
  return <span className={joinClasses(styles.badge, styles[tone])}>{children}</span>
}

/** A bar of progress; `share` from 0 to 1. */
export function ProgressBar({
  label,
  share,
  tone = 'plain',
}: {
  label: string
  share: number
  tone?: 'plain' | 'warn' | 'danger'
}) {
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share * 100)}
      className={joinClasses(
        styles.bar,
        tone === 'danger' && styles.barDanger,
        tone === 'warn' && styles.barWarn,
      )}
    >
      <i style={{ width: `${share * 100}%` }} />
    </div>
  )
}
