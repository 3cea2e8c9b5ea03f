import { type Selectable, sql } from 'kysely'
import type { UploadSessionStatus } from '../../contract/uploads.ts'
import type { Uploader } from '../catalog/uploaded.ts'
import type { Database, Db } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import { uuidV7 } from '../lib/uuid-v7.ts'

/** Upload sessions as they are stored. Every change of a state is one statement that names the state before. */

export interface UploadSession {
  id: string
  sourceId: number
  path: string
  status: UploadSessionStatus
  reason: string | null
  contentType: string
  /** As announced. */
  sizeBytes: number | null
  way: 'direct' | 'through_vitrine' | 'parts'
  partSize: number | null
  providerUploadId: string | null
  tokenHash: Buffer | null
  by: Uploader
  createdAt: Date
  modifiedAt: Date
  expiresAt: Date
}

/** imgix, Management API: an upload session and its address live for 8 hours. */
export const SESSION_SECONDS = 8 * 3600

export type SessionDraft = Pick<
  UploadSession,
  'id' | 'path' | 'contentType' | 'sizeBytes' | 'way' | 'partSize' | 'providerUploadId'
> & { sourceId: number; tokenHash: Buffer | null; by: Uploader }

export async function createSession(db: Db, draft: SessionDraft): Promise<UploadSession> {
  const row = await db
    .insertInto('upload_sessions')
    .values({
      id: draft.id,
      source_id: draft.sourceId,
      origin_path: draft.path,
      content_type: draft.contentType,
      file_size: draft.sizeBytes,
      way: draft.way,
      part_size: draft.partSize,
      provider_upload_id: draft.providerUploadId,
      token_hash: draft.tokenHash,
      uploaded_by: draft.by.name,
      uploaded_by_api: draft.by.byApi,
      expires_at: sql<Date>`now() + ${SESSION_SECONDS} * interval '1 second'`,
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return toSession(row)
}

export async function findSession(db: Db, id: string): Promise<UploadSession | null> {
  const query = db.selectFrom('upload_sessions').selectAll().where('id', '=', id)
  const row = await query.executeTakeFirst()
  return row ? toSession(row) : null
}

/** @throws Failure `not_found`, also for a session of another Source */
export async function requireSession(
  db: Db,
  { sourceId, id }: { sourceId: number; id: string },
): Promise<UploadSession> {
  const session = await findSession(db, id)
  if (session?.sourceId === sourceId) return session
  throw unknownSession()
}

export function unknownSession(): Failure {
  return new Failure('not_found', 'There is no upload session with this id.')
}

/** The latest first. */
export async function listSessions(
  db: Db,
  sourceId: number,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ sessions: UploadSession[]; total: number }> {
  const all = db.selectFrom('upload_sessions').where('source_id', '=', sourceId)
  const query = all.selectAll().orderBy('id', 'desc').offset(offset).limit(limit)
  const counted = await all.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirst()
  return { sessions: (await query.execute()).map(toSession), total: counted?.total ?? 0 }
}

/**
 * Ends the PENDING of a session. Of several who try at the same time one succeeds.
 * @returns the session as it is then; null when it was not PENDING any more
 */
export async function leavePending(
  db: Db,
  id: string,
  to: { status: 'CLOSED' | 'CANCELED' | 'EXPIRED' | 'ERRORED'; reason?: string | null },
): Promise<UploadSession | null> {
  const row = await db
    .updateTable('upload_sessions')
    .set({ status: to.status, reason: to.reason ?? null, modified_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('status', '=', 'PENDING')
    .returningAll()
    .executeTakeFirst()
  return row ? toSession(row) : null
}

/**
 * Takes sessions that are CLOSED to their end, when their files have been read: COMPLETE, or ERRORED with what
 * kept the file from being read. Call it in the transaction that saved the reads.
 */
export async function settleUploads(
  db: Db,
  { sourceId, paths }: { sourceId: number; paths: readonly string[] },
): Promise<number> {
  const { numAffectedRows } = await sql`
    update upload_sessions u set
      status = case when a.status = 'indexed' then 'COMPLETE' else 'ERRORED' end,
      reason = case when a.id is null then ${GONE} else a.error end,
      modified_at = now()
    from unnest(${sql.val(paths)}::text[]) as p (path)
    left join assets a on a.source_id = ${sourceId} and a.origin_path = p.path
    where u.source_id = ${sourceId} and u.origin_path = p.path and u.status = 'CLOSED'
      and a.status is distinct from 'pending'`.execute(db)
  return Number(numAffectedRows ?? 0)
}

const GONE = 'The file is gone from the Origin again.'

/** Sessions whose time is over and that nobody has closed, the oldest first. */
export async function findOverdue(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('upload_sessions')
    .select('id')
    .where('status', '=', 'PENDING')
    .where('expires_at', '<=', sql<Date>`now()`)
    .orderBy('expires_at')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

const REMEMBER_DAYS = 30

/** Forgets sessions that ended long ago. */
export async function forgetSessions(db: Db): Promise<void> {
  const oldest = uuidV7(Date.now() - REMEMBER_DAYS * 24 * 3_600_000)
  await sql`
    delete from upload_sessions where id in (
      select id from upload_sessions where id < ${oldest}::uuid and status <> 'PENDING'
      order by id limit 1000 for update skip locked)`.execute(db)
}

function toSession(row: Selectable<Database['upload_sessions']>): UploadSession {
  return {
    id: row.id,
    sourceId: row.source_id,
    path: row.origin_path,
    status: row.status,
    reason: row.reason,
    contentType: row.content_type,
    sizeBytes: row.file_size,
    way: row.way,
    partSize: row.part_size,
    providerUploadId: row.provider_upload_id,
    tokenHash: row.token_hash,
    by: { name: row.uploaded_by, byApi: row.uploaded_by_api },
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    expiresAt: row.expires_at,
  }
}
