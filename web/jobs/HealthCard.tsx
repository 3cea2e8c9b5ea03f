import { useQuery } from '@tanstack/react-query'
import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { HealthAttributes, HealthStatus } from '../../contract/jobs.ts'
import { formatBytes, formatDateTime, formatNumber } from '../lib/format.ts'
import { useIsLive } from '../lib/live.ts'
import { sessionQuery } from '../lib/session.ts'
import { isListable, type Source, sourcesQuery } from '../lib/sources.ts'
import { t } from '../texts/jobs.ts'
import { t as lib } from '../texts/lib.ts'
import { joinClasses } from '../ui/classes.ts'
import { Card, Stats } from '../ui/Page.tsx'
import styles from './JobsScreen.module.css'
import { healthQuery } from './job-calls.ts'

const ICONS = { ok: CircleCheck, warning: TriangleAlert, failed: CircleX }

/** How the server is: for administrators; everybody else sees how it is connected. */
export function HealthCard() {
  const permissions = useQuery(sessionQuery).data?.permissions ?? []
  const isAdmin = permissions.includes('account_admin')
  const health = useQuery({ ...healthQuery, enabled: isAdmin }).data
  const isLive = useIsLive()
  const live = [t.live, isLive ? t.liveOn : t.liveOff] as const
  // Of one that cannot be listed nobody knows until a picture of it is wanted.
  const sources = (useQuery(sourcesQuery).data ?? []).filter(
    (source) => source.attributes.enabled && isListable(source),
  )
  const isBroken = sources.some(isUnreachable)
  const status = health?.status === 'ok' && isBroken ? 'warning' : health?.status
  return (
    <Card title={t.health} end={status && <State status={status}>{t.status[status]}</State>}>
      <Stats rows={[...(health ? describeHealth(health) : []), live]} />
      <Connections sources={sources} />
    </Card>
  )
}

function State({ status, children }: { status: HealthStatus; children: ReactNode }) {
  const Icon = ICONS[status]
  return (
    <span className={joinClasses(styles.state, styles[status])}>
      <Icon size={14} aria-hidden /> {children}
    </span>
  )
}

/** What is well is said in plain words; only what is not has a mark. */
function mark(status: HealthStatus, words: string): ReactNode {
  return status === 'ok' ? words : <State status={status}>{words}</State>
}

function describeHealth(health: HealthAttributes): (readonly [string, ReactNode])[] {
  const { database, queue, disk, cache, analysis } = health
  const { latency_ms: ms, version, size_bytes: size } = database
  const rows: (readonly [string, ReactNode])[] = [
    [t.database, mark(database.status, t.connected(formatNumber(ms ?? 0), version ?? ''))],
  ]
  if (size !== null) rows.push([t.databaseSize, formatBytes(size)])
  const queued = queue.status === 'failed' ? t.queueSilent : t.queueOk(queue.running, queue.waiting)
  rows.push([t.queue, mark(queue.status, queued)])
  if (disk) {
    const words = t.diskOf(formatBytes(disk.free_bytes), formatBytes(disk.total_bytes))
    rows.push([t.disk, mark(disk.status, words)])
  }
  rows.push(
    [t.cache, t.diskOf(formatBytes(cache.bytes), formatBytes(cache.max_bytes))],
    [t.analysis, mark(analysis.status, describeAnalysis(analysis))],
    [t.memory, formatBytes(health.memory_bytes)],
    [t.version, `${health.version} (${health.commit.slice(0, 7)})`],
    [t.running, formatDateTime(health.date_started)],
  )
  return rows
}

function describeAnalysis({ mode, waiting, troubles }: HealthAttributes['analysis']): string {
  const [trouble] = troubles
  if (trouble) return trouble
  if (mode === 'off') return t.analysisOff
  return waiting > 0 ? t.analysisWaiting(waiting) : t.analysisRests
}

function isUnreachable({ attributes: { indexing } }: Source): boolean {
  return indexing.state === 'failed'
}

/** Which sources answer. */
function Connections({ sources }: { sources: readonly Source[] }) {
  const broken = sources.filter(isUnreachable)
  if (sources.length === 0) return null
  return (
    <div className={styles.connections}>
      <h3>{t.connections}</h3>
      {broken.length < sources.length && (
        <p>
          <State status="ok">{t.connectionsOk(sources.length - broken.length)}</State>
        </p>
      )}
      {broken.map(({ id, attributes: { name, indexing } }) => (
        <div key={id}>
          <State status="failed">
            <Link to={`/settings/sources/${id}`}>
              <bdi>{name}</bdi>
            </Link>
          </State>
          <p className={styles.quiet}>{indexing.error && lib.said(indexing.error)}</p>
        </div>
      ))}
    </div>
  )
}
