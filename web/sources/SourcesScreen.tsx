import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleX, Database, Pause, Plus, TriangleAlert } from 'lucide-react'
import { useEffect } from 'react'
import { Link } from 'react-router'
import { describeFailure } from '../lib/failure-text.ts'
import {
  capitalise,
  formatCount,
  formatDay,
  formatNumber,
  formatPercent,
  formatTime,
  formatWhen,
} from '../lib/format.ts'
import {
  describeSource,
  indexedShare,
  isIndexing,
  type Source,
  sourcesQuery,
} from '../lib/sources.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button, buttonClass } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { Empty } from '../ui/Empty.tsx'
import { KindTile } from '../ui/KindTile.tsx'
import { Page, ProgressBar } from '../ui/Page.tsx'
import { PageFailure, PageLoading } from '../ui/PageStates.tsx'
import { findTroubles } from './find-troubles.ts'
import styles from './SourcesScreen.module.css'
import { Troubles } from './Troubles.tsx'

/** Where originals live, and how each of them fares. */
export function SourcesScreen() {
  const sources = useQuery({ ...sourcesQuery, refetchInterval: 5_000 })
  useEffect(() => {
    document.title = 'Sources – Vitrine'
  }, [])
  if (!sources.data) {
    if (!sources.error) return <PageLoading title="Sources" />
    const words = describeFailure(sources.error)
    return <PageFailure page="Sources" {...words} onRetry={() => sources.refetch()} />
  }
  const assets = sources.data.reduce((sum, source) => sum + source.attributes.indexing.found, 0)
  return (
    <Page
      title="Sources"
      text="Where originals live. Vitrine reads them in place and never moves or renames a file by itself."
      actions={
        <Link className={buttonClass({ variant: 'primary' })} to="/settings/sources/new">
          <Plus size={16} aria-hidden /> Add source
        </Link>
      }
    >
      {sources.error && (
        <div className={styles.trouble}>
          <Banner
            tone="warn"
            title={describeFailure(sources.error).title}
            actions={
              <Button size="small" onClick={() => sources.refetch()}>
                Try now
              </Button>
            }
          >
            Showing what was loaded at {formatTime(sources.dataUpdatedAt / 1000)}.
          </Banner>
        </div>
      )}
      <Troubles sources={sources.data} />
      {sources.data.length === 0 ? (
        <Empty icon={Database} title="No source yet">
          Connect a bucket, a web folder or a folder of this server, and its images and videos
          appear in the library.
        </Empty>
      ) : (
        <SourceTable sources={sources.data} />
      )}
      {sources.data.length > 0 && (
        <p className="small t3">
          {formatCount(sources.data.length, 'source')}, {formatCount(assets, 'asset')}. Files stay
          where they are.
        </p>
      )}
    </Page>
  )
}

function SourceTable({ sources }: { sources: Source[] }) {
  return (
    <div className={styles.card}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col" className={styles.host}>
              Delivery
            </th>
            <th scope="col" className={styles.right}>
              Assets
            </th>
            <th scope="col">Index</th>
            <th scope="col">State</th>
            <th scope="col">Uploads</th>
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => (
            <SourceRow key={source.id} source={source} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function SourceRow({ source }: { source: Source }) {
  const { name, deployment, indexing } = source.attributes
  const kind = describeSource(source)
  const address = `/settings/sources/${source.id}`
  return (
    <tr>
      <td>
        <div className={styles.cell}>
          <KindTile {...kind} large />
          <div>
            <Link to={address}>
              <bdi>{name}</bdi>
            </Link>
            <small>{kind.name}</small>
          </div>
        </div>
      </td>
      <td className={joinClasses(styles.host, 'mono small t2')} data-label="Delivery">
        {deployment.custom_domains[0] ?? `/render/${deployment.imgix_subdomains[0]}`}
      </td>
      <td className={joinClasses(styles.right, 'num')} data-label="Assets">
        {formatNumber(indexing.found)}
      </td>
      <td data-label="Index">
        <IndexCell source={source} />
      </td>
      <td data-label="State">
        <State source={source} />
      </td>
      <td data-label="Uploads">
        <Uploads source={source} />
      </td>
    </tr>
  )
}

function IndexCell({ source }: { source: Source }) {
  const { indexing } = source.attributes
  const share = indexedShare(indexing)
  if (isIndexing(indexing) && share !== null) {
    return (
      <div className={styles.progress}>
        <span className="small num t2">{formatPercent(share)}</span>
        <ProgressBar label={`${source.attributes.name} indexed`} share={share} />
      </div>
    )
  }
  return <span className="small t3">{describeLastListing(source)}</span>
}

function describeLastListing({ attributes: { deployment, indexing } }: Source): string {
  const { last_listed_at: at } = indexing
  if (at !== null) return capitalise(formatWhen(at, new Date()))
  const isListable = deployment.type !== 'webfolder' && deployment.type !== 'webproxy'
  return isListable ? 'Not yet' : 'On request'
}

const STATES = {
  paused: { icon: Pause, words: 'Paused', look: undefined },
  stopped: { icon: CircleX, words: 'Stopped', look: styles.danger },
  warned: { icon: TriangleAlert, words: 'Needs a look', look: styles.warn },
  healthy: { icon: CircleCheck, words: 'Healthy', look: styles.ok },
}

function readState(source: Source): keyof typeof STATES {
  const { enabled, indexing } = source.attributes
  if (!enabled) return 'paused'
  if (indexing.state === 'failed') return 'stopped'
  return findTroubles(source, new Date(), formatDay).length > 0 ? 'warned' : 'healthy'
}

function State({ source }: { source: Source }) {
  const { icon: Icon, words, look } = STATES[readState(source)]
  return (
    <span className={joinClasses(styles.state, look)}>
      <Icon size={14} aria-hidden /> {words}
    </span>
  )
}

function Uploads({ source }: { source: Source }) {
  const { uploads } = source.attributes
  if (uploads.allowed) return <span className="small">Ready</span>
  if (uploads.way === 'none') return <span className="small t3">Not supported</span>
  const isRefused = uploads.credentials !== null
  return (
    <Link className="small" to={`/settings/sources/${source.id}/upload`}>
      {isRefused ? 'Check setup' : 'Set up'}
    </Link>
  )
}
