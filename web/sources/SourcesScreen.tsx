import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleX, Database, Pause, Plus } from 'lucide-react'
import { useEffect } from 'react'
import { Link } from 'react-router'
import { describeFailure } from '../lib/failure-text.ts'
import { formatCount, formatNumber, formatPercent, formatWhen } from '../lib/format.ts'
import {
  describeSource,
  indexedShare,
  isIndexing,
  type Source,
  sourcesQuery,
} from '../lib/sources.ts'
import { Banner } from '../ui/Banner.tsx'
import { buttonClass } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { Empty } from '../ui/Empty.tsx'
import { KindTile } from '../ui/KindTile.tsx'
import { LoadFailure } from '../ui/LoadFailure.tsx'
import { Page, ProgressBar } from '../ui/Page.tsx'
import styles from './SourcesScreen.module.css'

/** Where originals live, and how each of them fares. */
export function SourcesScreen() {
  const sources = useQuery({ ...sourcesQuery, refetchInterval: 5_000 })
  useEffect(() => {
    document.title = 'Sources – Vitrine'
  }, [])
  if (sources.isPending) return <p className="vh">Loading</p>
  if (sources.isError) {
    return <LoadFailure {...describeFailure(sources.error)} onRetry={() => sources.refetch()} />
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
      {sources.data.map((source) => (
        <Trouble key={source.id} source={source} />
      ))}
      {sources.data.length === 0 ? (
        <Empty icon={Database} title="No source yet">
          Connect a bucket, a web folder or a folder of this server, and its images and videos
          appear in the library.
        </Empty>
      ) : (
        <SourceTable sources={sources.data} />
      )}
      <p className="small t3">
        {formatCount(sources.data.length, 'source')}, {formatCount(assets, 'asset')}. Files stay
        where they are.
      </p>
    </Page>
  )
}

function Trouble({ source }: { source: Source }) {
  const { name, enabled, indexing } = source.attributes
  if (!enabled || indexing.state !== 'failed' || indexing.error === null) return null
  return (
    <div className={styles.trouble}>
      <Banner
        tone="danger"
        title={`${name}: indexing stopped.`}
        actions={
          <Link className={buttonClass({ size: 'small' })} to={`/settings/sources/${source.id}`}>
            Open
          </Link>
        }
      >
        {indexing.error} What is in the library stays, and it is tried again by itself.
      </Banner>
    </div>
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
            <Link to={address}>{name}</Link>
            <small>{kind.name}</small>
          </div>
        </div>
      </td>
      <td className={joinClasses(styles.host, 'mono small t2')} data-label="Delivery">
        {deployment.custom_domains[0] ?? deployment.imgix_subdomains[0]}
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
  const { last_listed_at } = indexing
  const words = last_listed_at === null ? 'On request' : formatWhen(last_listed_at, new Date())
  return <span className="small t3">{words}</span>
}

function State({ source }: { source: Source }) {
  const { enabled, indexing } = source.attributes
  if (!enabled) {
    return (
      <span className={styles.state}>
        <Pause size={14} aria-hidden /> Paused
      </span>
    )
  }
  const isFailed = indexing.state === 'failed'
  const Icon = isFailed ? CircleX : CircleCheck
  return (
    <span className={joinClasses(styles.state, isFailed ? styles.danger : styles.ok)}>
      <Icon size={14} aria-hidden /> {isFailed ? 'Stopped' : 'Healthy'}
    </span>
  )
}

function Uploads({ source }: { source: Source }) {
  const { uploads } = source.attributes
  if (uploads.allowed) return <span className="small">Ready</span>
  if (uploads.way === 'none') return <span className="small t3">Not supported</span>
  return (
    <Link className="small" to={`/settings/sources/${source.id}/upload`}>
      Set up
    </Link>
  )
}
