import { sql } from 'kysely'
import type {
  BulkEditRowAttributes,
  BulkEditState,
  BulkOperations,
} from '../../../contract/searching.ts'
import type { BulkLabelIds, Db } from '../../db/tables.ts'
import { isFailure } from '../../lib/failures.ts'
import type { Editor } from '../changes.ts'
import type { Condition } from '../search/condition-logic.ts'
import { resolveTerm } from '../search/conditions.ts'
import { readAssetFilter } from '../search/filter.ts'
import type { ChangedPart, ImportPatch } from './bulk-asset.ts'
import { finishedNow } from './bulk-edits.ts'
import { fixLabels } from './bulk-labels.ts'

/** The rows of a bulk edit: gathered once, then worked off in their order, some at a time. */

/** A bulk edit that is under way, for whoever works on it. */
export interface BulkWork {
  id: string
  accountId: number
  sourceId: number
  publicSourceId: string
  operations: BulkOperations | null
  labelIds: BulkLabelIds
  dryRun: boolean
  state: Extract<BulkEditState, 'running' | 'undoing'>
  /** The last row that is done, or undone. */
  cursor: number
  by: Editor
}

export type RowState = BulkEditRowAttributes['state']

export interface BulkRow {
  row: number
  path: string | null
  patch: ImportPatch | null
  problem: string | null
  before: ChangedPart | null
  after: ChangedPart | null
  afterVersion: number | null
}

/** What became of a row. */
export interface RowOutcome {
  row: number
  state: Exclude<RowState, 'waiting'>
  problem?: string
  /** What has changed; absent when nothing was, or it was put back. */
  change?: { before: ChangedPart; after: ChangedPart; version: number }
}

/** Half a million assets take some seconds; what takes so long is hopeless. */
const GATHER_TIMEOUT = '30min'

/**
 * The start of the work: which assets and which labels. Done again by whoever comes after a killed worker, since it
 * is one transaction. @returns the account; null when there is nothing to do
 */
export async function beginBulkEdit(tx: Db, id: string): Promise<number | null> {
  await sql`update bulk_edits set state = 'running', started_at = now()
    where id = ${id}::uuid and state = 'waiting'`.execute(tx)
  const edit = await lockWork(tx, id)
  if (!edit) return null
  if (edit.state === 'running' && edit.cursor === 0 && edit.operations && !edit.dryRun) {
    const labelIds = await fixLabels(tx, edit.accountId, edit.operations)
    await tx
      .updateTable('bulk_edits')
      .set({ label_ids: JSON.stringify(labelIds) })
      .where('id', '=', id)
      .execute()
  }
  return edit.accountId
}

/** All assets that its search finds now become its rows, in the order of their paths; nobody holds them in memory. */
export async function gatherRows(tx: Db, id: string): Promise<void> {
  // Whoever comes after a killed worker waits until PostgreSQL has noticed its end. Not the row: a cancel need not wait.
  await sql`select pg_advisory_xact_lock(hashtextextended(${id}, 0))`.execute(tx)
  const search = await findSearch(tx, id)
  if (!search) return
  await sql`select set_config('statement_timeout', ${GATHER_TIMEOUT}, true),
    set_config('work_mem', '64MB', true), set_config('jit', 'off', true)`.execute(tx)
  const { sourceId, accountId, filters } = search
  const condition = await resolveTerm(tx, { sourceId, accountId }, readAssetFilter(filters))
  const total = condition ? await insertRows(tx, { id, sourceId, condition }) : 0
  // Also when it was canceled meanwhile: then it says how many were spared.
  await sql`update bulk_edits set total = ${total}, excluded_paths = null
    where id = ${id}::uuid and total is null`.execute(tx)
}

async function insertRows(
  tx: Db,
  { id, sourceId, condition }: { id: string; sourceId: number; condition: Condition },
): Promise<number> {
  const { query, check } = condition
  const { numAffectedRows = 0n } = await sql`
    insert into bulk_edit_rows (bulk_edit_id, row, origin_path)
    select ${id}::uuid, row_number() over (order by a.origin_path), a.origin_path
    from asset_search s join assets a on a.id = s.asset_id
    where s.source_id = ${sourceId}
      and ${query === null ? sql`true` : sql`s.fts @@ ${query}::tsquery`} and ${check ?? sql`true`}
      and not exists (
        select from (
          select unnest(excluded_paths) as path from bulk_edits where id = ${id}::uuid
        ) excluded where excluded.path = a.origin_path)
    order by a.origin_path`.execute(tx)
  return Number(numAffectedRows)
}

interface Search {
  sourceId: number
  accountId: number
  filters: [name: string, value: string][]
}

/** null when there is none, or its assets have been gathered. */
async function findSearch(tx: Db, id: string): Promise<Search | null> {
  const { rows } = await sql<Search>`
    select source_id as "sourceId", account_id as "accountId", filters from bulk_edits
    where id = ${id}::uuid and total is null and filters is not null`.execute(tx)
  return rows[0] ?? null
}

