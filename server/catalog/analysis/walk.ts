import { type Kysely, sql } from 'kysely'
import type { Database, Db } from '../../db/tables.ts'
import { ANALYSIS_PRIORITY, isPicture } from './queue.ts'

/**
 * The walk over the assets of a Source that nobody has looked at, or an older version has: those of a library from
 * before there was analysis, say. Newest first, in small steps that any process may go on with.
 */

export interface WalkedSource {
  sourceId: number
  accountId: number
}

/** All whose assets may be looked at; walkOn tells whether there is anything left to walk. */
export async function listSourcesToWalk(db: Kysely<Database>): Promise<WalkedSource[]> {
  return await db
    .selectFrom('sources')
    .select(['id as sourceId', 'account_id as accountId'])
    .where('enabled', '=', true)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
}

interface Walk {
  sourceId: number
  /** Of the built-in provider: what it has looked at in another version is looked at again. */
  version: string
  limit: number
}

/**
 * Puts the next pictures into the queue.
 * @returns false when the walk has come to its end, or another process is at it
 */
export async function walkOn(db: Kysely<Database>, walk: Walk): Promise<boolean> {
  const { sourceId, version, limit } = walk
  if (!(await isUnderWay(db, walk))) return false
  return await db.transaction().execute(async (tx) => {
    const { rows: own } = await sql`
      select from analysis_walks where source_id = ${sourceId} and cursor_date is not null
      for update skip locked`.execute(tx)
    if (own.length === 0) return false
    const { rows } = await sql<{ ids: number[] }>`
      with step as materialized (
        select s.asset_id, s.date_created from asset_search s, analysis_walks w
        where w.source_id = ${sourceId} and s.source_id = w.source_id
          and (s.date_created, s.asset_id) < (w.cursor_date, w.cursor_id)
        order by s.date_created desc, s.asset_id desc limit ${limit}
      ), moved as (
        update analysis_walks set
          cursor_date = (select min(date_created) from step),
          cursor_id = coalesce((select asset_id from step order by date_created, asset_id limit 1), 0)
        where source_id = ${sourceId}
      )
      select array(select asset_id from step) as ids`.execute(tx)
    const ids = rows[0]?.ids ?? []
    // In the order in which others lock them.
    await sql`
      insert into analysis_queue (asset_id, source_id, priority, due_at)
      select id, source_id, ${ANALYSIS_PRIORITY.old}, least(date_created, now()) from assets
      where id = any(${sql.val(ids)}::bigint[]) and ${isPicture()}
        and (analysis_status is null or analysis_version is distinct from ${version})
      order by source_id, origin_path for key share
      on conflict do nothing`.execute(tx)
    return ids.length > 0
  })
}

/** For another version it begins anew; what else is wanted may differ between processes, and two would take turns. */
async function isUnderWay(
  db: Kysely<Database>,
  { sourceId, version: wanted }: Walk,
): Promise<boolean> {
  const { rows } = await sql<{ isOver: boolean }>`
    select cursor_date is null as "isOver" from analysis_walks
    where source_id = ${sourceId} and wanted = ${wanted}`.execute(db)
  if (rows[0]) return !rows[0].isOver
  await sql`
    insert into analysis_walks as w (source_id, wanted)
    select id, ${wanted} from sources where id = ${sourceId} and deleted_at is null
    on conflict (source_id) do update set
      wanted = excluded.wanted, cursor_date = excluded.cursor_date, cursor_id = excluded.cursor_id
    where w.wanted <> excluded.wanted`.execute(db)
  return true
}

/**
 * While nothing is looked for assets come in that nobody looks at: it begins anew when something is again.
 * @param accountId null: all accounts
 */
export async function forgetWalks(db: Db, accountId: number | null): Promise<void> {
  await sql`delete from analysis_walks where ${accountId}::int is null
    or source_id in (select id from sources where account_id = ${accountId}::int)`.execute(db)
}
