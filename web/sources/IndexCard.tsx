import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { describeFailure } from '../lib/failure-text.ts'
import {
  formatDateTime,
  formatNumber,
  formatPercent,
  formatTimeLeft,
  formatWhen,
} from '../lib/format.ts'
import { indexedShare, type Source } from '../lib/sources.ts'
import { common } from '../texts/common.ts'
import { t as lib } from '../texts/lib.ts'
import { t } from '../texts/sources.ts'
import { Button } from '../ui/Button.tsx'
import { Disclosure } from '../ui/Disclosure.tsx'
import { Badge, Card, ProgressBar, Stats } from '../ui/Page.tsx'
import { useToast } from '../ui/Toast.tsx'
import { indexErrorsQuery, listAnew } from './source-calls.ts'
import styles from './sources.module.css'

/** How the index stands against the origin, as numbers and a bar. */
export function IndexCard({ source, canList }: { source: Source; canList: boolean }) {
  const client = useQueryClient()
  const toast = useToast()
  const { indexing, enabled } = source.attributes
  const share = indexedShare(indexing) ?? 0
  const listing = useMutation({
    mutationFn: () => listAnew(client, source.id),
    onSuccess: () => toast({ text: t.listingAnew }),
    onError: (failure) => toast({ text: t.notStarted(describeFailure(failure).text) }),
  })
  return (
    <Card title={t.index} end={<StateBadge source={source} canList={canList} />}>
      {indexing.found > 0 && (
        <>
          <div className={styles.share}>
            <b>{formatPercent(share)}</b>
            <span className="small t3">
              {indexing.seconds_left === null ? t.read : formatTimeLeft(indexing.seconds_left)}
            </span>
          </div>
          <ProgressBar label={t.indexed} share={share} />
        </>
      )}
      <Stats rows={describeIndex(source, canList)} />
      <div className={styles.below}>
        <IndexErrors source={source} />
        {canList && (
          <Button
            size="small"
            busy={listing.isPending}
            disabled={!enabled || listing.isPending || indexing.state === 'listing'}
            onClick={() => listing.mutate()}
          >
            <RefreshCw size={14} aria-hidden />
            {indexing.state === 'listing' ? t.listingRuns : t.listAgain}
          </Button>
        )}
      </div>
    </Card>
  )
}

function StateBadge({ source, canList }: { source: Source; canList: boolean }) {
  const { enabled, indexing } = source.attributes
  if (!enabled) return <Badge>{t.states.paused}</Badge>
  if (indexing.state === 'failed') return <Badge tone="danger">{t.states.stopped}</Badge>
  if (canList && indexing.last_listed_at === null && indexing.state === 'idle') {
    return <Badge tone="info">{t.waiting}</Badge>
  }
  if (indexing.state === 'idle') return <Badge tone="ok">{t.upToDate}</Badge>
  return <Badge tone="info">{indexing.state === 'listing' ? t.listing : t.indexing}</Badge>
}

function describeIndex(source: Source, canList: boolean) {
  const { indexing } = source.attributes
  const { listing, rendered } = indexing
  const rows: [string, string][] = [
    [t.inIndex, formatNumber(indexing.indexed)],
    [t.toBeRead, formatNumber(indexing.pending)],
    [t.unreadable, formatNumber(indexing.failed)],
  ]
  if (canList && listing) {
    rows.unshift([t.seen, formatNumber(listing.seen)])
    rows.push(
      [t.changedLast, formatNumber(listing.changed)],
      [t.goneLast, formatNumber(listing.gone)],
    )
    if (listing.skipped > 0) rows.push([t.leftOutLast, formatNumber(listing.skipped)])
  }
  if (canList) {
    const { last_listed_at: last, next_listing_at: next } = indexing
    rows.push(
      [t.lastListing, last === null ? t.never : formatWhen(last, new Date())],
      [t.nextListing, next === null ? t.onDemand : formatDateTime(next)],
    )
  }
  rows.push([t.addedByRendering, t.ofLimit(rendered.added, rendered.limit)])
  return rows
}

/** What could not be read, by what went wrong. */
function IndexErrors({ source }: { source: Source }) {
  const { failed } = source.attributes.indexing
  const errors = useQuery({ ...indexErrorsQuery(source.id), enabled: failed > 0 })
  if (failed === 0 || !errors.data || errors.data.length === 0) return null
  return (
    <Disclosure title={t.whatWasUnreadable}>
      <ul className={styles.errors}>
        {errors.data.map(({ id, attributes }) => (
          <li key={id}>
            <b>{common.files(attributes.count)}</b>
            <p className="t2">{lib.said(attributes.error)}</p>
            <ul className="t3 mono">
              {attributes.origin_paths.map((path) => (
                <li key={path}>
                  <bdi>{path}</bdi>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Disclosure>
  )
}
