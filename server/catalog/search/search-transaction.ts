import { type Kysely, sql } from 'kysely'
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

/** @throws Failure `timeout` for a statement that took too long */
export async function inSearch<Answer>(
  db: Kysely<Database>,
  ask: (db: Db) => Promise<Answer>,
): Promise<Answer> {
  return await db.connection().execute(async (connection) => {
    await sql.raw(BEGIN).execute(connection)
    try {
      return await ask(connection)
    } catch (error) {
      throw toFailure(error)
    } finally {
      await sql`commit`.execute(connection)
    }
  })
}

/** What PostgreSQL says when statement_timeout ends a statement, and of a date that does not exist. */
const QUERY_CANCELED = '57014'
const DATETIME_OVERFLOW = '22008'

function toFailure(error: unknown): unknown {
  if (isErrno(error, QUERY_CANCELED)) {
    const detail = `The search took longer than ${TIMEOUT_SECONDS} seconds. Ask for something rarer.`
    return new Failure('timeout', detail, { cause: error })
  }
  return isErrno(error, DATETIME_OVERFLOW) ? badCursor() : error
}
