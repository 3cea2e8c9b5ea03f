import { useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CircleX } from 'lucide-react'
import type { SourceIndexing } from '../../contract/resources.ts'
import { analysisProgressQuery } from '../lib/analysis.ts'
import { formatNumber, formatTimeLeft, formatWhen } from '../lib/format.ts'
import { indexedShare, isIndexing } from '../lib/sources.ts'
import styles from './IndexStatus.module.css'
import { useFreshLists } from './use-fresh-lists.ts'

interface IndexStatusProps {
  sourceId: string
  indexing: SourceIndexing
}

/** How the index stands against the origin. Not announced: a screen reader would never rest. */
export function IndexStatus({ sourceId, indexing }: IndexStatusProps) {
  if (isIndexing(indexing)) return <Running {...{ sourceId, indexing }} />
  const isFailed = indexing.state === 'failed'
  const Icon = isFailed ? CircleX : indexing.failed > 0 ? CircleAlert : CircleCheck
  return (
    <div className={styles.status}>
      <div className={styles.row}>
        <Icon
          size={14}
          className={isFailed ? styles.danger : indexing.failed > 0 ? undefined : styles.ok}
          aria-hidden
        />
        <span className="truncate">{isFailed ? 'Indexing stopped' : 'Index up to date'}</span>
        {indexing.last_listed_at !== null && (
          <span className={styles.quiet}>{formatWhen(indexing.last_listed_at, new Date())}</span>
        )}
      </div>
      <Analysing sourceId={sourceId} />
    </div>
  )
}

/** What is still being looked at; the index can be used meanwhile. */
function Analysing({ sourceId }: { sourceId: string }) {
  const progress = useQuery(analysisProgressQuery(sourceId)).data
  useFreshLists(sourceId, progress?.waiting)
  if (!progress || progress.waiting === 0) return null
  const { waiting, seconds_left: left } = progress
  return (
    <div className={styles.quiet}>
      Analysing {formatNumber(waiting)}
      {left === null ? ' …' : ` · ${formatTimeLeft(left)}`}
    </div>
  )
}

function Running({ sourceId, indexing }: IndexStatusProps) {
  const share = indexedShare(indexing) ?? 0
  const { found, failed, rate, seconds_left } = indexing
  const done = indexing.indexed + failed
  return (
    <div className={styles.status}>
      <div className={styles.row}>
        <span>{indexing.state === 'listing' ? 'Looking for files' : 'Indexing'}</span>
        <span />
        <span className={styles.quiet}>{Math.floor(share * 100)} %</span>
      </div>
      <ProgressBar share={share} />
      <div className={styles.quiet}>
        {formatNumber(done)} of {formatNumber(found)}
        {rate !== null && rate > 0 && ` · ${formatNumber(Math.max(1, Math.round(rate)))} a second`}
      </div>
      <div className={styles.quiet}>
        {seconds_left === null ? 'You can start working now' : formatTimeLeft(seconds_left)}
      </div>
      {failed > 0 && <div className={styles.quiet}>{formatNumber(failed)} could not be read</div>}
      <Analysing sourceId={sourceId} />
    </div>
  )
}

/** A bar of progress, `share` from 0 to 1. */
function ProgressBar({ share }: { share: number }) {
  return (
    <div
      role="progressbar"
      aria-label="Indexed"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share * 100)}
      className={styles.bar}
    >
      <i style={{ width: `${share * 100}%` }} />
    </div>
  )
}
