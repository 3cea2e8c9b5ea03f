import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import type { Enqueue } from '../../jobs/queue.ts'
import type { Editor } from '../changes.ts'
import type { ImportPatch } from './bulk-asset.ts'
import { enqueueBulkEdit, insertBulkEdit } from './bulk-edits.ts'

/** One line of a file that is imported. */
export interface ImportRow {
  /** Its line in the file; no two rows have the same. */
  row: number
  /** Without the leading slash; null when the line has none that can be one. */
  path: string | null
  /**
   * What to change, already validated (api/import-rows.ts). As in a PATCH: `categories` and `custom_fields` replace
   * what is there, of `tags` only the given ones change. null: the line is refused.
   */
  patch: ImportPatch | null
  /** Why it is refused, one sentence for a person; null with a patch. */
  problem: string | null
}

/**
 * An import whose rows are still to come: call this, addImportRows as often as needed and startImport in one
 * transaction. The work itself is that of a bulk edit (ingest/bulk-edit.ts), as are its progress, report and undo.
 * @returns the id of the bulk edit
 * @throws Failure `too_many_requests`
 */
export async function createImport(
  tx: Db,
  edit: { accountId: number; sourceId: number; by: Editor; dryRun: boolean },
): Promise<string> {
  return await insertBulkEdit(tx, { ...edit, what: { kind: 'import', operations: null } })
}

/** Some rows, in any order; a thousand or so at a time. */
export async function addImportRows(
  tx: Db,
  bulkEditId: string,
  rows: readonly ImportRow[],
): Promise<void> {
  await sql`
    insert into bulk_edit_rows (bulk_edit_id, row, origin_path, patch, problem)
    select ${bulkEditId}::uuid, r.row, r.path, r.patch, r.problem
    from unnest(
      ${sql.val(rows.map(({ row }) => row))}::int[],
      ${sql.val(rows.map(({ path }) => path))}::text[],
      ${sql.val(rows.map(({ patch }) => patch && JSON.stringify(patch)))}::jsonb[],
      ${sql.val(rows.map(({ problem }) => problem))}::text[]
    ) as r (row, path, patch, problem)`.execute(tx)
}

/** The rows are complete: the work may begin. Of several rows about the same asset all but the first are refused. */
export async function startImport(tx: Db, enqueue: Enqueue, bulkEditId: string): Promise<void> {
  // Few, found first: joined with all rows they might be compared with each of them.
  await sql`
    with later as materialized (
      select * from (
        select row, first_value(row) over (partition by origin_path order by row) as first
        from bulk_edit_rows where bulk_edit_id = ${bulkEditId} and origin_path is not null
      ) one where row <> first
    )
    update bulk_edit_rows r set patch = null, problem = 'Line ' || later.first || ' is about the same asset.'
    from later
    where r.bulk_edit_id = ${bulkEditId} and r.row = later.row and r.patch is not null`.execute(tx)
  const { rows } = await sql<{ total: number }>`
    update bulk_edits set total = (
      select count(*) from bulk_edit_rows where bulk_edit_id = ${bulkEditId})
    where id = ${bulkEditId} returning total`.execute(tx)
  await enqueueBulkEdit(tx, enqueue, { id: bulkEditId, total: rows[0]?.total ?? 0 })
}
