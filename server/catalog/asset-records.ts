import { createHash } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { AnalysisNote } from '../../contract/analysis.ts'
import type { AssetMetadata } from '../../contract/resources.ts'
import { KEPT } from '../db/connection.ts'
import type { Database, Db } from '../db/tables.ts'
import { findAnalysisNotes } from './analysis/answers.ts'
import { findAllLabels, type NamedLabel } from './labels/labels.ts'

/** Everything of an asset but its metadata, which is long and rarely asked for. */
const COLUMNS = [
  'id',
  'origin_path',
  'status',
  'error',
  'etag',
  'file_size',
  'origin_modified_at',
  'date_created',
  'date_modified',
  'content_type',
  'media_kind',
  'media_width',
  'media_height',
  'orientation',
  'frame_count',
  'duration_seconds',
  'has_alpha',
  'color_model',
  'color_profile',
  'dpi_width',
  'dpi_height',
  'date_taken',
  'latitude',
  'longitude',
  'colors',
  'blurhash',
  'face_count',
  'warning_adult',
  'warning_medical',
  'warning_racy',
  'warning_spoof',
  'warning_violence',
  'name',
  'description',
  'alt_text',
  'alt_text_source',
  'alt_text_is_weak',
  'text_in_image',
  'analysis_status',
  'analysis_error',
  'analyzed',
  'warnings_by_person',
  'category_ids',
  'custom_fields',
  'tags',
  'edited_by_user',
  'duplicate_of_id',
  'uploaded_by',
  'uploaded_by_api',
  'version',
] as const

/** Somebody has asked for another look, so that what is known is about to change. */
const IS_QUEUED = sql<boolean>`exists (
  select from analysis_queue q where q.asset_id = assets.id and q.forced and q.due_at < 'infinity')`

type Row = Pick<Selectable<Database['assets']>, (typeof COLUMNS)[number]> & { isQueued: boolean }

/** An asset with names where its row has ids. */
export interface AssetRecord
  extends Omit<Row, 'category_ids' | 'custom_fields' | 'tags' | 'duplicate_of_id'> {
  categories: string[]
  /** Key → value. */
  customFields: Record<string, string>
  /** Label → confidence; 0 = removed by a person. */
  tags: Record<string, number>
  metadata: AssetMetadata | null | undefined
  /** Who has found what; of a single asset. */
  analysis?: AnalysisNote[]
  /** Hex digits, equal for the same bytes alone; null: not known. Of a single asset. */
  contentHash?: string | null
  /** Path of the preferred asset of which it is a copy. */
  duplicateOf: string | null
}

/**
 * Changes with every edit by a person, and when a category or key of the asset gets another name or none: what the
 * API gives as ETag. Who saves categories that were renamed meanwhile would bring the old name back.
 */
export function editTag({
  id,
  version,
  categories,
  customFields,
}: Pick<AssetRecord, 'id' | 'version' | 'categories' | 'customFields'>): string {
  const names = JSON.stringify([categories, Object.keys(customFields).sort()])
  const hash = createHash('sha256').update(names).digest('base64url').slice(0, 8)
  return `${id.toString(36)}.${version}.${hash}`
}

const CONTENT_HASH = sql<string | null>`(
  select encode(h.content_hash, 'hex') from asset_hashes as h where h.asset_id = assets.id)`

/** One asset with its metadata, what its bytes are known by and who has found what, or null. */
export async function findAsset(
  db: Db,
  { sourceId, path }: { sourceId: number; path: string },
): Promise<AssetRecord | null> {
  const rows = await db
    .selectFrom('assets')
    .select([...COLUMNS, 'metadata', IS_QUEUED.as('isQueued'), CONTENT_HASH.as('contentHash')])
    .where('source_id', '=', sourceId)
    .where('origin_path', '=', path)
    .execute()
  const [asset] = await nameLabels(db, rows)
  return asset ? { ...asset, analysis: await findAnalysisNotes(db, asset.id) } : null
}

/** Assets in the order of their ids; those that are gone meanwhile are left out. */
export async function findAssets(
  db: Db,
  ids: readonly number[],
  { withMetadata }: { withMetadata: boolean },
): Promise<AssetRecord[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('assets')
    .modifyFront(KEPT)
    .select([...COLUMNS, IS_QUEUED.as('isQueued')])
    .$if(withMetadata, (query) => query.select('metadata'))
    .where(sql<boolean>`id = any(${sql.val(ids)}::bigint[])`)
    .execute()
  const byId = new Map((await nameLabels(db, rows)).map((asset) => [asset.id, asset]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}

async function nameLabels(
  db: Db,
  rows: readonly (Row & { metadata?: AssetMetadata | null })[],
): Promise<AssetRecord[]> {
  const keysOf = (column: 'tags' | 'custom_fields') =>
    rows.flatMap((row) => Object.keys(row[column]).map(Number))
  const labels = await findAllLabels(db, {
    tag: keysOf('tags'),
    category: rows.flatMap(({ category_ids }) => category_ids),
    custom_field_key: keysOf('custom_fields'),
  })
  const preferred = await findPreferred(db, rows)
  // Into the rows themselves, which are nobody else's: copying fifty members of each took as long as reading them.
  return rows.map((row) =>
    Object.assign(row, {
      duplicateOf: (row.duplicate_of_id !== null && preferred.get(row.duplicate_of_id)) || null,
      categories: [
        ...new Set(row.category_ids.flatMap((id) => labels.category.get(id)?.label ?? [])),
      ],
      customFields: rename(row.custom_fields, labels.custom_field_key),
      tags: rename(row.tags, labels.tag),
      metadata: row.metadata,
    }),
  )
}

/** Id → path of the assets that these are copies of, if they are still there. */
async function findPreferred(db: Db, rows: readonly Row[]): Promise<Map<number, string>> {
  const ids = rows.flatMap(({ duplicate_of_id }) => duplicate_of_id ?? [])
  if (ids.length === 0) return new Map()
  const found = await db
    .selectFrom('assets')
    .select(['id', 'origin_path'])
    .where(sql<boolean>`id = any(${sql.val(ids)}::bigint[])`)
    .execute()
  return new Map(found.map(({ id, origin_path }) => [id, origin_path]))
}

/** Ids of labels that were deleted are left out; of several that were merged, the value of the first counts. */
function rename<Value>(
  values: Record<string, Value>,
  names: ReadonlyMap<number, NamedLabel>,
): Record<string, Value> {
  const renamed = new Map<string, Value>()
  const ranks = new Map<string, number>()
  for (const [id, value] of Object.entries(values)) {
    const name = names.get(Number(id))
    // Of several that were merged into one, the value of the lowest rank counts.
    if (name === undefined || name.rank > (ranks.get(name.label) ?? name.rank)) continue
    ranks.set(name.label, name.rank)
    renamed.set(name.label, value)
  }
  return Object.fromEntries(renamed)
}
