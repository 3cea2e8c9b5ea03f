import { sql } from 'kysely'
import type { Db } from '../db/tables.ts'
import { CAN_LIST } from './listings.ts'

/** The rolling walk over the assets of Sources that no listing looks at. */

/** Walks begin so many times within the hours after which a file is due, so that none waits much longer. */
const WALKS = 8

interface LookAgainPlan {
  /** Files are looked at again so many hours after the last look, spread over as many more. */
  hours: number
  /** Nothing is listed by itself, so Sources that could be are walked as well. */
  listableToo: boolean
}

/** Enabled Sources with assets to look at whose walk is under way, or the last of which began long enough ago. */
export async function findSourcesToWalk(
  db: Db,
  { hours, listableToo }: LookAgainPlan,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select s.id from sources s left join look_again_walks w on w.source_id = s.id
    where s.enabled and s.deleted_at is null and (${listableToo} or not ${CAN_LIST})
      and (w.source_id is null or w.cursor <> ''
        or w.started_at < now() - make_interval(secs => ${(hours * 3600) / WALKS}::float8))
    order by s.id`.execute(db)
  return rows.map(({ id }) => id)
}

/** Rows that are read to find one batch: so much that a walk ends soon, and no statement takes long. */
const WINDOW = 20_000

/**
 * The next files whose turn it is, in byte order of their paths. Each has a delay of its own between once and
 * twice the hours, so that what came in together is not looked at together.
 * @returns `end`: where the walk goes on after these; '' when it is over
 */
export async function findNextToLookAt(
  db: Db,
  { sourceId, hours, limit }: { sourceId: number; hours: number; limit: number },
): Promise<{ paths: string[]; end: string }> {
  const { rows } = await sql<{ paths: string[] | null; count: number; last: string | null }>`
    with walk as (
      select cursor from look_again_walks where source_id = ${sourceId}
    ), part as materialized (
      select id, origin_path, checked_at from assets
      where source_id = ${sourceId} and origin_path > coalesce((select cursor from walk), '')
      order by origin_path limit ${WINDOW}
    ), due as (
      select origin_path from part
      where checked_at < now() - make_interval(secs =>
        ${hours * 3600}::float8 * (1 + 0.8 * mod(id * 0.61803398875, 1))::float8)
      order by origin_path limit ${limit}
    )
    select (select array_agg(origin_path order by origin_path) from due) as paths,
      (select count(*) from part) as count, (select max(origin_path) from part) as last`.execute(db)
  const { paths, count = 0, last } = rows[0] ?? {}
  const found = paths ?? []
  if (found.length === limit) return { paths: found, end: found.at(-1) ?? '' }
  return { paths: found, end: count < WINDOW ? '' : (last ?? '') }
}

/** Keeps where the walk goes on; '' ends it. */
export async function advanceWalk(db: Db, sourceId: number, end: string): Promise<void> {
  await sql`
    insert into look_again_walks (source_id, cursor) values (${sourceId}, ${end})
    on conflict (source_id) do update set cursor = excluded.cursor,
      started_at = case when look_again_walks.cursor = '' then now()
        else look_again_walks.started_at end`.execute(db)
}
