import { useQuery } from '@tanstack/react-query'
import { formatNumber, formatWhen } from '../lib/format.ts'
import { t } from '../texts/jobs.ts'
import { Card } from '../ui/Page.tsx'
import styles from './JobsScreen.module.css'
import { jobCountsQuery } from './job-calls.ts'
import { nameKind, waitingOf } from './job-words.ts'

/** What is still to come, by kind and source: of no use one by one, were it a hundred thousand. */
export function WaitingJobs() {
  const waiting = waitingOf(useQuery(jobCountsQuery).data ?? [])
  if (waiting.length === 0) return null
  return (
    <Card title={t.waitingTitle}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t.job}</th>
            <th scope="col">{t.source}</th>
            <th scope="col">{t.since}</th>
            <th scope="col" className={styles.number}>
              {t.waiting}
            </th>
          </tr>
        </thead>
        <tbody>
          {waiting.map(({ id, attributes }) => (
            <tr key={id}>
              <td>{nameKind(attributes.kind)}</td>
              <td>
                <bdi>{attributes.source_name ?? t.wholeAccount}</bdi>
              </td>
              <td className="t3">
                {attributes.date_oldest !== null && formatWhen(attributes.date_oldest, new Date())}
              </td>
              <td className={styles.number}>{formatNumber(attributes.waiting)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}
