import { type RawBuilder, sql } from 'kysely'
import type { BulkEditRowAttributes } from '../../../contract/searching.ts'
import type { Db } from '../../db/tables.ts'
import type { BulkEditRecord } from './bulk-edits.ts'

/** What became of each asset of a bulk edit, until its rows are removed; and their removal. */

export const ROW_STATES = [
  'waiting',
  'changed',
  'unchanged',
  'refused',
  'undone',
  'kept',
] as const satisfies readonly BulkEditRowAttributes['state'][]

export interface ListedRow {
  row: number
  path: string | null
  state: (typeof ROW_STATES)[number]
  problem: string | null
}

interface RowPage {
  id: string
  /** null: all of them. */
  state: ListedRow['state'] | null
  /** The row behind which to go on. */
  after: number
  limit: number
}

/** @returns `total` counts all that are in this state, also when the rows themselves are gone */
export async function listRows(
  db: Db,
  edit: BulkEditRecord,
  { id, state, after, limit }: RowPage,
): Promise<{ rows: ListedRow[]; hasMore: boolean; total: number }> {
  // What lies behind it may still have the state of a dry run before.
  const cursor = sql`(select cursor from bulk_edits where id = ${id}::uuid)`
  const isDone = sql`r.row <= ${cursor}`
  const { rows } = await sql<ListedRow>`
    select r.row, r.origin_path as path, case when ${isDone} then r.state else 'waiting' end as state,
      case when ${isDone} then r.problem end as problem
    from bulk_edit_rows r where r.bulk_edit_id = ${id}::uuid and r.row > ${after}
      and ${isIn(state, isDone)}
    order by r.bulk_edit_id, r.row limit ${limit + 1}`.execute(db)
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit, total: countRows(edit, state) }
}

function isIn(state: ListedRow['state'] | null, isDone: RawBuilder<unknown>): RawBuilder<unknown> {
  if (state === null) return sql`true`
  return state === 'waiting' ? sql`not ${isDone}` : sql`${isDone} and r.state = ${state}`
}

function countRows(edit: BulkEditRecord, state: ListedRow['state'] | null): number {
  const total = edit.total ?? 0
  if (state === null) return total
  if (state === 'waiting') return total - edit.done
  if (state === 'changed') return edit.changed - edit.undone - edit.kept
  return edit[state]
}

const FINISHED = sql`b.state not in ('waiting', 'running', 'undoing')`

/** Removes some rows of what cannot be undone any more. @returns how many; 0: there are none */
export async function forgetBulkRows(db: Db, limit: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from bulk_edit_rows where (bulk_edit_id, row) in (
      select r.bulk_edit_id, r.row from bulk_edits b join bulk_edit_rows r on r.bulk_edit_id = b.id
      where b.kept_until < now() and ${FINISHED} limit ${limit})`.execute(db)
  return Number(numAffectedRows)
}

/** Removes the bulk edits themselves once they are as old, after their rows. */
export async function forgetBulkEdits(db: Db, olderThanDays: number): Promise<void> {
  await sql`
    delete from bulk_edits b
    where b.finished_at < now() - make_interval(days => ${olderThanDays}) and b.kept_until < now()
      and ${FINISHED}`.execute(db)
}

/** What should be under way, so that it does not stay behind when its job was lost. */
export async function findUnfinished(db: Db): Promise<{ id: string; total: number | null }[]> {
  return await db
    .selectFrom('bulk_edits')
    .select(['id', 'total'])
    .where('state', 'in', ['waiting', 'running', 'undoing'])
    .execute()
}