/**
 * The bulk edit, when it is under way; nobody else works on it, cancels or undoes it until the transaction ends.
 * Taken before the locks of labels and assets.
 */
export async function lockWork(tx: Db, id: string): Promise<BulkWork | null> {
  const { rows } = await sql<Omit<BulkWork, 'by'> & { askedBy: string | null; byApi: boolean }>`
    select b.id, b.account_id as "accountId", b.source_id as "sourceId",
      s.public_id as "publicSourceId", b.operations, b.label_ids as "labelIds",
      b.dry_run as "dryRun", b.state,
      case b.state when 'undoing' then b.undo_cursor else b.cursor end as cursor, b.asked_by as "askedBy", b.asked_by_api as "byApi"
    from bulk_edits b join sources s on s.id = b.source_id
    where b.id = ${id}::uuid and b.state in ('running', 'undoing') and s.deleted_at is null
    for no key update of b`.execute(tx)
  const [found] = rows
  if (!found) return null
  const { askedBy, byApi, ...work } = found
  return { ...work, by: { name: askedBy, byApi } }
}

/** The rows that come next. */
export async function nextRows(tx: Db, work: BulkWork, limit: number): Promise<BulkRow[]> {
  // What lies behind its cursor may still have the state of a dry run before.
  const done = sql`(select cursor from bulk_edits where id = ${work.id}::uuid)`
  const toUndo = work.state === 'undoing' ? sql`and state = 'changed' and row <= ${done}` : sql``
  const { rows } = await sql<BulkRow>`
    select row, origin_path as path, patch, problem, before, after, after_version as "afterVersion"
    from bulk_edit_rows where bulk_edit_id = ${work.id}::uuid and row > ${work.cursor} ${toUndo}
    order by row limit ${limit}`.execute(tx)
  return rows
}

/** Keeps what became of rows, in the transaction that did it: so each is done exactly once, whoever is killed. */
export async function saveOutcomes(
  tx: Db,
  work: BulkWork,
  outcomes: readonly RowOutcome[],
): Promise<void> {
  const saved = outcomes.map(({ row, state, problem = null, change }) => ({
    row,
    state,
    problem,
    before: change?.before,
    after: change?.after,
    version: change?.version,
  }))
  await sql`
    update bulk_edit_rows r set state = o.state, problem = o.problem,
      before = coalesce(o.before, r.before), after = coalesce(o.after, r.after),
      after_version = coalesce(o.version, r.after_version)
    from jsonb_to_recordset(${JSON.stringify(saved)}::jsonb) as o (
      row int, state text, problem text, before jsonb, after jsonb, version int)
    where r.bulk_edit_id = ${work.id}::uuid and r.row = o.row`.execute(tx)
  const count = (state: RowState) => outcomes.filter((one) => one.state === state).length
  const isUndoing = work.state === 'undoing'
  await sql`
    update bulk_edits set ${sql.ref(isUndoing ? 'undo_cursor' : 'cursor')} = ${outcomes.at(-1)?.row ?? work.cursor},
      done = done + ${isUndoing ? 0 : outcomes.length},
      changed = changed + ${count('changed')}, unchanged = unchanged + ${count('unchanged')},
      refused = refused + ${count('refused')}, undone = undone + ${count('undone')},
      kept = kept + ${count('kept')}, attempts = 0
    where id = ${work.id}::uuid`.execute(tx)
}

/** All rows are done. */
export async function completeWork(tx: Db, work: BulkWork, keepHours: number): Promise<void> {
  const state = work.state === 'undoing' ? 'undone' : 'complete'
  await sql`update bulk_edits set state = ${state}, ${finishedNow(keepHours)}
    where id = ${work.id}::uuid`.execute(tx)
}

const MOST_ATTEMPTS = 5
const GIVEN_UP =
  'The server could not go on, and its log says why. What was done until then can be undone.'

/**
 * After a failure. One that has a sentence for a person, such as of a search that takes too long, ends it at once; others
 * may pass. @returns the Source of one that was given up
 */
export async function noteFailure(
  db: Db,
  id: string,
  { keepHours, error }: { keepHours: number; error: unknown },
): Promise<number | null> {
  const reason = isFailure(error) ? error.detail : null
  await sql`update bulk_edits set attempts = attempts + 1 where id = ${id}::uuid`.execute(db)
  const { rows } = await sql<{ sourceId: number }>`
    update bulk_edits set state = 'failed', error = ${reason ?? GIVEN_UP}, ${finishedNow(keepHours)}
    where id = ${id}::uuid and attempts >= ${reason === null ? MOST_ATTEMPTS : 1}
      and state in ('waiting', 'running', 'undoing')
    returning source_id as "sourceId"`.execute(db)
  return rows[0]?.sourceId ?? null
}
