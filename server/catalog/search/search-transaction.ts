import { type Kysely, sql } from 'kysely'
import { cancelWhen } from '../../db/cancel-when.ts'
import { hasSpareConnection } from '../../db/connection.ts'
import type { Database, Db } from '../../db/tables.ts'
import { Failure, isErrno } from '../../lib/failures.ts'
import { badCursor } from './sort.ts'

const TIMEOUT_SECONDS = 5

/**
 * All statements of a search see the same moment, and none takes longer than five seconds. Begun in one message: each
 * way to the database and back costs half a millisecond.
 */
const BEGIN = `start transaction isolation level repeatable read, read only;
set local statement_timeout = '${TIMEOUT_SECONDS}s';
set local work_mem = '32MB';
set local jit = off;
set local max_parallel_workers_per_gather = 0`

/**
 * Asks for something while the search goes on: at once in another connection where enough are free, else in the search's
 * own when the answer is wanted. The other one sees a moment that is a little later.
 */
export type Beside = <Answer>(ask: (db: Db) => Promise<Answer>) => Later<Answer>

/** What gives the answer. */
export interface Later<Answer> {
  (): Promise<Answer>
  /** In another connection. Else it fails with the search, which has to wait for it. */
  isBeside: boolean
}

/** Where a search is under way. */
export interface Searching {
  db: Db
  beside: Beside
}

/**
 * @param signal of who asks: nobody computes for those who have gone
 * @throws Failure `timeout` for a statement that took too long, `gone_away` when the signal says so
 */
export async function inSearch<Answer>(
  db: Kysely<Database>,
  ask: (db: Db, beside: Beside) => Promise<Answer>,
  signal?: AbortSignal,
): Promise<Answer> {
  const askAll = (tx: Db) =>
    ask(tx, (askBeside) => {
      if (!hasSpareConnection(db)) return Object.assign(() => askBeside(tx), { isBeside: false })
      const answer = inTransaction(db, askBeside, signal)
      // Perhaps nobody wants it any more.
      answer.catch(() => {})
      return Object.assign(() => answer, { isBeside: true })
    })
  return await inTransaction(db, askAll, signal)
}

/** Answers before the transaction has ended: there is nothing in it that could be lost. */
async function inTransaction<Answer>(
  db: Kysely<Database>,
  ask: (db: Db) => Promise<Answer>,
  signal?: AbortSignal,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const fail = (error: unknown) => reject(signal?.aborted ? goneAway(error) : toFailure(error))
  const ended = db.connection().execute(async (connection) => {
    // Others may have been waited for meanwhile.
    if (signal?.aborted) return fail(signal.reason)
    await sql.raw(BEGIN).execute(connection)
    const stopCancelling = signal && (await cancelWhen(connection, signal))
    try {
      resolve(await ask(connection))
    } catch (error) {
      fail(error)
    } finally {
      await stopCancelling?.()
      await sql`commit`.execute(connection)
    }
  })
  ended.catch(reject)
  return await promise
}

/** What PostgreSQL says when statement_timeout ends a statement, and of a date that does not exist. */
const QUERY_CANCELED = '57014'
const DATETIME_OVERFLOW = '22008'

function goneAway(cause: unknown): Failure {
  return new Failure('gone_away', 'Whoever asked has gone before the answer.', { cause })
}

function toFailure(error: unknown): unknown {
  if (isErrno(error, QUERY_CANCELED)) {
    const detail = `The search took longer than ${TIMEOUT_SECONDS} seconds. Ask for something rarer.`
    return new Failure('timeout', detail, { cause: error })
  }
  return isErrno(error, DATETIME_OVERFLOW) ? badCursor() : error
}
