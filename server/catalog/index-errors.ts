import { type Kysely, sql } from 'kysely'
import type { Database, Db } from '../db/tables.ts'
import { INDEX_BATCH } from '../jobs/jobs.ts'
import { type EnqueueAll, PRIORITY } from '../jobs/queue.ts'

interface IndexError {
  error: string
  count: number
  /** Some of them. */
  paths: string[]
}

/** What could not be read, by what went wrong: the most frequent first. */
export async function listIndexErrors(
  db: Db,
  sourceId: number,
  { errors = 50, paths = 5 }: { errors?: number; paths?: number } = {},
): Promise<IndexError[]> {
  // Numbered first, so that no group ever holds more than a few paths, whatever the number of assets. The
  // partial index assets_unread has all of them.
  const { rows } = await sql<IndexError>`
    select error, count(*) as count,
      array_agg(origin_path order by origin_path) filter (where number <= ${paths}) as paths
    from (
      select coalesce(error, '') as error, origin_path,
        row_number() over (partition by error order by origin_path) as number
      from assets
      where source_id = ${sourceId} and status = 'error'
    ) numbered
    group by error
    order by count desc, error
    limit ${errors}`.execute(db)
  return rows
}

const RETRY_BATCH = 1000
/** In one request; what is left is told, and comes with the next. */
const MOST_RETRIED = 100_000

/**
 * Lets files be read again that could not be read; with `error` only those that failed with it.
 * @returns how many
 */
export async function retryUnreadable(
  db: Kysely<Database>,
  enqueueAll: EnqueueAll,
  { sourceId, error }: { sourceId: number; error: string | null },
): Promise<number> {
  let count = 0
  while (count < MOST_RETRIED) {
    const paths = await db.transaction().execute(async (tx) => {
      const marked = await markUnreadable(tx, sourceId, error)
      await enqueueAll(tx, 'index-assets', toPayloads(sourceId, marked), {
        priority: PRIORITY.interactive,
      })
      return marked
    })
    count += paths.length
    if (paths.length < RETRY_BATCH) break
  }
  return count
}

async function markUnreadable(tx: Db, sourceId: number, error: string | null): Promise<string[]> {
  const { rows } = await sql<{ path: string }>`
    with wanted as (
      select id from assets
      where source_id = ${sourceId} and status = 'error'
        and (${error}::text is null or coalesce(error, '') = ${error})
      order by origin_path limit ${RETRY_BATCH} for update
    )
    update assets a set status = 'pending', error = null, checked_at = now()
    from wanted where a.id = wanted.id returning a.origin_path as path`.execute(tx)
  return rows.map(({ path }) => path)
}

function toPayloads(sourceId: number, paths: readonly string[]) {
  const payloads: { sourceId: number; paths: string[] }[] = []
  for (let start = 0; start < paths.length; start += INDEX_BATCH) {
    payloads.push({ sourceId, paths: paths.slice(start, start + INDEX_BATCH) })
  }
  return payloads
}
