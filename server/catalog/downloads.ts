import { type Kysely, sql } from 'kysely'
import type { Database, Db } from '../db/tables.ts'
import { Failure, isErrno } from '../lib/failures.ts'
import { uuidV7 } from '../lib/uuid-v7.ts'
import type { PathSelection, SearchSelection } from './bulk/bulk-edits.ts'
import { resolveTerm } from './search/conditions.ts'
import { readAssetFilter } from './search/filter.ts'

/** Which files somebody is about to fetch as one zip: fixed when it is asked for, and forgotten soon. */

/** More than anybody unpacks; their names and places are held in memory while it runs. */
export const MOST_FILES = 50_000
/** So long a download can be begun. */
const BEGIN_SECONDS = 3600
/** Named, but not in the library: each is kept, and told in the zip. */
const MOST_UNKNOWN = 1000
/** More at once are somebody's mistake; each holds up to 400 KB. */
const MOST_KEPT = 100
const TIMEOUT_SECONDS = 30

interface DownloadRecord {
  id: string
  /** Files, without those that are not in the library. */
  count: number
  /** Of all files together, as far as it is known. */
  bytes: number
  /** How many were named that are not in the library. */
  unknown: number
  expiresAt: Date
}

interface NewDownload {
  accountId: number
  sourceId: number
  selection: PathSelection | SearchSelection
}

interface Gathered {
  assets: number[]
  bytes: number
  unknown: string[]
}

/** @throws Failure `invalid_body` for none or too many files, `too_many_requests`, `timeout` */
export async function createDownload(
  db: Kysely<Database>,
  { accountId, sourceId, selection }: NewDownload,
): Promise<DownloadRecord> {
  return await db.transaction().execute(async (tx) => {
    await refuseTooMany(tx, accountId)
    await sql`select set_config('statement_timeout', ${`${TIMEOUT_SECONDS}s`}, true),
      set_config('jit', 'off', true)`.execute(tx)
    const { assets, bytes, unknown } =
      'paths' in selection
        ? await gatherPaths(tx, sourceId, selection)
        : await gatherSearch(tx, { accountId, sourceId }, selection).catch(throwTimeout)
    checkCount(assets.length, selection)
    checkUnknown(unknown.length)
    const id = uuidV7()
    const expiresAt = new Date(Date.now() + BEGIN_SECONDS * 1000)
    const row = { id, account_id: accountId, source_id: sourceId, assets, bytes }
    await tx
      .insertInto('downloads')
      .values({ ...row, unknown_paths: unknown, expires_at: expiresAt })
      .execute()
    return { id, count: assets.length, bytes, unknown: unknown.length, expiresAt }
  })
}

