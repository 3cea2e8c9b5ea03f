import { sql } from 'kysely'
import type { AlertName } from '../../contract/analysis.ts'
import type { AssetPatch } from '../../contract/resources.ts'
import type { Db } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import { findAlertLevels } from './analysis/answers.ts'
import { type AssetRecord, editTag, findAsset } from './asset-records.ts'
import { diffAssets, type Editor, recordChanges } from './changes.ts'
import { lockLabels } from './labels/label-lock.ts'
import { ensureLabels } from './labels/labels.ts'
import { writeSearchRows } from './search/search-rows.ts'
import { WARNINGS } from './search/searchable-asset.ts'

interface AssetEdit {
  accountId: number
  sourceId: number
  path: string
  patch: AssetPatch
  /** The editTag the person has seen; null: whatever it is. */
  ifTag: string | null
  by: Editor
}

/**
 * What a person says about an asset, in one transaction. `name`, `description`, `alt_text`, `categories` and
 * `custom_fields` replace what was there; of `tags` only the given labels change, and 0 removes one for good. The level
 * of an alert stays until somebody gives it back to analysis.
 * @throws Failure `not_found`; `changed_meanwhile` when somebody has edited it since the person has seen it.
 */
export async function updateAsset(db: Db, edit: AssetEdit): Promise<AssetRecord> {
  return await db.transaction().execute((tx) => editAsset(tx, edit))
}

/** The same in a transaction that does more. */
export async function editAsset(tx: Db, edit: AssetEdit): Promise<AssetRecord> {
  const { accountId, sourceId, path, patch, ifTag, by } = edit
  await lockLabels(tx, accountId, 'use')
  const present = await tx
    .selectFrom('assets')
    .select(['id', 'version', 'tags', 'alt_text', 'warnings_by_person'])
    .select(['warning_adult', 'warning_medical', 'warning_racy', 'warning_spoof'])
    .select('warning_violence')
    .where('source_id', '=', sourceId)
    .where('origin_path', '=', path)
    .forUpdate()
    .executeTakeFirst()
  const before = present && (await findAsset(tx, { sourceId, path }))
  if (!before) throw unknownAsset(path)
  if (ifTag !== null && ifTag !== editTag(before)) throw changedMeanwhile()
  if (Object.keys(patch).length === 0) return before
  const columns = await editedColumns(tx, accountId, patch, present)
  await tx
    .updateTable('assets')
    .set({
      ...columns,
      edited_by_user: true,
      date_modified: sql`now()`,
      version: present.version + 1,
    })
    .where('id', '=', present.id)
    .execute()
  await writeSearchRows(tx, [present.id])
  const after = await findAsset(tx, { sourceId, path })
  if (!after) throw unknownAsset(path)
  const asset = { sourceId, path }
  const fields = diffAssets(before, after)
  await recordChanges(tx, [{ accountId, by, action: 'asset_edited', asset, fields }])
  return after
}

async function editedColumns(db: Db, accountId: number, patch: AssetPatch, present: PresentAsset) {
  return {
    ...(patch.name === undefined ? {} : { name: patch.name }),
    ...(patch.description === undefined ? {} : { description: patch.description }),
    // Who sends back what the file says has not written it.
    ...(patch.alt_text === undefined || patch.alt_text === present.alt_text
      ? {}
      : { alt_text: patch.alt_text, alt_text_source: 'person' as const }),
    ...(await categoryColumn(db, accountId, patch)),
    ...(await customFieldsColumn(db, accountId, patch)),
    ...(await tagsColumn(db, accountId, patch, present.tags)),
    ...(await warningColumns(db, patch, present)),
  }
}

interface PresentAsset extends Record<`warning_${AlertName}`, number | null> {
  id: number
  tags: Record<string, number>
  alt_text: string | null
  warnings_by_person: AlertName[] | null
}

/** Who sends back what analysis says has not set it. */
async function warningColumns(db: Db, patch: AssetPatch, present: PresentAsset) {
  const given = WARNINGS.flatMap((name) => {
    const level = patch[`warning_${name}`]
    return level === undefined || level === present[`warning_${name}`] ? [] : [{ name, level }]
  })
  if (given.length === 0) return {}
  const byPerson = new Set(present.warnings_by_person)
  const found = given.some(({ level }) => level === null)
    ? await findAlertLevels(db, present.id)
    : {}
  const columns: Partial<Record<`warning_${AlertName}`, number | null>> = {}
  for (const { name, level } of given) {
    if (level === null) byPerson.delete(name)
    else byPerson.add(name)
    columns[`warning_${name}`] = level ?? found[name] ?? null
  }
  return { ...columns, warnings_by_person: [...byPerson].sort() }
}

async function categoryColumn(db: Db, accountId: number, { categories }: AssetPatch) {
  if (categories === undefined) return {}
  const ids = await ensureLabels(db, { kind: 'category', accountId, labels: categories })
  return { category_ids: [...new Set(categories)].flatMap((name) => ids.get(name) ?? []) }
}

async function customFieldsColumn(db: Db, accountId: number, patch: AssetPatch) {
  const { custom_fields: fields } = patch
  if (fields === undefined) return {}
  const labels = Object.keys(fields)
  const ids = await ensureLabels(db, { kind: 'custom_field_key', accountId, labels })
  return { custom_fields: JSON.stringify(byId(fields, ids)) }
}

async function tagsColumn(
  db: Db,
  accountId: number,
  { tags }: AssetPatch,
  present: Record<string, number>,
) {
  if (tags === undefined) return {}
  const ids = await ensureLabels(db, { kind: 'tag', accountId, labels: Object.keys(tags) })
  return { tags: JSON.stringify({ ...present, ...byId(tags, ids) }) }
}

function byId<Value>(values: Record<string, Value>, ids: ReadonlyMap<string, number>) {
  return Object.fromEntries(Object.entries(values).map(([label, value]) => [ids.get(label), value]))
}

function unknownAsset(path: string): Failure {
  return new Failure('not_found', `There is no asset "/${path}" in this Source.`)
}

function changedMeanwhile(): Failure {
  return new Failure(
    'changed_meanwhile',
    'Somebody else has changed this asset since you read it. Read it again, then repeat the change.',
  )
}
