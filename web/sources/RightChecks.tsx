import { CircleCheck, CircleHelp, CircleMinus, CircleX, TriangleAlert } from 'lucide-react'
import type { RightCheck } from '../../contract/resources.ts'
import { translated } from '../lib/server-words.ts'
import { t } from '../texts/sources.ts'
import { joinClasses } from '../ui/classes.ts'
import styles from './RightChecks.module.css'

const ICONS = {
  ok: CircleCheck,
  warning: TriangleAlert,
  failed: CircleX,
  not_needed: CircleMinus,
  unknown: CircleHelp,
} as const

/** A connection test, right by right, with what to do about it. */
export function RightChecks({ checks }: { checks: readonly RightCheck[] }) {
  return (
    <ul className={styles.checks}>
      {checks.map(({ right, state, detail, advice, milliseconds }) => {
        const Icon = ICONS[state]
        return (
          <li key={right} className={joinClasses(styles.check, styles[state])}>
            <Icon size={16} aria-hidden />
            <div>
              <b>
                {t.rights[right]} <span className="vh">{t.checks[state]}</span>
              </b>
              <p>{translated(detail)}</p>
              {advice && <p className={styles.advice}>{translated(advice)}</p>}
            </div>
            <span className="small t3 num">
              {milliseconds === null ? '' : t.milliseconds(Math.round(milliseconds))}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
