import { type RawBuilder, sql } from 'kysely'
import type {
  BulkEditAttributes,
  BulkEditState,
  BulkOperations,
} from '../../../contract/searching.ts'
import type { Db } from '../../db/tables.ts'
import { type Enqueue, PRIORITY } from '../../jobs/queue.ts'
import { Failure } from '../../lib/failures.ts'
import { uuidV7 } from '../../lib/uuid-v7.ts'
import type { Editor } from '../changes.ts'

/** Bulk edits as people see them: what was asked for, how far it is, and asking for an end, an undo or the real thing. */

export interface BulkEditRecord {
  id: string
  accountId: number
  kind: BulkEditAttributes['kind']
  operations: BulkOperations | null
  query: string | null
  dryRun: boolean
  state: BulkEditState
  total: number | null
  done: number
  changed: number
  unchanged: number
  refused: number
  undone: number
  kept: number
  error: string | null
  createdBy: string | null
  createdByApi: boolean
  createdAt: Date
  finishedAt: Date | null
  /** So long its rows are kept; null until it has finished. */
  keptUntil: Date | null
}

const RECORD = sql`id, account_id as "accountId", kind, operations, query, dry_run as "dryRun", state, total, done,
  changed, unchanged, refused, undone, kept, error, created_by as "createdBy",
  created_by_api as "createdByApi", created_at as "createdAt", finished_at as "finishedAt",
  kept_until as "keptUntil"`

export interface NewBulkEdit {
  accountId: number
  sourceId: number
  by: Editor
  operations: BulkOperations
  selection: PathSelection | SearchSelection
  dryRun: boolean
}

export interface PathSelection {
  /** Without leading slashes. */
  paths: readonly string[]
}

export interface SearchSelection {
  /** As it stood in an address, for people. */
  query: string
  /** For readAssetFilter. The search is made when the work begins. */
  filters: readonly (readonly [name: string, value: string])[]
  excludedPaths: readonly string[]
}

/** More at once are somebody's mistake; each may hold half a million rows. */
const MOST_UNFINISHED = 50

/** @throws Failure `too_many_requests` */
export async function createBulkEdit(
  tx: Db,
  enqueue: Enqueue,
  edit: NewBulkEdit,
): Promise<BulkEditRecord> {
  const { selection, by } = edit
  const search = 'query' in selection ? selection : null
  const id = await insertBulkEdit(tx, {
    accountId: edit.accountId,
    sourceId: edit.sourceId,
    by,
    dryRun: edit.dryRun,
    what: {
      kind: 'edit',
      operations: JSON.stringify(edit.operations),
      query: search?.query ?? null,
      filters: search && JSON.stringify(search.filters),
      excluded_paths: search && [...search.excludedPaths],
    },
  })
  const total = 'paths' in selection ? await addPaths(tx, id, selection.paths) : null
  await enqueueBulkEdit(tx, enqueue, { id, total })
  return await requireRecord(tx, id)
}

interface NewRow {
  accountId: number
  sourceId: number
  by: Editor
  dryRun: boolean
  what: {
    kind: BulkEditAttributes['kind']
    operations: string | null
    query?: string | null
    filters?: string | null
    excluded_paths?: string[] | null
  }
}

/** @throws Failure `too_many_requests` */
export async function insertBulkEdit(tx: Db, row: NewRow): Promise<string> {
  const { accountId, sourceId, by, dryRun, what } = row
  await refuseTooMany(tx, accountId)
  const id = uuidV7()
  const asked = { asked_by: by.name, asked_by_api: by.byApi }
  const created = { created_by: by.name, created_by_api: by.byApi }
  await tx
    .insertInto('bulk_edits')
    .values({
      id,
      account_id: accountId,
      source_id: sourceId,
      dry_run: dryRun,
      ...what,
      ...asked,
      ...created,
    })
    .execute()
  return id
}

