import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { AnalysisDuration } from '../../../contract/analysis.ts'
import type { Database, Db } from '../../db/tables.ts'
import { Failure, isErrno } from '../../lib/failures.ts'
import { startSingleFlight } from '../../lib/single-flight.ts'
import { type LackingCount, startCountingLacking } from './count-lacking.ts'
import { findDurations } from './durations.ts'
import { isPicture } from './queue.ts'

/** How far the analysis of a Source is, and letting what failed be tried again. */

export interface QueueState {
  /** Also those that the walk over a library from before has not come to; some of these may be no pictures. */
  waiting: number
  retrying: number
  failed: number
  /** Pictures a second over the last minute; null: nothing is going on. */
  rate: number | null
  /** Most frequent first; with some paths. Of 20,000 pictures at most, the oldest. */
  troubles: { detail: string; count: number; paths: string[] }[]
}

const RATE_SECONDS = 60
/** Right after the start a few pictures tell nothing. */
const LEAST_SECONDS = 5
const MOST_TROUBLES = 20
/** When a provider is down it may be all pictures. */
const MOST_TROUBLED = 20_000
const MOST_PATHS = 5

/** Counting may take this share of the time: what took 0.2 s is kept for 4 s. */
const COUNTING_SHARE = 0.05
const MIN_KEEP_MS = 500

export interface AnalysisProgressCounts {
  /** @throws Failure `timeout` */
  find(db: Kysely<Database>, sourceId: number): Promise<QueueState>
  countLacking: LackingCount['find']
  findDurations(db: Kysely<Database>, accountId: number): Promise<AnalysisDuration[]>
  /** So that the next answer is counted anew. */
  forget(): void
}

/** Start one for each process: it remembers counts for as long as they were expensive. */
export function startCountingProgress(): AnalysisProgressCounts {
  const states = keepByCost<QueueState>()
  const lacking = startCountingLacking()
  const durations = keepByCost<AnalysisDuration[]>()
  return {
    find: (db, sourceId) =>
      states.find(String(sourceId), async () => await findInTime(db, sourceId)),
    countLacking: lacking.find,
    findDurations: (db, accountId) =>
      durations.find(String(accountId), async () => await findDurations(db, accountId)),
    forget: () => {
      states.forget()
      lacking.forget()
      durations.forget()
    },
  }
}

function keepByCost<Value>() {
  const kept = new Map<string, { value: Value; until: number }>()
  const once = startSingleFlight<Value>()
  return {
    async find(key: string, count: () => Promise<Value>): Promise<Value> {
      const now = performance.now()
      const known = kept.get(key)
      if (known && known.until > now) return known.value
      const value = await once(key, count)
      const done = performance.now()
      kept.set(key, { value, until: done + Math.max(MIN_KEEP_MS, (done - now) / COUNTING_SHARE) })
      return value
    },
    forget: () => kept.clear(),
  }
}

/** A queue of a million takes a second to be counted where nothing else goes on. */
const TIMEOUT_SECONDS = 5
/** What PostgreSQL says then. */
const QUERY_CANCELED = '57014'

async function findInTime(db: Kysely<Database>, sourceId: number): Promise<QueueState> {
  const finding = db.transaction().execute(async (tx) => {
    await sql`set local statement_timeout = ${sql.lit(`${TIMEOUT_SECONDS}s`)}`.execute(tx)
    return await findQueueState(tx, sourceId)
  })
  return await finding.catch((cause: unknown) => {
    if (!isErrno(cause, QUERY_CANCELED)) throw cause
    throw new Failure('timeout', `Counting took longer than ${TIMEOUT_SECONDS} seconds.`, { cause })
  })
}

export async function findQueueState(db: Db, sourceId: number): Promise<QueueState> {
  const counts = await countQueue(db, sourceId)
  const rate = await findRate(db, sourceId)
  const troubles = await listTroubles(db, sourceId)
  return { ...counts, rate: counts.waiting === 0 ? null : rate, troubles }
}

