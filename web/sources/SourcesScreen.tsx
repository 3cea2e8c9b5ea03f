import { useQuery } from '@tanstack/react-query'
import {
  CircleCheck,
  CircleDashed,
  CircleX,
  Database,
  Pause,
  Plus,
  TriangleAlert,
} from 'lucide-react'
import { Link } from 'react-router'
import { describeFailure, isAway } from '../lib/failure-text.ts'
import {
  capitalise,
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
  isListable,
  type Source,
  sourcesQuery,
} from '../lib/sources.ts'
import { t } from '../texts/sources.ts'
import { Banner } from '../ui/Banner.tsx'
import { Button, buttonClass } from '../ui/Button.tsx'
import { joinClasses } from '../ui/classes.ts'
import { Empty } from '../ui/Empty.tsx'
import { KindTile } from '../ui/KindTile.tsx'
import { Page, ProgressBar } from '../ui/Page.tsx'
import { PageFailure, PageLoading } from '../ui/PageStates.tsx'
import base from '../ui/Table.module.css'
import { findTroubles } from './find-troubles.ts'
import { SourceMenu } from './SourceMenu.tsx'
import styles from './SourcesScreen.module.css'
import { Troubles } from './Troubles.tsx'

/** Where originals live, and how each of them fares. */
export function SourcesScreen() {
  const sources = useQuery({ ...sourcesQuery, refetchInterval: 5_000 })
  if (!sources.data) {
    if (!sources.error) return <PageLoading title={t.sources} />
    const words = describeFailure(sources.error)
    return <PageFailure page={t.sources} {...words} onRetry={() => sources.refetch()} />
  }
  const assets = sources.data.reduce((sum, source) => sum + source.attributes.indexing.found, 0)
  return (
    <Page
      title={t.sources}
      text={t.sourcesText}
      actions={
        <Link className={buttonClass({ variant: 'primary' })} to="/settings/sources/new">
          <Plus size={16} aria-hidden /> {t.addSource}
        </Link>
      }
    >
      {sources.error && !isAway(sources.error) && (
        <div className={styles.trouble}>
          <Banner
            tone="warn"
            title={describeFailure(sources.error).title}
            actions={
              <Button size="small" onClick={() => sources.refetch()}>
                {t.tryNow}
              </Button>
            }
          >
            {t.loadedAt(formatTime(sources.dataUpdatedAt / 1000))}
          </Banner>
        </div>
      )}
      <Troubles sources={sources.data} />
      {sources.data.length === 0 ? (
        <Empty icon={Database} title={t.none}>
          {t.noneText}
        </Empty>
      ) : (
        <SourceTable sources={sources.data} />
      )}
      {sources.data.length > 0 && (
        <p className="small t3">{t.total(sources.data.length, assets)}</p>
      )}
    </Page>
  )
}

function SourceTable({ sources }: { sources: Source[] }) {
  return (
    <div className={joinClasses(base.card, styles.card)}>
      <table className={joinClasses(base.table, base.stacked, styles.table)}>
        <thead>
          <tr>
            <th scope="col">{t.source}</th>
            <th scope="col" className={styles.host}>
              {t.delivery}
            </th>
            <th scope="col" className={styles.right}>
              {t.assets}
            </th>
            <th scope="col">{t.index}</th>
            <th scope="col">{t.state}</th>
            <th scope="col">{t.uploads}</th>
            <th scope="col">
              <span className="vh">{t.actions}</span>
            </th>
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
      <td className={joinClasses(styles.host, 'mono small t2')} data-label={t.delivery}>
        <bdi dir="ltr">
          {deployment.custom_domains[0] ?? `/render/${deployment.imgix_subdomains[0]}`}
        </bdi>
      </td>
      <td className={joinClasses(styles.right, 'num')} data-label={t.assets}>
        {formatNumber(indexing.found)}
      </td>
      <td data-label={t.index}>
        <IndexCell source={source} />
      </td>
      <td data-label={t.state}>
        <State source={source} />
      </td>
      <td data-label={t.uploads}>
        <Uploads source={source} />
      </td>
      <td className={styles.menu}>
        <SourceMenu source={source} />
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
        <ProgressBar label={t.indexedOf(source.attributes.name)} share={share} />
      </div>
    )
  }
  return <span className="small t3">{describeLastListing(source)}</span>
}

function describeLastListing(source: Source): string {
  const { last_listed_at: at } = source.attributes.indexing
  if (at !== null) return capitalise(formatWhen(at, new Date()))
  return isListable(source) ? t.notYet : t.onRequest
}

const STATES = {
  paused: { icon: Pause, look: undefined },
  stopped: { icon: CircleX, look: styles.danger },
  warned: { icon: TriangleAlert, look: styles.warn },
  healthy: { icon: CircleCheck, look: styles.ok },
  unasked: { icon: CircleDashed, look: undefined },
}

function readState(source: Source): keyof typeof STATES {
  const { enabled, indexing } = source.attributes
  if (!enabled) return 'paused'
  if (indexing.state === 'failed') return 'stopped'
  if (findTroubles(source, new Date(), formatDay).length > 0) return 'warned'
  // Nobody asks one that cannot be listed until a picture of it is wanted.
  return isListable(source) ? 'healthy' : 'unasked'
}

function State({ source }: { source: Source }) {
  const state = readState(source)
  const { icon: Icon, look } = STATES[state]
  return (
    <span className={joinClasses(styles.state, look)}>
      <Icon size={14} aria-hidden /> {t.states[state]}
    </span>
  )
}

function Uploads({ source }: { source: Source }) {
  const { uploads } = source.attributes
  if (uploads.allowed) return <span className="small">{t.ready}</span>
  if (uploads.way === 'none') return <span className="small t3">{t.notSupported}</span>
  const isRefused = uploads.credentials !== null
  return (
    <Link className="small" to={`/settings/sources/${source.id}/upload`}>
      {isRefused ? t.checkSetup : t.setUp}
    </Link>
  )
}
