import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { describeFailure } from '../lib/failure-text.ts'
import {
  formatCount,
  formatDateTime,
  formatNumber,
  formatPercent,
  formatTimeLeft,
  formatWhen,
} from '../lib/format.ts'
import { indexedShare, type Source } from '../lib/sources.ts'
import { Button } from '../ui/Button.tsx'
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
    onSuccess: () => toast({ text: 'Looking through the origin again.' }),
    onError: (failure) => toast({ text: `Not started. ${describeFailure(failure).text}` }),
  })
  return (
    <Card title="Index" end={<StateBadge source={source} canList={canList} />}>
      {indexing.found > 0 && (
        <>
          <div className={styles.share}>
            <b>{formatPercent(share)}</b>
            <span className="small t3">
              {indexing.seconds_left === null ? 'read' : formatTimeLeft(indexing.seconds_left)}
            </span>
          </div>
          <ProgressBar label="Indexed" share={share} />
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
            <RefreshCw size={14} aria-hidden /> List again
          </Button>
        )}
      </div>
    </Card>
  )
}

function StateBadge({ source, canList }: { source: Source; canList: boolean }) {
  const { enabled, indexing } = source.attributes
  if (!enabled) return <Badge>Paused</Badge>
  if (indexing.state === 'failed') return <Badge tone="danger">Stopped</Badge>
  if (canList && indexing.last_listed_at === null && indexing.state === 'idle') {
    return <Badge tone="info">Waiting</Badge>
  }
  if (indexing.state === 'idle') return <Badge tone="ok">Up to date</Badge>
  return <Badge tone="info">{indexing.state === 'listing' ? 'Listing' : 'Indexing'}</Badge>
}

function describeIndex(source: Source, canList: boolean) {
  const { indexing } = source.attributes
  const { listing, rendered } = indexing
  const rows: [string, string][] = [
    ['In the index', formatNumber(indexing.indexed)],
    ['Waiting to be read', formatNumber(indexing.pending)],
    ['Could not be read', formatNumber(indexing.failed)],
  ]
  if (canList && listing) {
    rows.unshift(['Seen at the origin', formatNumber(listing.seen)])
    rows.push(
      ['New or changed, last listing', formatNumber(listing.changed)],
      ['Gone, last listing', formatNumber(listing.gone)],
    )
    if (listing.skipped > 0) rows.push(['Left out, last listing', formatNumber(listing.skipped)])
  }
  if (canList) {
    const { last_listed_at: last, next_listing_at: next } = indexing
    rows.push(
      ['Last listing', last === null ? 'not yet' : formatWhen(last, new Date())],
      ['Next listing', next === null ? 'on demand' : formatDateTime(next)],
    )
  }
  const limit = `${formatNumber(rendered.added)} of ${formatNumber(rendered.limit)}`
  rows.push(['Added by rendering, this month', limit])
  return rows
}

/** What could not be read, by what went wrong. */
function IndexErrors({ source }: { source: Source }) {
  const { failed } = source.attributes.indexing
  const errors = useQuery({ ...indexErrorsQuery(source.id), enabled: failed > 0 })
  if (failed === 0 || !errors.data || errors.data.length === 0) return null
  return (
    <details className={styles.details}>
      <summary>What could not be read</summary>
      <ul className={styles.errors}>
        {errors.data.map(({ id, attributes }) => (
          <li key={id}>
            <b>{formatCount(attributes.count, 'file')}</b>
            <p className="t2">{attributes.error}</p>
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
    </details>
  )
}