async function countQueue(db: Db, sourceId: number) {
  const { rows } = await sql<Pick<QueueState, 'waiting' | 'failed' | 'retrying'>>`
    select
      (select count(*) from analysis_queue where source_id = ${sourceId} and due_at < 'infinity')
        + (select count(*) from analysis_walks w join asset_search s on s.source_id = w.source_id
          where w.source_id = ${sourceId}
            and (s.date_created, s.asset_id) < (w.cursor_date, w.cursor_id)) as waiting,
      (select count(*) from analysis_queue where source_id = ${sourceId} and error is not null
        and due_at < 'infinity') as retrying,
      (select count(*) from analysis_queue where source_id = ${sourceId} and error is not null
        and due_at = 'infinity') as failed`.execute(db)
  return rows[0] ?? { waiting: 0, retrying: 0, failed: 0 }
}

async function findRate(db: Db, sourceId: number): Promise<number | null> {
  const { rows } = await sql<{ pictures: number; seconds: number | null }>`
    select count(distinct asset_id) as pictures,
      extract(epoch from now() - min(analyzed_at))::float8 as seconds
    from asset_analyses where source_id = ${sourceId}
      and analyzed_at > now() - make_interval(secs => ${RATE_SECONDS})`.execute(db)
  const { pictures = 0, seconds = null } = rows[0] ?? {}
  return seconds === null ? null : pictures / Math.max(LEAST_SECONDS, seconds)
}

async function listTroubles(db: Db, sourceId: number): Promise<QueueState['troubles']> {
  // Numbered first, so that no group ever holds more than a few, whatever their number.
  const { rows } = await sql<QueueState['troubles'][number]>`
    select numbered.error as detail, count(*) as count,
      array_agg(a.origin_path order by a.origin_path) filter (where a.id is not null) as paths
    from (
      select error, asset_id, row_number() over (partition by error order by asset_id) as number
      from (
        select error, asset_id from analysis_queue where source_id = ${sourceId} and error is not null
        order by asset_id limit ${MOST_TROUBLED}
      ) few
    ) numbered
    left join assets a on a.id = numbered.asset_id and numbered.number <= ${MOST_PATHS}
    group by 1 order by count desc, detail limit ${MOST_TROUBLES}`.execute(db)
  return rows.map((row) => ({ ...row, paths: row.paths ?? [] }))
}

const BATCH = 10_000

/** Lets everything that could not be looked at be tried again now. @returns how many */
export async function retryAnalysis(db: Kysely<Database>, sourceId: number): Promise<number> {
  return await retryTroubled(db, sourceId, sql`true`)
}

/**
 * Those who could not look under other settings may be able to now. Nothing is done when these settings are known
 * already.
 * @param change.settings version of the account's
 */
export async function retryAfterChange(
  db: Kysely<Database>,
  { sourceId, settings }: { sourceId: number; settings: number },
): Promise<void> {
  const { rows } = await sql`
    select from analysis_walks
    where source_id = ${sourceId} and settings_version is distinct from ${settings}`.execute(db)
  if (rows.length === 0) return
  await retryTroubled(db, sourceId, sql`providers is not null`)
  await sql`update analysis_walks set settings_version = ${settings}
    where source_id = ${sourceId}`.execute(db)
}

async function retryTroubled(
  db: Kysely<Database>,
  sourceId: number,
  which: RawBuilder<boolean>,
): Promise<number> {
  let count = 0
  let cursor = 0
  for (;;) {
    // What fails again meanwhile lies behind the cursor.
    const { rows } = await sql<{ id: number }>`
      with tried as (
        select asset_id from analysis_queue
        where source_id = ${sourceId} and error is not null and asset_id > ${cursor} and ${which}
        order by asset_id limit ${BATCH} for update
      )
      update analysis_queue q set due_at = now(), attempts = 0, error = null
      from tried where q.asset_id = tried.asset_id returning q.asset_id as id`.execute(db)
    count += rows.length
    if (rows.length < BATCH) return count
    cursor = rows.reduce((last, { id }) => Math.max(last, id), cursor)
  }
}

/** How many of these are there and are pictures. */
export async function countPictures(
  db: Db,
  { sourceId, paths }: { sourceId: number; paths: readonly string[] },
): Promise<number> {
  if (paths.length === 0) return 0
  const { rows } = await sql<{ count: number }>`
    select count(*) from assets where source_id = ${sourceId} and ${isPicture()}
      and origin_path = any(${sql.val(paths)}::text[])`.execute(db)
  return rows[0]?.count ?? 0
}