async function refuseTooMany(tx: Db, accountId: number): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from bulk_edits
    where account_id = ${accountId} and state in ('waiting', 'running', 'undoing')`.execute(tx)
  if ((rows[0]?.count ?? 0) < MOST_UNFINISHED) return
  const detail = `${MOST_UNFINISHED} bulk edits are under way already. Wait until some are done, or cancel them.`
  throw new Failure('too_many_requests', detail, { retryAfterSeconds: 60 })
}

async function addPaths(tx: Db, id: string, paths: readonly string[]): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    insert into bulk_edit_rows (bulk_edit_id, row, origin_path)
    select ${id}::uuid, row_number() over (order by path collate "C"), path
    from (select distinct path from unnest(${sql.val(paths)}::text[]) as path) one`.execute(tx)
  const total = Number(numAffectedRows)
  await tx.updateTable('bulk_edits').set({ total }).where('id', '=', id).execute()
  return total
}

/** So few assets that somebody waits for the result. */
const FEW = 1000

/** Lets the work go on; small ones have a place of their own, so that they never wait for large ones. */
export async function enqueueBulkEdit(
  tx: Db,
  enqueue: Enqueue,
  { id, total }: { id: string; total: number | null },
): Promise<void> {
  const isSmall = total !== null && total <= FEW
  const priority = isSmall ? PRIORITY.interactive : PRIORITY.background
  await enqueue(tx, 'bulk-edit', { bulkEditId: id }, { key: id, priority })
}

/** Of a Source, newest first. @returns `total` counts all of them */
export async function listBulkEdits(
  db: Db,
  { sourceId, offset, limit }: { sourceId: number; offset: number; limit: number },
): Promise<{ edits: BulkEditRecord[]; total: number }> {
  const { rows } = await sql<BulkEditRecord>`
    select ${RECORD} from bulk_edits where source_id = ${sourceId}
    order by id desc limit ${limit} offset ${offset}`.execute(db)
  const counted = await sql<{ total: number }>`
    select count(*) as total from bulk_edits where source_id = ${sourceId}`.execute(db)
  return { edits: rows, total: counted.rows[0]?.total ?? 0 }
}

const MOST_MOVING = 100

/** Those of an account that are under way, the newest first. */
export async function listMovingEdits(
  db: Db,
  accountId: number,
): Promise<(BulkEditRecord & { publicSourceId: string })[]> {
  const { rows } = await sql<BulkEditRecord & { publicSourceId: string }>`
    select ${RECORD}, "publicSourceId" from (
      select b.*, s.public_id as "publicSourceId" from bulk_edits b join sources s on s.id = b.source_id
      where b.account_id = ${accountId} and b.state in ('waiting', 'running', 'undoing')
        and s.deleted_at is null
      order by b.created_at desc limit ${MOST_MOVING}) moving`.execute(db)
  return rows
}

interface BulkEditKey {
  accountId: number
  id: string
}

/**
 * @returns with the public id of its Source
 * @throws Failure `not_found`
 */
export async function requireBulkEdit(
  db: Db,
  { accountId, id }: BulkEditKey,
): Promise<BulkEditRecord & { publicSourceId: string }> {
  const { rows } = await sql<BulkEditRecord & { publicSourceId: string }>`
    select ${RECORD}, (select public_id from sources s where s.id = b.source_id) as "publicSourceId"
    from bulk_edits b where id = ${id}::uuid and account_id = ${accountId} and exists (
      select from sources s where s.id = b.source_id and s.deleted_at is null)`.execute(db)
  if (rows[0]) return rows[0]
  throw new Failure('not_found', 'There is no bulk edit with this id.')
}

export async function requireRecord(tx: Db, id: string): Promise<BulkEditRecord> {
  const { rows } = await sql<BulkEditRecord>`
    select ${RECORD} from bulk_edits where id = ${id}::uuid`.execute(tx)
  if (rows[0]) return rows[0]
  throw new Failure('not_found', 'There is no bulk edit with this id.')
}

/** Ends it after the assets that are being worked on; what was done stays. @throws Failure `not_found`, `conflict` */
export async function cancelBulkEdit(
  tx: Db,
  key: BulkEditKey,
  keepHours: number,
): Promise<BulkEditRecord> {
  const edit = await lockBulkEdit(tx, key)
  if (!isUnfinished(edit)) {
    throw new Failure(
      'conflict',
      'This bulk edit has ended already, so there is nothing to cancel.',
    )
  }
  return await change(tx, key.id, sql`state = 'canceled', ${finishedNow(keepHours)}`)
}

