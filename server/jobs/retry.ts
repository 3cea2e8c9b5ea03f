import { sql } from 'kysely'
import type { Db } from '../db/tables.ts'
import { isErrno } from '../lib/failures.ts'
import { JOBS, type JobName } from './jobs.ts'

interface KnownJob {
  id: string
  kind: JobName
}

const UNIQUE_VIOLATION = '23505'

/**
 * Lets jobs run once more that have failed, and those that wait for another try have it now. Where another job of the
 * same key is on its way already, the failed one goes. Not for use in a transaction.
 * @returns how many are on their way
 */
export async function retryJobs(db: Db, jobs: readonly KnownJob[]): Promise<number> {
  const isFree = ({ kind }: KnownJob) => JOBS[kind].ofEachKey === 'any'
  let count = await retry(db, jobs.filter(isFree))
  for (const job of jobs.filter((one) => !isFree(one))) count += await retryKeyed(db, job)
  return count
}

async function retryKeyed(db: Db, job: KnownJob): Promise<number> {
  try {
    return await retry(db, [job])
  } catch (error) {
    if (!isErrno(error, UNIQUE_VIOLATION)) throw error
    await forgetJobs(db, [job])
    return 1
  }
}

async function retry(db: Db, jobs: readonly KnownJob[]): Promise<number> {
  if (jobs.length === 0) return 0
  const { numAffectedRows = 0n } = await sql`
    update pgboss.job set state = 'retry', completed_on = null, start_after = now(),
      retry_limit = retry_limit + case state when 'failed' then 1 else 0 end
    where name = any(${sql.val(namesOf(jobs))}::text[]) and id = any(${sql.val(idsOf(jobs))}::uuid[])
      and state in ('failed', 'retry')`.execute(db)
  return Number(numAffectedRows)
}

/** Takes failed jobs out of the list. @returns how many */
export async function forgetJobs(db: Db, jobs: readonly KnownJob[]): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from pgboss.job
    where name = any(${sql.val(namesOf(jobs))}::text[]) and id = any(${sql.val(idsOf(jobs))}::uuid[])
      and state = 'failed'`.execute(db)
  return Number(numAffectedRows)
}

function namesOf(jobs: readonly KnownJob[]): string[] {
  return [...new Set(jobs.map(({ kind }) => kind))]
}

function idsOf(jobs: readonly KnownJob[]): string[] {
  return jobs.map(({ id }) => id)
}
