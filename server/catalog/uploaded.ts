import { sql } from 'kysely'
import type { AssetStatus } from '../../contract/resources.ts'
import type { Db } from '../db/tables.ts'
import { writeSearchRows } from './search/search-rows.ts'
import { storableDate } from './storable.ts'

interface UploadedFile {
  path: string
  sizeBytes: number
  etag: string
  modifiedAt: Date
}

/** Who brought a file. */
export interface Uploader {
  /** The e-mail of the person, or of the one who made the key. */
  name: string | null
  /** Whether an API key was used, and not the web app. */
  byApi: boolean
}

/**
 * Makes an uploaded file an asset that is in the list and found by its name at once, before anybody has read
 * it; one that was replaced becomes pending again and keeps what people said of it. Call it in a transaction.
 * @param contentType as the uploader said, until the file has been read
 * @returns `pending` when the file has to be read; else what an earlier read of the same bytes came to. null when
 *   the Source has been deleted; until the transaction ends it can't be.
 */
export async function addUploaded(
  db: Db,
  { sourceId, file, contentType, by }: Addition,
): Promise<AssetStatus | null> {
  const modifiedAt = storableDate(file.modifiedAt)
  const { rows } = await sql<{ id: number; status: AssetStatus }>`
    insert into assets (source_id, origin_path, etag, file_size, origin_modified_at, date_created,
      date_modified, content_type, uploaded_by, uploaded_by_api)
    select id, ${file.path}, ${file.etag}, ${file.sizeBytes}::bigint, ${modifiedAt}::timestamptz, now(),
      now(), ${contentType}, ${by.name}, ${by.byApi}::boolean
    from sources where id = ${sourceId} and deleted_at is null for share
    on conflict (source_id, origin_path) do update set
      etag = excluded.etag, file_size = excluded.file_size,
      origin_modified_at = excluded.origin_modified_at,
      status = case when assets.etag = excluded.etag then assets.status else 'pending' end,
      error = case when assets.etag = excluded.etag then assets.error end,
      uploaded_by = excluded.uploaded_by, uploaded_by_api = excluded.uploaded_by_api,
      checked_at = now()
    returning id, status`.execute(db)
  const [asset] = rows
  if (!asset) return null
  await writeSearchRows(db, [asset.id])
  return asset.status
}

interface Addition {
  sourceId: number
  file: UploadedFile
  contentType: string
  by: Uploader
}

/** Those of these paths that the index knows. */
export async function findKnownPaths(
  db: Db,
  sourceId: number,
  paths: readonly string[],
): Promise<string[]> {
  const rows = await db
    .selectFrom('assets')
    .select('origin_path')
    .where('source_id', '=', sourceId)
    .where(sql<boolean>`origin_path = any(${sql.val(paths)}::text[])`)
    .execute()
  return rows.map(({ origin_path }) => origin_path)
}
