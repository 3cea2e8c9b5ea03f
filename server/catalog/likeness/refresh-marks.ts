import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { type Editor, recordChanges } from '../changes.ts'
import { writeSearchRows } from '../search/search-rows.ts'
import { holds, isOutdated } from './holding-decisions.ts'
import { lockAssetsById } from './likeness-lock.ts'

interface Mark {
  id: number
  accountId: number
  path: string
  /** The preferred asset and its path. */
  was: number | null
  wasPath: string | null
  now: number | null
  nowPath: string | null
}

/**
 * Marks assets as copies, or takes the marks away, as the decisions about these paths say now: about each asset the
 * latest `preferred` counts that holds, unless the two have been called something else since.
 * @param by whose decision it is, for the history; null: nobody's, since files have changed
 */
export async function refreshMarks(
  tx: Db,
  { sourceId, paths, by }: { sourceId: number; paths: readonly string[]; by: Editor | null },
): Promise<void> {
  const ids = await findConcerned(tx, sourceId, paths)
  if (ids.length === 0) return
  await lockAssetsById(tx, ids)
  const marks = (await findMarks(tx, ids)).filter(({ was, now }) => was !== now)
  if (marks.length === 0) return
  await sql`
    update assets a set duplicate_of_id = new.preferred_id
    from unnest(${sql.val(marks.map(({ id }) => id))}::bigint[], ${sql.val(marks.map(({ now }) => now))}::bigint[])
      as new (id, preferred_id)
    where a.id = new.id`.execute(tx)
  await writeSearchRows(
    tx,
    marks.map(({ id }) => id),
  )
  if (by === null) return
  await recordChanges(
    tx,
    marks.map(({ accountId, path, wasPath, nowPath }) => ({
      accountId,
      by,
      action: 'asset_edited',
      asset: { sourceId, path },
      fields: { duplicate_of: { from: wasPath, to: nowPath } },
    })),
  )
}

/** Assets with these paths, and those in a decision together with one of them. */
export async function findConcerned(
  db: Db,
  sourceId: number,
  paths: readonly string[],
): Promise<number[]> {
  const named = sql.val(paths)
  const { rows } = await sql<{ id: number }>`
    select a.id
    from decided_assets x
    join decided_assets y on y.decision_id = x.decision_id
    join assets a on a.source_id = y.source_id and a.origin_path = y.origin_path
    where x.source_id = ${sourceId} and x.origin_path = any(${named}::text[])
    union
    select id from assets where source_id = ${sourceId} and origin_path = any(${named}::text[])`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}

async function findMarks(db: Db, ids: readonly number[]): Promise<Mark[]> {
  const { rows } = await sql<Mark>`
    select a.id, s.account_id as "accountId", a.origin_path as path, a.duplicate_of_id as was,
      (select '/' || origin_path from assets w where w.id = a.duplicate_of_id) as "wasPath",
      m.id as now, '/' || m.origin_path as "nowPath"
    from assets a
    join sources s on s.id = a.source_id
    left join asset_hashes h on h.asset_id = a.id
    left join lateral (
      select p.id, p.origin_path, ${isOutdated(sql`x`, sql`xp`, sql`d`)} as outdated
      from decided_assets x
      join duplicate_decisions d on d.id = x.decision_id and d.decision = 'preferred'
      join decided_assets xp on xp.decision_id = d.id and xp.origin_path = d.preferred_path
      join assets p on p.source_id = a.source_id and p.origin_path = d.preferred_path
      join asset_hashes hp on hp.asset_id = p.id and ${holds('xp', 'hp')}
      where x.source_id = a.source_id and x.origin_path = a.origin_path and ${holds('x', 'h')}
      order by d.id desc limit 1
    ) m on m.id <> a.id and not m.outdated
    where a.id = any(${sql.val(ids)}::bigint[])`.execute(db)
  return rows
}
