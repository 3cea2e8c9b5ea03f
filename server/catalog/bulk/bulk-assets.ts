import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { diffAssets, type Editor, recordChanges } from '../changes.ts'
import { findLabels, type LabelKind, type NamedLabel } from '../labels/labels.ts'
import { writeSearchRows } from '../search/search-rows.ts'
import type { SaidById } from './bulk-asset.ts'

/** Assets as bulk edits read and write them: some hundreds in a few statements. */

export interface SaidAsset {
  id: number
  path: string
  version: number
  editedByUser: boolean
  said: SaidById
}

/** Id → what it stands for, of each kind. */
export type LabelNames = Record<LabelKind, ReadonlyMap<number, NamedLabel>>

export function ofEachKind<Value>(make: (kind: LabelKind) => Value): Record<LabelKind, Value> {
  return {
    category: make('category'),
    custom_field_key: make('custom_field_key'),
    tag: make('tag'),
  }
}

interface AssetRow extends Omit<SaidAsset, 'said'> {
  name: string | null
  description: string | null
  altText: string | null
  altTextSource: SaidById['altTextSource']
  categoryIds: number[]
  customFields: Record<string, string>
  tags: Record<string, number>
}

/**
 * @param wanted.lock they stay as they are until the transaction ends. In the order of their paths, as all who write
 *   several do (saveReads, comparePage), so that nobody waits in a circle
 * @returns those that are there, and what the ids of their labels stand for
 */
export async function readSaid(
  tx: Db,
  { sourceId, paths, lock }: { sourceId: number; paths: readonly string[]; lock: boolean },
): Promise<{ assets: SaidAsset[]; names: LabelNames }> {
  const { rows } = await sql<AssetRow>`
    select id, origin_path as path, version, edited_by_user as "editedByUser", name, description,
      alt_text as "altText", alt_text_source as "altTextSource", category_ids as "categoryIds",
      custom_fields as "customFields", tags
    from assets where source_id = ${sourceId} and origin_path = any(${sql.val(paths)}::text[])
    order by origin_path ${lock ? sql`for update` : sql``}`.execute(tx)
  const idsIn = (column: 'customFields' | 'tags') =>
    rows.flatMap((row) => Object.keys(row[column]).map(Number))
  const names = await findNames(tx, {
    category: rows.flatMap(({ categoryIds }) => categoryIds),
    custom_field_key: idsIn('customFields'),
    tag: idsIn('tags'),
  })
  return { assets: rows.map((row) => toSaidAsset(row, names)), names }
}

/** What ids stand for, and those that they stand for. */
export async function findNames(
  tx: Db,
  ids: Record<LabelKind, Iterable<number>>,
): Promise<LabelNames> {
  const namesOf = async (kind: LabelKind) => {
    const names = await findLabels(tx, kind, ids[kind])
    for (const { label, standsFor } of [...names.values()]) {
      if (!names.has(standsFor)) names.set(standsFor, { label, standsFor, rank: 0 })
    }
    return names
  }
  return {
    category: await namesOf('category'),
    custom_field_key: await namesOf('custom_field_key'),
    tag: await namesOf('tag'),
  }
}

function toSaidAsset(row: AssetRow, names: LabelNames): SaidAsset {
  const { id, path, version, editedByUser, name, description, altText, altTextSource } = row
  const { categoryIds, customFields, tags } = row
  return {
    id,
    path,
    version,
    editedByUser,
    said: {
      name,
      description,
      altText,
      altTextSource,
      categories: currentIds(categoryIds, names.category),
      customFields: currentMembers(customFields, names.custom_field_key),
      tags: currentMembers(tags, names.tag),
    },
  }
}

/** The labels these stand for; what is deleted stands for nothing. */
export function currentIds(
  ids: readonly number[],
  names: ReadonlyMap<number, NamedLabel>,
): number[] {
  return [...new Set(ids.flatMap((id) => names.get(id)?.standsFor ?? []))]
}

/** The same of a record whose members are ids: of several that were merged the value of the first counts. */
export function currentMembers<Value>(
  members: Record<string, Value>,
  names: ReadonlyMap<number, NamedLabel>,
): Record<string, Value> {
  const named = Object.entries(members).flatMap(([id, value]) => {
    const name = names.get(Number(id))
    return name ? [{ ...name, value }] : []
  })
  // Members of the same id: the last one counts.
  const ordered = named.toSorted((one, other) => other.rank - one.rank)
  return Object.fromEntries(ordered.map(({ standsFor, value }) => [standsFor, value]))
}

export interface AssetChange {
  asset: SaidAsset
  after: SaidById
  editedByUser: boolean
}

interface Writing {
  accountId: number
  sourceId: number
  by: Editor
  /** Of every label in the changes, before and after. */
  names: LabelNames
}

/** Assets, their index and the history, each in one go. Their `version` is one more afterwards. */
export async function writeSaid(
  tx: Db,
  changes: readonly AssetChange[],
  { accountId, sourceId, by, names }: Writing,
): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.map(({ asset, after, editedByUser }) => ({
    id: asset.id,
    name: after.name,
    description: after.description,
    alt_text: after.altText,
    alt_text_source: after.altTextSource,
    category_ids: after.categories,
    custom_fields: after.customFields,
    tags: after.tags,
    edited_by_user: editedByUser,
  }))
  await sql`
    update assets a set
      name = r.name, description = r.description, alt_text = r.alt_text,
      alt_text_source = r.alt_text_source, category_ids = r.category_ids,
      custom_fields = r.custom_fields, tags = r.tags, edited_by_user = r.edited_by_user,
      date_modified = now(), version = a.version + 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (
      id bigint, name text, description text, alt_text text, alt_text_source text,
      category_ids int[], custom_fields jsonb, tags jsonb, edited_by_user boolean)
    where a.id = r.id`.execute(tx)
  await writeSearchRows(
    tx,
    changes.map(({ asset }) => asset.id),
  )
  const recorded = changes.map(({ asset, after }) => ({
    accountId,
    by,
    action: 'asset_edited' as const,
    asset: { sourceId, path: asset.path },
    fields: diffAssets(nameLabels(asset.said, names), nameLabels(after, names)),
  }))
  await recordChanges(tx, recorded)
}

function nameLabels(said: SaidById, names: LabelNames) {
  const { name, description, altText, categories, customFields, tags } = said
  return {
    name,
    description,
    alt_text: altText,
    categories: categories.flatMap((id) => names.category.get(id)?.label ?? []),
    customFields: nameMembers(customFields, names.custom_field_key),
    tags: nameMembers(tags, names.tag),
  }
}

function nameMembers<Value>(
  members: Record<string, Value>,
  names: ReadonlyMap<number, NamedLabel>,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([id, value]) => {
      const name = names.get(Number(id))
      return name ? [[name.label, value]] : []
    }),
  )
}
