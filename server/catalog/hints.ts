import { sql } from 'kysely'
import type { Db, StoredDeployment } from '../db/tables.ts'

/** Files that somebody said to look at: a bucket's notifications, most of all. */
export interface FileHint {
  path: string
  /** How often, so far. */
  hits: number
}

/** Of one Source. A listing is the better way to learn of more. */
const MAX_WAITING = 50_000

/** @returns false when so many hints are waiting that these were not taken */
export async function addHints(
  db: Db,
  { sourceId, paths }: { sourceId: number; paths: readonly string[] },
): Promise<boolean> {
  const { rows } = await sql<{ full: boolean }>`
    select count(*) >= ${MAX_WAITING} as full from (
      select from file_hints where source_id = ${sourceId} limit ${MAX_WAITING}
    ) waiting`.execute(db)
  if (rows[0]?.full) return false
  // In order, so that two of these never wait for each other in a circle.
  await sql`
    insert into file_hints (source_id, origin_path)
    select distinct ${sourceId}::int, path collate "C" as path
    from unnest(${sql.val(paths)}::text[]) as path order by path
    on conflict (source_id, origin_path) do update set hits = file_hints.hits + 1`.execute(db)
  return true
}

/** In byte order, behind `after`. They stay until they are dropped. */
export async function findHints(
  db: Db,
  { sourceId, after, limit }: { sourceId: number; after: string; limit: number },
): Promise<FileHint[]> {
  return await db
    .selectFrom('file_hints')
    .select(['origin_path as path', 'hits'])
    .where('source_id', '=', sourceId)
    .where('origin_path', '>', after)
    .orderBy('origin_path')
    .limit(limit)
    .execute()
}

/** Forgets hints that were followed, but for those that came again in the meantime. */
export async function dropHints(
  db: Db,
  { sourceId, hints }: { sourceId: number; hints: readonly FileHint[] },
): Promise<void> {
  await sql`
    delete from file_hints f
    using unnest(
      ${sql.val(hints.map(({ path }) => path))}::text[], ${sql.val(hints.map(({ hits }) => hits))}::int[]
    ) as done (path, hits)
    where f.source_id = ${sourceId} and f.origin_path = done.path and f.hits = done.hits`.execute(
    db,
  )
}

/** Enabled Sources that have hints waiting. */
export async function findHintedSources(db: Db): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select s.id from sources s
    where s.enabled and s.deleted_at is null
      and exists (select from file_hints f where f.source_id = s.id)`.execute(db)
  return rows.map(({ id }) => id)
}

/** Whom notifications are for, and what shows that they may come. */
export interface HintedSource {
  id: number
  eventsToken: string
  deployment: StoredDeployment
}

export async function findHintedSource(db: Db, publicId: string): Promise<HintedSource | null> {
  const row = await db
    .selectFrom('sources')
    .select(['id', 'events_token as eventsToken', 'deployment'])
    .where('public_id', '=', publicId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row ?? null
}
