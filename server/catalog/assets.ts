import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../db/tables.ts'
import { storableDate } from './storable.ts'

/** Which files of a Source are known, and which of them still have to be read. */

/** What an Origin says of a file; see origins/origin.ts. */
export interface KnownFile {
  path: string
  sizeBytes: number
  etag: string
  modifiedAt: Date
}

/**
 * Compares a stretch of an Origin's listing with the index: new and changed files become pending, assets in the
 * stretch that the listing does not have are removed, all others are not written.
 * @param page.files every file with `after` < path ≤ `upTo`, in byte order; `upTo` null: to the very end
 * @param page.knownBefore assets that were looked at later than this are not taken for gone: they may be newer
 *   than the listing
 * @param page.unseenFolders folders that could not be listed: nothing below them is taken for gone
 * @returns the paths that have to be read, in byte order
 */
export async function comparePage(
  db: Db,
  page: {
    sourceId: number
    after: string
    upTo: string | null
    files: readonly KnownFile[]
    knownBefore?: Date
    unseenFolders?: readonly string[]
  },
): Promise<{ changed: string[]; removed: number }> {
  const { sourceId, files, knownBefore, unseenFolders = [] } = page
  const known = await findDigest(db, page)
  if (known === digestOf(files)) return { changed: [], removed: 0 }
  if (known === null) {
    await sql`with page as (${unnestFiles(files)}) ${upsertFiles(sourceId)}`.execute(db)
    return { changed: files.map(({ path }) => path), removed: 0 }
  }
  const old = knownBefore === undefined ? sql`` : sql`and a.checked_at < ${knownBefore}`
  const { rows } = await sql<{ changed: string[]; removed: number }>`
    with page as materialized (${unnestFiles(files)}),
    removed as (
      delete from assets a
      where ${isWithin(page)} ${old}
        and not exists (select from page where page.path = a.origin_path)
        and not exists (select from unnest(${sql.val(unseenFolders)}::text[]) as folder
          where starts_with(a.origin_path, folder || '/'))
      returning 1
    ),
    changed as (${upsertFiles(sourceId, isChanged(sourceId))} returning origin_path)
    select
      coalesce((select array_agg(origin_path order by origin_path) from changed), '{}') as changed,
      (select count(*) from removed) as removed`.execute(db)
  return rows[0] ?? { changed: [], removed: 0 }
}

interface Stretch {
  sourceId: number
  after: string
  upTo: string | null
}

/** For assets `a`. */
function isWithin({ sourceId, after, upTo }: Stretch) {
  const end = upTo === null ? sql`` : sql`and a.origin_path <= ${upTo}`
  return sql`a.source_id = ${sourceId} and a.origin_path > ${after} ${end}`
}

/**
 * Of what is known in a stretch, to be compared with digestOf: mostly all of it is known or nothing is, and
 * both are told apart for a fraction of what a comparison costs.
 * @returns null when nothing is known
 */
async function findDigest(
  db: Db,
  page: Stretch & { files: readonly KnownFile[] },
): Promise<string | null> {
  // One more than there are files is enough to tell that some are gone, and there may be millions.
  const { rows } = await sql<{ digest: string | null }>`
    select encode(sha256(convert_to(
      string_agg(origin_path || E'\\n' || etag || E'\\n', '' order by origin_path), 'UTF8')), 'hex') as digest
    from (
      select origin_path, etag from assets a where ${isWithin(page)}
      order by origin_path limit ${page.files.length + 1}
    ) known`.execute(db)
  return rows[0]?.digest ?? null
}

function digestOf(files: readonly KnownFile[]): string | null {
  if (files.length === 0) return null
  const hash = createHash('sha256')
  return hash.update(files.map(({ path, etag }) => `${path}\n${etag}\n`).join('')).digest('hex')
}

/**
 * Makes these files known, as comparePage does, and removes nothing: for add, refresh, uploads and files
 * seen by the Rendering API.
 * @returns the paths that have to be read
 */
export async function ensureAssets(
  db: Db,
  { sourceId, files }: { sourceId: number; files: readonly KnownFile[] },
): Promise<string[]> {
  const { rows } = await sql<{ origin_path: string }>`
    with page as (${unnestFiles(files)})
    ${upsertFiles(sourceId, isChanged(sourceId))} returning origin_path`.execute(db)
  return rows.map(({ origin_path }) => origin_path)
}

function unnestFiles(files: readonly KnownFile[]) {
  return sql`
    select * from unnest(
      ${sql.val(files.map(({ path }) => path))}::text[],
      ${sql.val(files.map(({ etag }) => etag))}::text[],
      ${sql.val(files.map(({ sizeBytes }) => sizeBytes))}::bigint[],
      ${sql.val(files.map(({ modifiedAt }) => storableDate(modifiedAt).toISOString()))}::timestamptz[]
    ) as page (path, etag, size, modified)`
}

