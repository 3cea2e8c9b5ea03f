import { sql } from 'kysely'
import type { DuplicateDecision } from '../../../contract/searching.ts'
import type { Db } from '../../db/tables.ts'

export interface DecisionRecord {
  id: number
  decision: DuplicateDecision
  /** In byte order, 1,000 at most. */
  paths: string[]
  assetCount: number
  preferred: string | null
  decidedBy: string | null
  decidedByApi: boolean
  decidedAt: Date
}

const MOST_PATHS = 1000
const MOST_COUNTED = 10_000

interface DecisionPage {
  sourceId: number
  /** Only those about this asset; null: all. */
  path: string | null
  /** The id of the last one of the page before. */
  after: number | null
  limit: number
}

/** Newest first. @returns `total` is 10,000 at most */
export async function listDecisions(
  db: Db,
  { sourceId, path, after, limit }: DecisionPage,
): Promise<{ decisions: DecisionRecord[]; after: number | null; total: number }> {
  const about =
    path === null
      ? sql`true`
      : sql`d.id in (select decision_id from decided_assets
          where source_id = ${sourceId} and origin_path = ${path})`
  const { rows } = await sql<{ id: number }>`
    select d.id from duplicate_decisions d
    where d.source_id = ${sourceId} and ${about} and (${after}::bigint is null or d.id < ${after}::bigint)
    order by d.id desc limit ${limit + 1}`.execute(db)
  const counted = await sql<{ total: number }>`
    select count(*) as total from (
      select from duplicate_decisions d where d.source_id = ${sourceId} and ${about} limit ${MOST_COUNTED}
    ) one`.execute(db)
  const ids = rows.slice(0, limit).map(({ id }) => id)
  const found = new Map((await findDecisions(db, { sourceId, ids })).map((one) => [one.id, one]))
  return {
    decisions: ids.flatMap((id) => found.get(id) ?? []),
    after: rows.length > limit ? (ids.at(-1) ?? null) : null,
    total: counted.rows[0]?.total ?? 0,
  }
}

/** In the order of their ids. */
export async function findDecisions(
  db: Db,
  { sourceId, ids }: { sourceId: number; ids: readonly number[] },
): Promise<DecisionRecord[]> {
  const { rows } = await sql<DecisionRecord>`
    select d.id, d.decision, d.preferred_path as preferred, d.decided_by as "decidedBy",
      d.decided_by_api as "decidedByApi", d.decided_at as "decidedAt",
      array(select origin_path from decided_assets x where x.decision_id = d.id
        order by origin_path limit ${MOST_PATHS}) as paths,
      (select count(*) from decided_assets x where x.decision_id = d.id) as "assetCount"
    from duplicate_decisions d
    where d.source_id = ${sourceId} and d.id = any(${sql.val(ids)}::bigint[]) order by d.id`.execute(
    db,
  )
  return rows
}
