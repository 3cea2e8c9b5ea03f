import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'
import { findLabels } from '../labels/labels.ts'
import { fineCells } from './color-cells.ts'
import { INDEX_VERSION, writeSearchDocument } from './search-document.ts'
import { foldText } from './words.ts'

/**
 * Writes the rows of asset_search anew from what assets says now. Call it in the transaction that changed
 * the assets.
 */
export async function writeSearchRows(db: Db, assetIds: readonly number[]): Promise<void> {
  const assets = await db
    .selectFrom('assets')
    .select(['id', 'source_id', 'origin_path', 'content_type', 'media_kind', 'frame_count'])
    .select(['face_count', 'warning_adult', 'warning_medical', 'warning_racy', 'warning_spoof'])
    .select(['warning_violence', 'colors', 'name', 'description', 'edited_by_user'])
    .select(['category_ids', 'custom_fields', 'tags', 'alt_text'])
    .select(['alt_text_source', 'alt_text_is_weak', 'analysis_status', 'text_in_image'])
    .select(['date_created', 'date_modified', 'file_size'])
    .select(['media_width', 'media_height', 'orientation', 'date_taken', 'duplicate_of_id'])
    .where(sql<boolean>`id = any(${sql.val(assetIds)}::bigint[])`)
    .execute()
  const tagIds = assets.flatMap(({ tags }) => Object.keys(tags).map(Number))
  const labels = await findLabels(db, 'tag', tagIds)
  const documents = assets.map((asset) =>
    writeSearchDocument({
      sourceId: asset.source_id,
      originPath: asset.origin_path,
      contentType: asset.content_type,
      mediaKind: asset.media_kind,
      mediaWidth: asset.media_width,
      mediaHeight: asset.media_height,
      orientation: asset.orientation,
      dateCreated: asset.date_created,
      dateModified: asset.date_modified,
      dateTaken: asset.date_taken,
      sizeBytes: asset.file_size,
      frameCount: asset.frame_count,
      faceCount: asset.face_count,
      warnings: {
        adult: asset.warning_adult,
        medical: asset.warning_medical,
        racy: asset.warning_racy,
        spoof: asset.warning_spoof,
        violence: asset.warning_violence,
      },
      colors: asset.colors,
      name: asset.name,
      description: asset.description,
      altText: asset.alt_text,
      textInImage: asset.text_in_image,
      isAltTextWeak: asset.alt_text_source === 'analysis' && asset.alt_text_is_weak === true,
      editedByUser: asset.edited_by_user,
      isDuplicate: asset.duplicate_of_id !== null,
      analysisTrouble: troubleOf(asset.analysis_status),
      categoryIds: asset.category_ids,
      customFields: asset.custom_fields,
      tags: Object.entries(asset.tags).map(([id, confidence]) => ({
        id: Number(id),
        label: labels.get(Number(id))?.label ?? '',
        confidence,
      })),
    }),
  )
  await addToLexicon(db, new Set(documents.flatMap(({ words }) => words)))
  await sql`
    insert into asset_search (asset_id, source_id, date_created, date_modified, file_size,
      date_taken, media_width, media_height, path_folded, fts, color_cells,
      index_version)
    select a.id, a.source_id, a.date_created, a.date_modified, a.file_size,
      coalesce(a.date_taken, a.origin_modified_at), a.media_width, a.media_height,
      d.path, d.fts::tsvector, d.colors::int[], ${INDEX_VERSION}::smallint
    from unnest(
      ${sql.val(assets.map(({ id }) => id))}::bigint[],
      ${sql.val(assets.map(({ origin_path }) => foldText(origin_path)))}::text[],
      ${sql.val(documents.map(({ fts }) => fts))}::text[],
      ${sql.val(assets.map(({ colors }) => `{${fineCells(colors?.dominant_colors ?? {})}}`))}::text[]
    ) as d (id, path, fts, colors)
    join assets a on a.id = d.id
    on conflict (asset_id) do update set
      date_created = excluded.date_created, date_modified = excluded.date_modified,
      file_size = excluded.file_size, date_taken = excluded.date_taken,
      media_width = excluded.media_width, media_height = excluded.media_height,
      path_folded = excluded.path_folded, fts = excluded.fts,
      color_cells = excluded.color_cells,
      index_version = excluded.index_version`.execute(db)
  // What is pending, every search looks through; it is small now, and whoever comes later would have more to do.
  await sql`select gin_clean_pending_list(to_regclass('asset_search_fts'))`.execute(db)
}

function troubleOf(status: string | null): 'partial' | 'failed' | null {
  return status === 'partial' || status === 'failed' ? status : null
}

const MAX_KNOWN = 200_000
/** Words that the lexicon of a database certainly has; most words of an asset are those of others. */
const KNOWN = new WeakMap<object, Set<string>>()

/**
 * Sorted, so that two transactions with the same new words wait for each other and never in a circle. What is
 * known is left out before the insert, which would try to write it first.
 */
async function addToLexicon(db: Db, words: ReadonlySet<string>): Promise<void> {
  // The one thing that a transaction has in common with the others of its database.
  const { adapter } = db.getExecutor()
  const known = KNOWN.get(adapter) ?? new Set()
  KNOWN.set(adapter, known.size < MAX_KNOWN ? known : new Set())
  const asked = [...words].filter((word) => !known.has(word))
  if (asked.length === 0) return
  // What this transaction has written itself may still be undone.
  const { rows } = await sql<{ word: string; isKept: boolean }>`
    select word, xmin <> coalesce(pg_current_xact_id_if_assigned()::xid, '0') as "isKept"
    from lexicon where word = any(${sql.val(asked)}::text[])`.execute(db)
  for (const { word, isKept } of rows) if (isKept) known.add(word)
  const present = new Set(rows.map(({ word }) => word))
  const missing = asked.filter((word) => !present.has(word)).sort()
  await sql`
    insert into lexicon (word) select unnest(${sql.val(missing)}::text[]) on conflict do nothing
  `.execute(db)
}
