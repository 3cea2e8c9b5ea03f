import { sql } from 'kysely'
import type { SourceIndexing } from '../../contract/resources.ts'
import type { Db } from '../db/tables.ts'
import { assetsOf } from './folders.ts'
import { CAN_LIST, listingInterval } from './listings.ts'
import { THIS_MONTH } from './rendered.ts'
import { isIndexRenewing } from './search/renew-index.ts'

/** The rate is that of the last so many seconds. */
const RATE_SECONDS = 15
/** Counting may take this share of the time: what took 0.2 s is kept for 4 s. */
const COUNTING_SHARE = 0.05
const MIN_KEEP_MS = 500

/**
 * How the index of each Source stands against its Origin. Start one per process: it remembers counts for as
 * long as they were expensive.
 */
export interface IndexStates {
  find(db: Db, sourceIds: readonly number[]): Promise<Map<number, SourceIndexing>>
}

/** Settings that people see the effects of. */
export interface IndexSettings {
  /** 0: nothing is listed by itself. */
  listingIntervalHours: number
  renderedAssetsPerMonth: number
}

export function indexStates(settings: IndexSettings): IndexStates {
  const kept = new Map<number, { state: SourceIndexing; until: number }>()
  return {
    async find(db, sourceIds) {
      const now = performance.now()
      const missing = sourceIds.filter((id) => (kept.get(id)?.until ?? 0) <= now)
      if (missing.length > 0) {
        const states = await countStates(db, missing, settings)
        const done = performance.now()
        const until = done + Math.max(MIN_KEEP_MS, (done - now) / COUNTING_SHARE)
        for (const [id, state] of states) kept.set(id, { state, until })
      }
      return new Map(
        sourceIds.flatMap((id) => {
          const known = kept.get(id)
          return known ? [[id, known.state] as const] : []
        }),
      )
    },
  }
}

interface StateRow {
  id: number
  found: number
  pending: number
  failed: number
  recent: number
  spanSeconds: number
  /** Of the latest listing; all null when there was none. */
  listing: 'running' | 'complete' | 'failed' | 'stopped' | null
  error: string | null
  seen: number
  skipped: number
  changed: number
  gone: number
  startedAt: Date | null
  finishedAt: Date | null
  listedAt: Date | null
  nextAt: Date | null
  /** Why files could not be read lately. */
  trouble: string | null
  rendered: number
  resetsAt: Date
}

/** More unread ones are not looked up one by one. */
const FEW_UNREAD = 10_000

/**
 * All assets of a Source: those in lists, of which the number is kept, and those that were never read. Counting a
 * million took 1.1 s on a busy machine, in which nobody saw a picture.
 */
const FOUND = sql<number>`case when u.pending + u.failed <= ${FEW_UNREAD} then
    ${assetsOf(sql`s.id`)} + (select count(*) from assets a where a.source_id = s.id and a.status <> 'indexed'
      and not exists (select from asset_search h where h.asset_id = a.id))
  else (select count(*) from assets a where a.source_id = s.id) end`

async function countStates(
  db: Db,
  sourceIds: readonly number[],
  settings: IndexSettings,
): Promise<Map<number, SourceIndexing>> {
  const { listingIntervalHours: hours } = settings
  const next =
    hours === 0
      ? sql`null::timestamptz`
      : sql`greatest(l.started_at + ${listingInterval(hours)}, now())`
  // Each count reads one index alone: the few that are unread, the few of the last seconds.
  const renewing = isIndexRenewing(db)
  const { rows } = await sql<StateRow>`
    select s.id,
      ${FOUND} as found, u.pending, u.failed,
      r.recent, r.span as "spanSeconds",
      l.state as listing, l.error, l.objects_seen as seen, l.objects_skipped as skipped,
      l.assets_changed as changed, l.assets_removed as gone,
      l.started_at as "startedAt", l.finished_at as "finishedAt",
      (select max(finished_at) from listings c where c.source_id = s.id and c.state = 'complete')
        as "listedAt",
      case when s.enabled and ${CAN_LIST} then ${next} end as "nextAt",
      (select t.error from origin_troubles t where t.source_id = s.id) as trouble,
      coalesce((select added from rendered_additions m
        where m.account_id = s.account_id and m.month = ${THIS_MONTH}), 0) as rendered,
      (date_trunc('month', now() at time zone 'utc') + interval '1 month') at time zone 'utc'
        as "resetsAt"
    from sources s
    left join lateral (
      select * from listings where source_id = s.id order by id desc limit 1
    ) l on true
    cross join lateral (
      select count(*) filter (where status = 'pending') as pending,
        count(*) filter (where status = 'error') as failed
      from assets a where a.source_id = s.id and a.status <> 'indexed'
    ) u
    cross join lateral (
      select count(*) as recent,
        coalesce(extract(epoch from now() - min(a.indexed_at)), 0)::real as span
      from assets a
      where a.source_id = s.id and a.indexed_at > now() - ${RATE_SECONDS} * interval '1 second'
    ) r
    where s.id = any(${sql.val(sourceIds)}::int[])`.execute(db)
  const about = { settings, renewing: await renewing }
  return new Map(rows.map((row) => [row.id, toState(row, about)]))
}

function toState(
  row: StateRow,
  { settings, renewing }: { settings: IndexSettings; renewing: boolean },
): SourceIndexing {
  const { found, pending, failed, recent, spanSeconds, seen, skipped, changed, gone } = row
  // A batch that was just saved did not take no time: one second is the least.
  const rate = pending > 0 && recent > 0 ? recent / Math.max(1, spanSeconds) : null
  const dates = { date_started: toSeconds(row.startedAt), date_finished: toSeconds(row.finishedAt) }
  const { date_started } = dates
  return {
    state: stateOf(row),
    found,
    indexed: found - pending - failed,
    failed,
    pending,
    rate: rate === null ? null : Math.round(rate * 10) / 10,
    seconds_left: rate === null ? null : Math.ceil(pending / rate),
    listing:
      date_started === null ? null : { seen, skipped, changed, gone, ...dates, date_started },
    last_listed_at: toSeconds(row.listedAt),
    next_listing_at: toSeconds(row.nextAt),
    error: troubleOf(row),
    renewing,
    rendered: {
      added: row.rendered,
      limit: settings.renderedAssetsPerMonth,
      resets_at: toSeconds(row.resetsAt) ?? 0,
    },
  }
}

function toSeconds(date: Date | null): number | null {
  return date && Math.floor(date.getTime() / 1000)
}

/** A listing's trouble is the nearer one: without it nothing is known of what is there. */
function troubleOf({ listing, error, trouble }: StateRow): string | null {
  return (listing === 'complete' ? null : error) ?? trouble
}

/** What is in trouble is tried again by itself, but people should see that it is. */
function stateOf(row: StateRow): SourceIndexing['state'] {
  const { listing, pending } = row
  if (listing === 'failed' || troubleOf(row) !== null) return 'failed'
  if (listing === 'running') return 'listing'
  return pending > 0 ? 'indexing' : 'idle'
}
