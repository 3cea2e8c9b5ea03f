import { type Kysely, sql } from 'kysely'
import type { AnalysisCapability } from '../../../contract/analysis.ts'
import type { Database } from '../../db/tables.ts'
import { isErrno } from '../../lib/failures.ts'
import { startSingleFlight } from '../../lib/single-flight.ts'
import { isPicture } from './queue.ts'

/** Nobody counts further. */
const MOST_LACKING = 10_000
/** Ids of assets in one statement: some 50 ms of wide rows. */
const STEP = 20_000
/** So long somebody waits for it; the next one who asks has it counted further. */
const PATIENCE_MS = 250
const STATEMENT_TIMEOUT = '2s'
/** What PostgreSQL says then. */
const QUERY_CANCELED = '57014'
/** Counting may take this share of the time. */
const COUNTING_SHARE = 0.05
const MIN_KEEP_MS = 500

interface Count {
  /** All assets up to this id have been looked at; null: the count is over. */
  cursor: number | null
  soFar: number
  /** Of the last count that came to its end. */
  before: number
  spentMs: number
  /** Until then it is good enough. */
  until: number
}

export interface LackingCount {
  /**
   * Pictures that were looked at, though not for all of `wanted`, and do not wait for it; up to 10,000. Those that
   * nobody has ever looked at have their turn by themselves. In a library of a million the first answers are too small,
   * as it is counted bit by bit.
   */
  find(
    db: Kysely<Database>,
    sourceId: number,
    wanted: Iterable<AnalysisCapability>,
  ): Promise<number>
  /** So that the next answer is counted anew. */
  forget(): void
}

/** Start one for each process: it remembers how far it has counted. */
export function startCountingLacking({ step = STEP } = {}): LackingCount {
  const counts = new Map<string, Count>()
  const once = startSingleFlight<number>()
  return {
    find: async (db, sourceId, wanted) => {
      const capabilities = [...wanted].sort()
      if (capabilities.length === 0) return 0
      const key = `${sourceId} ${capabilities.join()}`
      return await once(key, async () => {
        const known = counts.get(key)
        if (known && known.until > performance.now()) return shown(known)
        const question = { sourceId, wanted: capabilities, step }
        const count = await countOn(db, question, known ?? newCount(0))
        counts.set(key, count)
        return shown(count)
      })
    },
    forget: () => counts.clear(),
  }
}

function newCount(before: number): Count {
  return { cursor: 0, soFar: 0, before, spentMs: 0, until: 0 }
}

function shown({ cursor, soFar, before }: Count): number {
  return Math.min(MOST_LACKING, cursor === null ? soFar : Math.max(soFar, before))
}

interface Question {
  sourceId: number
  wanted: readonly AnalysisCapability[]
  step: number
}

/** Step by step, for as long as somebody waits. */
async function countOn(db: Kysely<Database>, question: Question, known: Count): Promise<Count> {
  const start = performance.now()
  let { cursor, soFar, before, spentMs } =
    known.cursor === null ? newCount(known.soFar) : { ...known }
  while (cursor !== null && performance.now() - start < PATIENCE_MS) {
    const found = await countStep(db, question, cursor)
    // The machine has better things to do; it goes on from here.
    if (found === null) break
    soFar += found.lacking
    cursor = found.isLast || soFar >= MOST_LACKING ? null : cursor + question.step
  }
  const now = performance.now()
  spentMs += now - start
  // What is under way goes on soon; what is over is kept for as long as all of it was worth.
  const cost = cursor === null ? spentMs : now - start
  return {
    cursor,
    soFar,
    before,
    spentMs,
    until: now + Math.max(MIN_KEEP_MS, cost / COUNTING_SHARE),
  }
}

/** null: it took too long. */
async function countStep(
  db: Kysely<Database>,
  { sourceId, wanted, step }: Question,
  after: number,
) {
  const counting = db.transaction().execute(async (tx) => {
    await sql`set local statement_timeout = ${sql.lit(STATEMENT_TIMEOUT)}`.execute(tx)
    const { rows } = await sql<{ lacking: number; isLast: boolean }>`
      select count(*) as lacking,
        not exists (select from assets where id > ${after + step}) as "isLast"
      from assets
      where id > ${after} and id <= ${after + step} and source_id = ${sourceId} and ${isPicture()}
        and not analyzed @> ${sql.val(wanted)}::text[]
        and not exists (select from analysis_queue q where q.asset_id = assets.id)`.execute(tx)
    return rows[0] ?? { lacking: 0, isLast: true }
  })
  return await counting.catch((error: unknown) => {
    if (isErrno(error, QUERY_CANCELED)) return null
    throw error
  })
}
