import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { lockLabels } from '../labels/label-lock.ts'
import { applyEdit, type ChangedPart, compareSaid, findFault, undoEdit } from './bulk-asset.ts'
import {
  type AssetChange,
  currentIds,
  currentMembers,
  findNames,
  type LabelNames,
  ofEachKind,
  readSaid,
  type SaidAsset,
  writeSaid,
} from './bulk-assets.ts'
import { planEdits } from './bulk-labels.ts'
import type { BulkRow, BulkWork, RowOutcome } from './bulk-rows.ts'

/** What a batch of rows does to its assets. Everything here happens in the transaction of the batch. */

export const GONE = 'There is no such asset in this Source.'
const NO_PATH = 'This line names no asset.'

/** Changes the assets of some rows; in a dry run it only says what would become of them. */
export async function editRows(
  tx: Db,
  work: BulkWork,
  rows: readonly BulkRow[],
): Promise<RowOutcome[]> {
  await lockLabels(tx, work.accountId, 'use')
  const paths = pathsOf(rows)
  const wanted = { sourceId: work.sourceId, paths, lock: !work.dryRun }
  const { assets, names } = await readSaid(tx, wanted)
  const byPath = new Map(assets.map((asset) => [asset.path, asset]))
  // Lines about assets that are not there make no labels.
  const done = rows.filter(({ path }) => path !== null && byPath.has(path))
  const plan = await planEdits(
    tx,
    work,
    done.flatMap(({ patch }) => patch ?? []),
  )
  const changes: AssetChange[] = []
  const outcomes = rows.map((row): RowOutcome => {
    const edit = work.operations ? plan.all : row.patch && plan.ofPatch(row.patch)
    if (!edit) return { row: row.row, state: 'refused', problem: row.problem ?? NO_PATH }
    const asset = byPath.get(row.path ?? '')
    if (!asset) return { row: row.row, state: 'refused', problem: GONE }
    const after = applyEdit(asset.said, edit)
    const change = compareSaid(asset.said, after)
    if (!change) return { row: row.row, state: 'unchanged' }
    const problem = findFault(asset.said, after)
    if (problem !== null) return { row: row.row, state: 'refused', problem }
    if (work.dryRun) return { row: row.row, state: 'changed' }
    changes.push({ asset, after, editedByUser: true })
    const { before } = change
    // Known again by undoRows, which lets the file or the analysis say again what it said.
    if (!asset.editedByUser) before.editedByUser = false
    return { row: row.row, state: 'changed', change: { ...change, version: asset.version + 1 } }
  })
  await writeSaid(tx, changes, { ...work, names: joinNames(names, plan.names) })
  return outcomes
}

/** Puts back what these rows have changed, as far as nobody has changed it again. */
export async function undoRows(
  tx: Db,
  work: BulkWork,
  rows: readonly BulkRow[],
): Promise<RowOutcome[]> {
  await lockLabels(tx, work.accountId, 'use')
  const wanted = { sourceId: work.sourceId, paths: pathsOf(rows), lock: true }
  const { assets, names } = await readSaid(tx, wanted)
  const labels = await findNames(tx, idsIn(rows))
  const byPath = new Map(assets.map((asset) => [asset.path, asset]))
  const changes: AssetChange[] = []
  const outcomes = rows.map((row): RowOutcome => {
    const asset = byPath.get(row.path ?? '')
    if (!asset) return { row: row.row, state: 'kept', problem: GONE }
    const before = toCurrent(row.before ?? {}, labels)
    const { said, kept } = undoEdit(asset.said, before, toCurrent(row.after ?? {}, labels))
    const editedByUser = isAsLeft(asset, row) ? (before.editedByUser ?? true) : asset.editedByUser
    if (compareSaid(asset.said, said)) changes.push({ asset, after: said, editedByUser })
    if (kept.length === 0) return { row: row.row, state: 'undone' }
    return { row: row.row, state: 'kept', problem: describeKept(kept) }
  })
  await writeSaid(tx, changes, { ...work, names: joinNames(names, labels) })
  return outcomes
}

/** Nobody has touched it since. */
function isAsLeft({ version }: SaidAsset, { afterVersion }: BulkRow): boolean {
  return version === afterVersion
}

function describeKept(kept: readonly string[]): string {
  const fields = kept.join(' and ')
  return `Changed again since, and therefore left as it is: ${fields}.`
}

function pathsOf(rows: readonly BulkRow[]): string[] {
  return rows.flatMap(({ path }) => path ?? [])
}

function idsIn(rows: readonly BulkRow[]) {
  const parts = rows.flatMap(({ before, after }) => [before ?? {}, after ?? {}])
  const membersOf = (field: 'customFields' | 'tags') =>
    parts.flatMap((part) => Object.keys(part[field] ?? {}).map(Number))
  return {
    category: parts.flatMap(({ categories }) => categories ?? []),
    custom_field_key: membersOf('customFields'),
    tag: membersOf('tags'),
  }
}

/** What its labels stand for by now. */
function toCurrent(part: ChangedPart, names: LabelNames): ChangedPart {
  const { categories, customFields, tags } = part
  return {
    ...part,
    ...(categories && { categories: currentIds(categories, names.category) }),
    ...(customFields && { customFields: currentMembers(customFields, names.custom_field_key) }),
    ...(tags && { tags: currentMembers(tags, names.tag) }),
  }
}

function joinNames(some: LabelNames, more: LabelNames): LabelNames {
  return ofEachKind((kind) => new Map([...some[kind], ...more[kind]]))
}

/** Lets the files of some rows be read again. @returns the paths to read, too */
export async function markRows(
  tx: Db,
  work: BulkWork,
  rows: readonly BulkRow[],
): Promise<{ outcomes: RowOutcome[]; paths: string[] }> {
  const known = work.dryRun ? await findKnown(tx, work, rows) : await markForReading(tx, work, rows)
  const outcomes = rows.map(
    ({ row, path }): RowOutcome =>
      path !== null && known.has(path)
        ? { row, state: 'changed' }
        : { row, state: 'refused', problem: GONE },
  )
  return { outcomes, paths: work.dryRun ? [] : [...known] }
}

async function findKnown(tx: Db, { sourceId }: BulkWork, rows: readonly BulkRow[]) {
  const { rows: found } = await sql<{ path: string }>`
    select origin_path as path from assets
    where source_id = ${sourceId} and origin_path = any(${sql.val(pathsOf(rows))}::text[])`.execute(
    tx,
  )
  return new Set(found.map(({ path }) => path))
}

async function markForReading(tx: Db, { sourceId }: BulkWork, rows: readonly BulkRow[]) {
  const { rows: marked } = await sql<{ path: string }>`
    with wanted as (
      select id from assets
      where source_id = ${sourceId} and origin_path = any(${sql.val(pathsOf(rows))}::text[])
      order by origin_path for update
    )
    update assets a set status = 'pending', error = null, checked_at = now()
    from wanted where a.id = wanted.id returning a.origin_path as path`.execute(tx)
  return new Set(marked.map(({ path }) => path))
}
