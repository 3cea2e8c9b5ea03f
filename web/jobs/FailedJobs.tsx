import { useQuery } from '@tanstack/react-query'
import { CircleX, RotateCw } from 'lucide-react'
import { formatTime, formatWhen, isolate } from '../lib/format.ts'
import { t } from '../texts/jobs.ts'
import { t as lib } from '../texts/lib.ts'
import { Button } from '../ui/Button.tsx'
import { Badge, Card } from '../ui/Page.tsx'
import styles from './JobsScreen.module.css'
import { changeJobs, type Job, jobsQuery } from './job-calls.ts'
import { nameJob } from './job-words.ts'
import { useDoing } from './use-doing.ts'

/** What went wrong, why, and what can be done about it; nothing when all is well. */
export function FailedJobs() {
  const failed = useQuery(jobsQuery('failed')).data
  const retrying = useQuery(jobsQuery('retrying')).data
  const { place, isBusy, run } = useDoing(changeJobs, (count, { what }) =>
    what === 'retry' ? t.retried(count) : t.dismissed(count),
  )
  const jobs = [...(failed?.jobs ?? []), ...(retrying?.jobs ?? [])]
  const total = (failed?.total ?? 0) + (retrying?.total ?? 0)
  return (
    <div ref={place} tabIndex={-1} className={styles.place}>
      {jobs.length > 0 && (
        <Card
          title={t.troubled}
          text={t.troubledText}
          end={
            <>
              {failed && failed.total > 0 && (
                <Button
                  size="small"
                  disabled={isBusy}
                  onClick={() => run({ what: 'dismiss', id: null })}
                >
                  {t.dismissAll}
                </Button>
              )}
              <Button size="small" busy={isBusy} onClick={() => run({ what: 'retry', id: null })}>
                {t.retryAll}
              </Button>
            </>
          }
        >
          <ul className={styles.list}>
            {jobs.map((job) => (
              <FailedRow
                key={job.id}
                job={job}
                isBusy={isBusy}
                onDo={(what) => run({ what, id: job.id })}
              />
            ))}
          </ul>
          {total > jobs.length && <p className={styles.quiet}>{t.more(total - jobs.length)}</p>}
        </Card>
      )}
    </div>
  )
}

interface FailedRowProps {
  job: Job
  isBusy: boolean
  onDo: (what: 'retry' | 'dismiss') => void
}

function FailedRow({ job, isBusy, onDo }: FailedRowProps) {
  const { state, source_name, problem, attempts, most_attempts, date_next, date_finished } =
    job.attributes
  const name = nameJob(job)
  const isFailed = state === 'failed'
  const Icon = isFailed ? CircleX : RotateCw
  const times = [t.attempts(attempts, most_attempts)]
  if (isFailed && date_finished !== null) {
    times.push(t.failedWhen(formatWhen(date_finished, new Date())))
  } else if (date_next !== null) times.push(t.nextAt(formatTime(date_next)))
  return (
    <li className={styles.row}>
      <Icon size={16} className={isFailed ? styles.danger : styles.warn} aria-hidden />
      <div className={styles.what}>
        <div className={styles.name}>
          <b>{name}</b>
          <Badge tone={isFailed ? 'danger' : 'warn'}>{isFailed ? t.failed : t.retrying}</Badge>
        </div>
        <p className={styles.problem}>{problem && lib.said(problem)}</p>
        <p className={styles.quiet}>
          {[isolate(source_name ?? t.wholeAccount), ...times].join(' · ')}
        </p>
      </div>
      <div className={styles.actions}>
        {isFailed && (
          <Button
            size="small"
            variant="quiet"
            disabled={isBusy}
            aria-label={t.named(t.dismiss, name)}
            onClick={() => onDo('dismiss')}
          >
            {t.dismiss}
          </Button>
        )}
        <Button
          size="small"
          disabled={isBusy}
          aria-label={t.named(isFailed ? t.retry : t.retryNow, name)}
          onClick={() => onDo('retry')}
        >
          {isFailed ? t.retry : t.retryNow}
        </Button>
      </div>
    </li>
  )
}