/** Whichever of the `page` the index does not know like that. */
function upsertFiles(sourceId: number, where = sql``) {
  return sql`
    insert into assets (source_id, origin_path, etag, file_size, origin_modified_at,
      date_created, date_modified)
    select ${sourceId}::int, page.path, page.etag, page.size, page.modified,
      coalesce(nullif(page.modified, 'epoch'), now()), coalesce(nullif(page.modified, 'epoch'), now())
    from page ${where}
    order by page.path collate "C"
    on conflict (source_id, origin_path) do update set
      etag = excluded.etag, file_size = excluded.file_size,
      origin_modified_at = excluded.origin_modified_at, status = 'pending', error = null,
      checked_at = now()
    where assets.etag <> excluded.etag`
}

/**
 * Keeps unchanged rows from being touched: `on conflict do update … where` alone would lock, and so write,
 * every one of them. A subquery, since a join may be planned as a look at the whole table while PostgreSQL has
 * no statistics of a library that has just grown.
 */
function isChanged(sourceId: number) {
  return sql`
    where page.etag is distinct from (
      select etag from assets a where a.source_id = ${sourceId} and a.origin_path = page.path
    )`
}

/** Assets that were found so long ago and have still not been read, in byte order. */
export async function findUnreadPaths(
  db: Db,
  sourceId: number,
  { after, limit, olderThanHours }: { after: string; limit: number; olderThanHours: number },
): Promise<string[]> {
  const { rows } = await sql<{ origin_path: string }>`
    select origin_path from assets
    where source_id = ${sourceId} and status = 'pending' and origin_path > ${after}
      and checked_at <= now() - ${olderThanHours} * interval '1 hour'
    order by origin_path limit ${limit}`.execute(db)
  return rows.map(({ origin_path }) => origin_path)
}

/** So many of the first and of the last paths that the index knows of a Source. */
export async function findEnds(db: Db, sourceId: number, count: number): Promise<string[]> {
  const all = db.selectFrom('assets').select('origin_path').where('source_id', '=', sourceId)
  const first = await all.orderBy('origin_path').limit(count).execute()
  const last = await all.orderBy('origin_path', 'desc').limit(count).execute()
  return [...new Set([...first, ...last].map(({ origin_path }) => origin_path))]
}

/** Whether the index knows at least so many files of a Source. */
export async function knowsAtLeast(db: Db, sourceId: number, count: number): Promise<boolean> {
  const query = db.selectFrom('assets').select('id').where('source_id', '=', sourceId)
  return (
    (
      await query
        .offset(count - 1)
        .limit(1)
        .execute()
    ).length > 0
  )
}

/** Those of these paths that still have to be read. */
export async function findPending(
  db: Db,
  { sourceId, paths }: { sourceId: number; paths: readonly string[] },
): Promise<string[]> {
  const rows = await db
    .selectFrom('assets')
    .select('origin_path')
    .where('source_id', '=', sourceId)
    .where('status', '=', 'pending')
    .where(sql<boolean>`origin_path = any(${sql.val(paths)}::text[])`)
    .orderBy('origin_path')
    .execute()
  return rows.map(({ origin_path }) => origin_path)
}

/** Lets a file be read again although it has not changed. @returns whether it is known at all */
export async function markForReindex(
  db: Db,
  { sourceId, path }: { sourceId: number; path: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('assets')
    .set({ status: 'pending', error: null, checked_at: sql`now()` })
    .where('source_id', '=', sourceId)
    .where('origin_path', '=', path)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Forgets files that are gone from the Origin. @returns how many were known */
export async function removeAssets(
  db: Db,
  { sourceId, paths }: { sourceId: number; paths: readonly string[] },
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('assets')
    .where('source_id', '=', sourceId)
    .where(sql<boolean>`origin_path = any(${sql.val(paths)}::text[])`)
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/**
 * Keeps that files were looked at just now. Locks them in the order of their paths, as all who write several
 * do, so that nobody waits in a circle: call it before other changes of the same files.
 */
export async function noteChecked(
  db: Db,
  { sourceId, paths }: { sourceId: number; paths: readonly string[] },
): Promise<void> {
  await sql`
    with looked as (
      select id from assets
      where source_id = ${sourceId} and origin_path = any(${sql.val(paths)}::text[])
      order by origin_path for update
    )
    update assets set checked_at = now() from looked where assets.id = looked.id`.execute(db)
}
