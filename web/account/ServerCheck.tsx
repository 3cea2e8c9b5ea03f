import { useQuery } from '@tanstack/react-query'
import { CircleCheck, TriangleAlert } from 'lucide-react'
import { formatNumber } from '../lib/format.ts'
import type { Source } from '../lib/sources.ts'
import { t } from '../texts/profile.ts'
import { Stats } from '../ui/Page.tsx'
import { describeChecks, serverCheckQuery } from './server-check.ts'
import styles from './Welcome.module.css'

/** Whether the server works, as it says itself. */
export function ServerCheck({ sources }: { sources: readonly Source[] }) {
  const check = useQuery(serverCheckQuery)
  if (check.isPending) return null
  const isGood = check.data?.status === 'ok'
  const Icon = isGood ? CircleCheck : TriangleAlert
  const found = sources.reduce((sum, { attributes }) => sum + attributes.indexing.found, 0)
  const indexed = sources.reduce((sum, { attributes }) => sum + attributes.indexing.indexed, 0)
  const indexRow = [t.indexed, t.ofFound(formatNumber(indexed), formatNumber(found))] as const
  return (
    <section className={styles.card}>
      <div className={styles.checkHead}>
        <h2>{t.check}</h2>
        <span className={isGood ? styles.good : styles.bad}>
          <Icon size={14} aria-hidden /> {check.error ? t.notKnown : isGood ? t.allGood : t.notGood}
        </span>
      </div>
      <Stats
        rows={[
          ...(check.data ? describeChecks(check.data) : []),
          ...(sources.length > 0 ? [indexRow] : []),
        ]}
      />
    </section>
  )
}