async function refuseTooMany(tx: Db, accountId: number): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from downloads where account_id = ${accountId} and expires_at > now()`.execute(
    tx,
  )
  if ((rows[0]?.count ?? 0) < MOST_KEPT) return
  const detail = `${MOST_KEPT} downloads of the last hour are kept already. Wait some minutes.`
  throw new Failure('too_many_requests', detail, { retryAfterSeconds: 300 })
}

async function gatherPaths(tx: Db, sourceId: number, { paths }: PathSelection): Promise<Gathered> {
  const { rows } = await sql<Gathered>`
    select coalesce(array_agg(a.id order by a.origin_path) filter (where a.id is not null), '{}') as assets,
      coalesce(sum(a.file_size), 0)::bigint as bytes,
      coalesce(array_agg(w.path) filter (where a.id is null), '{}') as unknown
    from (select distinct path from unnest(${sql.val(paths)}::text[]) as path) w
    left join assets a on a.source_id = ${sourceId} and a.origin_path = w.path`.execute(tx)
  return asNumbers(rows[0])
}

async function gatherSearch(
  tx: Db,
  scope: { accountId: number; sourceId: number },
  { filters, excludedPaths }: SearchSelection,
): Promise<Gathered> {
  const condition = await resolveTerm(tx, scope, readAssetFilter(filters))
  if (!condition) return asNumbers(undefined)
  const { query, check } = condition
  const { rows } = await sql<Gathered>`
    select coalesce(array_agg(id order by origin_path), '{}') as assets,
      coalesce(sum(file_size), 0)::bigint as bytes, '{}'::text[] as unknown
    from (
      select a.id, a.origin_path, a.file_size
      from asset_search s join assets a on a.id = s.asset_id
      where s.source_id = ${scope.sourceId}
        and ${query === null ? sql`true` : sql`s.fts @@ ${query}::tsquery`} and ${check ?? sql`true`}
        and not exists (
          select from unnest(${sql.val(excludedPaths)}::text[]) as path where path = a.origin_path)
      limit ${MOST_FILES + 1}
    ) found`.execute(tx)
  return asNumbers(rows[0])
}

/** What PostgreSQL says when statement_timeout ends a statement. */
const QUERY_CANCELED = '57014'

function throwTimeout(error: unknown): never {
  if (!isErrno(error, QUERY_CANCELED)) throw error
  const detail = `Finding the files took longer than ${TIMEOUT_SECONDS} seconds. Narrow the search.`
  throw new Failure('timeout', detail, { cause: error })
}

/** Arrays of bigint arrive as texts. */
function asNumbers(row: Gathered | undefined): Gathered {
  if (!row) return { assets: [], bytes: 0, unknown: [] }
  return { ...row, assets: row.assets.map(Number) }
}

function checkCount(count: number, selection: NewDownload['selection']): void {
  const isSearch = 'query' in selection
  const pointer = `/data/attributes/selection${isSearch ? '/query' : '/paths'}`
  if (count > MOST_FILES) {
    const detail = `A download holds at most ${MOST_FILES} files, and this search finds more. Narrow it, a folder at a time.`
    throw new Failure('invalid_body', detail, { pointer })
  }
  if (count > 0) return
  const detail = isSearch
    ? 'This search finds nothing, so there is nothing to download.'
    : 'None of these files is in the library.'
  throw new Failure('invalid_body', detail, { pointer })
}

function checkUnknown(count: number): void {
  if (count <= MOST_UNKNOWN) return
  const detail = `${count} of these files are not in the library any more. Load the list again.`
  throw new Failure('invalid_body', detail, { pointer: '/data/attributes/selection/paths' })
}

interface DownloadFiles {
  assets: number[]
  unknownPaths: string[]
}

/** @throws Failure `not_found` also when its time is over */
export async function requireDownload(
  db: Db,
  { accountId, sourceId, id }: { accountId: number; sourceId: number; id: string },
): Promise<DownloadFiles> {
  const { rows } = await sql<DownloadFiles>`
    select assets, unknown_paths as "unknownPaths" from downloads
    where id = ${id}::uuid and account_id = ${accountId} and source_id = ${sourceId}
      and expires_at > now()`.execute(db)
  const [found] = rows
  if (found) return { ...found, assets: found.assets.map(Number) }
  throw new Failure('not_found', 'There is no such download, or its hour is over. Make a new one.')
}

export interface StoredFile {
  path: string
  sizeBytes: number
  modifiedAt: Date
}

const PAGE = 500

/** The files in their order, as the library knows them now; null for each that has gone from it. */
export async function* readStoredFiles(
  db: Db,
  assets: readonly number[],
): AsyncGenerator<StoredFile | null> {
  for (let at = 0; at < assets.length; at += PAGE) {
    const { rows } = await sql<{ [name in keyof StoredFile]: StoredFile[name] | null }>`
      select a.origin_path as path, a.file_size as "sizeBytes", a.origin_modified_at as "modifiedAt"
      from unnest(${sql.val(assets.slice(at, at + PAGE))}::bigint[]) with ordinality as wanted (id, place)
      left join assets a on a.id = wanted.id order by wanted.place`.execute(db)
    for (const { path, sizeBytes, modifiedAt } of rows) {
      const isThere = path !== null && sizeBytes !== null && modifiedAt !== null
      yield isThere ? { path, sizeBytes, modifiedAt } : null
    }
  }
}

/** Forgets those whose time is over; what is being fetched goes on. */
export async function forgetDownloads(db: Db): Promise<void> {
  await sql`delete from downloads where expires_at < now()`.execute(db)
}
