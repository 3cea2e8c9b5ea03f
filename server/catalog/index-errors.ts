import { sql } from 'kysely'
import type { Db } from '../db/tables.ts'

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
