import { CircleCheck, CircleHelp, CircleMinus, CircleX, TriangleAlert } from 'lucide-react'
import type { RightCheck } from '../../contract/resources.ts'
import { formatNumber } from '../lib/format.ts'
import { joinClasses } from '../ui/classes.ts'
import styles from './RightChecks.module.css'

const RIGHTS: Record<RightCheck['right'], string> = {
  list: 'List files',
  read: 'Read files',
  write: 'Write new files',
  no_overwrite: 'Never overwrite',
  cors: 'Uploads from the browser',
}

const STATES = {
  ok: { icon: CircleCheck, word: 'works' },
  warning: { icon: TriangleAlert, word: 'works, with a warning' },
  failed: { icon: CircleX, word: 'does not work' },
  not_needed: { icon: CircleMinus, word: 'is not needed' },
  unknown: { icon: CircleHelp, word: 'could not be tried' },
} as const

/** A connection test, right by right, with what to do about it. */
export function RightChecks({ checks }: { checks: readonly RightCheck[] }) {
  return (
    <ul className={styles.checks}>
      {checks.map(({ right, state, detail, advice, milliseconds }) => {
        const { icon: Icon, word } = STATES[state]
        return (
          <li key={right} className={joinClasses(styles.check, styles[state])}>
            <Icon size={16} aria-hidden />
            <div>
              <b>
                {RIGHTS[right]} <span className="vh">{word}</span>
              </b>
              <p>{detail}</p>
              {advice && <p className={styles.advice}>{advice}</p>}
            </div>
            <span className="small t3 num">
              {milliseconds === null ? '' : `${formatNumber(Math.round(milliseconds))} ms`}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
