import { sql } from 'kysely'
import type { SourceIndexing } from '../../contract/resources.ts'
import type { Db } from '../db/tables.ts'

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

export function indexStates(): IndexStates {
  const kept = new Map<number, { state: SourceIndexing; until: number }>()
  return {
    async find(db, sourceIds) {
      const now = performance.now()
      const missing = sourceIds.filter((id) => (kept.get(id)?.until ?? 0) <= now)
      if (missing.length > 0) {
        const states = await countStates(db, missing)
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
  listing: 'running' | 'complete' | 'failed' | 'stopped' | null
  error: string | null
  listedAt: Date | null
}

async function countStates(
  db: Db,
  sourceIds: readonly number[],
): Promise<Map<number, SourceIndexing>> {
  // Each count reads one index alone: all assets, the few that are unread, the few of the last seconds.
  const { rows } = await sql<StateRow>`
    select s.id,
      (select count(*) from assets a where a.source_id = s.id) as found,
      (select count(*) from assets a where a.source_id = s.id and a.status = 'pending') as pending,
      (select count(*) from assets a where a.source_id = s.id and a.status = 'error') as failed,
      r.recent, r.span as "spanSeconds", l.state as listing, l.error,
      (select max(finished_at) from listings c where c.source_id = s.id and c.state = 'complete')
        as "listedAt"
    from sources s
    left join lateral (
      select state, error from listings where source_id = s.id order by id desc limit 1
    ) l on true
    cross join lateral (
      select count(*) as recent,
        coalesce(extract(epoch from now() - min(a.indexed_at)), 0)::real as span
      from assets a
      where a.source_id = s.id and a.indexed_at > now() - ${RATE_SECONDS} * interval '1 second'
    ) r
    where s.id = any(${sql.val(sourceIds)}::int[])`.execute(db)
  return new Map(rows.map((row) => [row.id, toState(row)]))
}

function toState(row: StateRow): SourceIndexing {
  const { found, pending, failed, recent, spanSeconds, listing, error } = row
  // A batch that was just saved did not take no time: one second is the least.
  const rate = pending > 0 && recent > 0 ? recent / Math.max(1, spanSeconds) : null
  return {
    state: stateOf(row),
    found,
    indexed: found - pending - failed,
    failed,
    pending,
    rate: rate === null ? null : Math.round(rate * 10) / 10,
    seconds_left: rate === null ? null : Math.ceil(pending / rate),
    last_listed_at: row.listedAt && Math.floor(row.listedAt.getTime() / 1000),
    error: listing === 'complete' ? null : error,
  }
}

/** A listing in trouble is tried again by itself, but people should see that it is. */
function stateOf({ listing, error, pending }: StateRow): SourceIndexing['state'] {
  if (listing === 'failed' || (listing === 'running' && error !== null)) return 'failed'
  if (listing === 'running') return 'listing'
  return pending > 0 ? 'indexing' : 'idle'
}
