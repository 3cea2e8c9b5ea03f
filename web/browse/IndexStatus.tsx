import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleX } from 'lucide-react'
import type { SourceIndexing } from '../../contract/resources.ts'
import { analysisProgressQuery } from '../lib/analysis.ts'
import { formatNumber, formatPercent, formatTimeLeft, formatWhen } from '../lib/format.ts'
import { useOriginTrouble } from '../lib/origin-troubles.ts'
import { indexedShare, isIndexing, sourceQuery } from '../lib/sources.ts'
import { t } from '../texts/browse.ts'
import styles from './IndexStatus.module.css'
import { useFreshLists } from './use-fresh-lists.ts'

interface IndexStatusProps {
  sourceId: string
  indexing: SourceIndexing
}

/** How the index stands against the origin. Not announced: a screen reader would never rest. */
export function IndexStatus({ sourceId, indexing }: IndexStatusProps) {
  if (isIndexing(indexing)) return <Running {...{ sourceId, indexing }} />
  return <AtRest {...{ sourceId, indexing }} />
}

function AtRest({ sourceId, indexing }: IndexStatusProps) {
  const source = useQuery(sourceQuery(sourceId)).data?.attributes
  const isSilent = useOriginTrouble(source?.deployment.imgix_subdomains[0]) !== null
  const isStopped = indexing.state === 'failed'
  const isFailed = isStopped || isSilent
  const Icon = isFailed ? CircleX : CircleCheck
  return (
    <div className={styles.status}>
      <div className={styles.row}>
        <Icon size={14} className={isFailed ? styles.danger : styles.ok} aria-hidden />
        <span className="truncate">
          {isStopped ? t.indexingStopped : isSilent ? t.originSilent : t.indexState.indexUpToDate}
        </span>
        {indexing.last_listed_at !== null && (
          <span className={styles.quiet}>{formatWhen(indexing.last_listed_at, new Date())}</span>
        )}
      </div>
      {indexing.renewing && <div className={styles.quiet}>{t.indexState.renewing}</div>}
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
  const count = formatNumber(waiting)
  const text =
    left === null
      ? t.indexState.analysing(count)
      : t.indexState.analysingFor(count, formatTimeLeft(left))
  return <div className={styles.quiet}>{text}</div>
}

function Running({ sourceId, indexing }: IndexStatusProps) {
  const share = indexedShare(indexing) ?? 0
  const { found, failed, rate, seconds_left } = indexing
  const counts = [formatNumber(indexing.indexed + failed), formatNumber(found)] as const
  return (
    <div className={styles.status}>
      <div className={styles.row}>
        <span>
          {indexing.state === 'listing' ? t.indexState.lookingForFiles : t.indexState.indexing}
        </span>
        <span />
        <span className={styles.quiet}>{formatPercent(Math.floor(share * 100) / 100)}</span>
      </div>
      <ProgressBar share={share} />
      <div className={styles.quiet}>
        {rate === null || rate <= 0
          ? t.indexState.indexedOf(...counts)
          : t.indexState.indexedOfAt(...counts, formatNumber(Math.max(1, Math.round(rate))))}
      </div>
      <div className={styles.quiet}>
        {seconds_left === null ? t.indexState.startNow : formatTimeLeft(seconds_left)}
      </div>
      {failed > 0 && (
        <div className={styles.quiet}>{t.indexState.notReadFiles(formatNumber(failed))}</div>
      )}
      {indexing.renewing && <div className={styles.quiet}>{t.indexState.renewing}</div>}
      <Analysing sourceId={sourceId} />
    </div>
  )
}

/** A bar of progress, `share` from 0 to 1. */
function ProgressBar({ share }: { share: number }) {
  return (
    <div
      role="progressbar"
      aria-label={t.indexState.indexedShare}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share * 100)}
      className={styles.bar}
    >
      <i style={{ width: `${share * 100}%` }} />
    </div>
  )
}