/** Does what a dry run has only counted, with the same assets. @throws Failure `not_found`, `conflict` */
export async function runBulkEdit(
  tx: Db,
  enqueue: Enqueue,
  { by, ...key }: BulkEditKey & { by: Editor },
): Promise<BulkEditRecord> {
  const edit = await lockBulkEdit(tx, key)
  if (!edit.dryRun) throw new Failure('conflict', 'Only a dry run can be run.')
  if (edit.state !== 'complete') {
    throw new Failure('conflict', 'Only a dry run that has reached its end can be run.')
  }
  if (!isKept(edit)) {
    throw new Failure('conflict', 'This dry run is too old. Make a new one.')
  }
  await refuseTooMany(tx, key.accountId)
  const record = await change(
    tx,
    key.id,
    sql`dry_run = false, state = 'waiting', cursor = 0, done = 0, changed = 0, unchanged = 0, refused = 0,
      attempts = 0, started_at = null, finished_at = null, kept_until = null, ${askedBy(by)}`,
  )
  await enqueueBulkEdit(tx, enqueue, record)
  return record
}

/**
 * Puts back what is still as it was left; may be asked for again after it was canceled.
 * @throws Failure `not_found`, `conflict`
 */
export async function undoBulkEdit(
  tx: Db,
  enqueue: Enqueue,
  { by, ...key }: BulkEditKey & { by: Editor },
): Promise<BulkEditRecord> {
  const edit = await lockBulkEdit(tx, key)
  const reason = whyNotUndoable(edit)
  if (reason !== null) throw new Failure('conflict', reason)
  await refuseTooMany(tx, key.accountId)
  const record = await change(
    tx,
    key.id,
    sql`state = 'undoing', undo_cursor = 0, attempts = 0, error = null, ${askedBy(by)}`,
  )
  await enqueueBulkEdit(tx, enqueue, record)
  return record
}

/** One sentence for a person; null: it can be undone. */
export function whyNotUndoable(edit: BulkEditRecord): string | null {
  if (edit.operations?.refresh) return 'A refresh cannot be undone.'
  if (edit.operations?.analyze) return 'Analysing again cannot be undone.'
  if (edit.dryRun) return 'A dry run has changed nothing, so there is nothing to undo.'
  if (edit.state === 'undoing') return 'This bulk edit is being undone already.'
  if (isUnfinished(edit)) return 'This bulk edit is still under way. Cancel it first.'
  if (edit.changed === edit.undone + edit.kept) return 'There is nothing left to undo.'
  return isKept(edit) ? null : 'It is too late to undo this bulk edit.'
}

function isKept({ keptUntil }: BulkEditRecord): boolean {
  return keptUntil !== null && keptUntil > new Date()
}

function isUnfinished({ state }: BulkEditRecord): boolean {
  return state === 'waiting' || state === 'running' || state === 'undoing'
}

/** Waits for the batch that is being worked off. */
async function lockBulkEdit(tx: Db, key: BulkEditKey): Promise<BulkEditRecord> {
  await sql`select from bulk_edits where id = ${key.id}::uuid for no key update`.execute(tx)
  return await requireBulkEdit(tx, key)
}

async function change(tx: Db, id: string, set: RawBuilder<unknown>): Promise<BulkEditRecord> {
  await sql`update bulk_edits set ${set} where id = ${id}::uuid`.execute(tx)
  return await requireRecord(tx, id)
}

function askedBy({ name, byApi }: Editor): RawBuilder<unknown> {
  return sql`asked_by = ${name}, asked_by_api = ${byApi}`
}

/** An undo does not lengthen the time for which rows are kept. */
export function finishedNow(keepHours: number): RawBuilder<unknown> {
  return sql`finished_at = now(),
    kept_until = coalesce(kept_until, now() + make_interval(hours => ${keepHours}))`
}
