import { sql } from 'kysely'
import type { Db } from '../db/tables.ts'
import { toStorable } from './storable.ts'

/** One walk over an Origin, as far as it has come. */
export interface Listing {
  id: number
  /** By the database's clock. */
  startedAt: Date
  /** In the order of the Origin. */
  parts: ListingPart[]
}

/** A stretch of the Origin that is walked by itself. */
export interface ListingPart {
  position: number
  /** Its last path, inclusive; null: to the end. */
  upTo: string | null
  /** Everything up to this path has been compared; at first the end of the stretch before. */
  cursor: string
  finished: boolean
}

/** The Source's running listing, so that a killed one goes on where it was. */
export async function resumeListing(db: Db, sourceId: number): Promise<Listing | null> {
  const listing = await db
    .updateTable('listings')
    .set({ error: null })
    .where('source_id', '=', sourceId)
    .where('state', '=', 'running')
    .returning(['id', 'started_at'])
    .executeTakeFirst()
  if (!listing) return null
  const parts = await db
    .selectFrom('listing_parts')
    .select(['position', 'up_to as upTo', 'cursor', 'finished'])
    .where('listing_id', '=', listing.id)
    .orderBy('position')
    .execute()
  return { id: listing.id, startedAt: listing.started_at, parts }
}

/** Begins a listing in the place of one that is running; see Origin.split for the cuts. */
export async function beginListing(
  db: Db,
  sourceId: number,
  cuts: readonly string[] = [],
): Promise<Listing> {
  await stopListing(db, sourceId)
  const listing = await db
    .insertInto('listings')
    .values({ source_id: sourceId })
    .returning(['id', 'started_at'])
    .executeTakeFirstOrThrow()
  const parts = [...cuts, null].map((upTo, position) => {
    return { position, upTo, cursor: cuts[position - 1] ?? '', finished: false }
  })
  await db
    .insertInto('listing_parts')
    .values(
      parts.map(({ position, upTo, cursor }) => ({
        listing_id: listing.id,
        position,
        up_to: upTo,
        cursor,
      })),
    )
    .execute()
  return { id: listing.id, startedAt: listing.started_at, parts }
}

/** What a page of a stretch brought. */
export interface ListingProgress {
  /** Last path that was compared. */
  cursor: string
  finished: boolean
  seen: number
  changed: number
  removed: number
  skipped: SkippedPaths
}

/** What could not be listed. */
export interface SkippedPaths {
  count: number
  /** The first of them, MAX_SKIPPED at most. */
  first: { path: string; reason: string }[]
}

/** Shown to people, as examples; the count says how many there are. */
export const MAX_SKIPPED = 100

/**
 * To be called in the transaction that stores the page, which then does not wait for the disk: a page that is lost
 * when the machine goes down is lost together with its place in the walk, and is listed again.
 */
export async function advanceListing(
  db: Db,
  { listingId, position }: { listingId: number; position: number },
  done: ListingProgress,
): Promise<void> {
  const first = JSON.stringify(toStorable(done.skipped.first))
  const { numAffectedRows } = await sql`
    with part as (
      update listing_parts set cursor = ${done.cursor}, finished = ${done.finished}
      where listing_id = ${listingId} and position = ${position}
    )
    update listings set
      objects_seen = objects_seen + ${done.seen},
      assets_changed = assets_changed + ${done.changed},
      assets_removed = assets_removed + ${done.removed},
      objects_skipped = objects_skipped + ${done.skipped.count},
      skipped = jsonb_path_query_array(skipped || ${first}::jsonb,
        ${`$[0 to ${MAX_SKIPPED - 1}]`}::jsonpath)
    where id = ${listingId} and state = 'running'
    returning set_config('synchronous_commit', 'off', true)`.execute(db)
  // The caller's transaction takes its page back, so that nothing is added to a Source that is deleted.
  if (numAffectedRows === 0n) throw new Error('The listing was stopped.')
}

/** Somebody has paused or deleted the Source: its listing, if there is one, ends with the page it is at. */
export async function stopListing(db: Db, sourceId: number): Promise<void> {
  await db
    .updateTable('listings')
    .set({ state: 'stopped', finished_at: sql`now()` })
    .where('source_id', '=', sourceId)
    .where('state', '=', 'running')
    .execute()
}

/** Whether the listing has seen any file, in whichever of its stretches. */
export async function hasSeenFiles(db: Db, listingId: number): Promise<boolean> {
  const row = await db
    .selectFrom('listings')
    .select('objects_seen')
    .where('id', '=', listingId)
    .executeTakeFirst()
  return (row?.objects_seen ?? 0) > 0
}

/** How long what a listing found can be looked up. */
const KEPT_DAYS = 90

export async function finishListing(db: Db, id: number): Promise<void> {
  const { source_id } = await db
    .updateTable('listings')
    .set({ state: 'complete', finished_at: sql`now()`, error: null })
    .where('id', '=', id)
    .returning('source_id')
    .executeTakeFirstOrThrow()
  await db.deleteFrom('listing_parts').where('listing_id', '=', id).execute()
  await sql`
    delete from listings where source_id = ${source_id} and id < ${id}
      and finished_at < now() - ${KEPT_DAYS} * interval '1 day'`.execute(db)
}

/** The listing stays open and will be resumed; people see why it does not go on. */
export async function noteListingTrouble(db: Db, id: number, error: string): Promise<void> {
  await db.updateTable('listings').set({ error }).where('id', '=', id).execute()
}

/** Types of Source that no listing can look at; they are looked at file by file. */
const UNLISTABLE = ['webfolder', 'webproxy']

/** For a Source `s`. */
export const CAN_LIST = sql<boolean>`(s.deployment ->> 'type') <> all(${sql.val(UNLISTABLE)}::text[])`

/**
 * How long after the last one the next listing of a Source `s` begins: up to a tenth more or less than the
 * setting, always the same for one Source, so that many that were made together are not listed together.
 */
export function listingInterval(hours: number) {
  // Multiples of the golden ratio fill the range evenly, however many there are.
  const share = sql`(0.9 + 0.2 * mod(s.id * 0.61803398875, 1))::float8`
  return sql<string>`make_interval(secs => ${hours * 3600}::float8 * ${share})`
}

/**
 * Enabled Sources whose last listing began long enough ago, or that never had one. A listing in trouble is
 * due again at once.
 * @param due.intervalHours 0: only those that never had one
 * @param due.starting those in folders of this machine, too, which people expect to be up to date at a start;
 *   where nothing is listed by itself, all
 */
export async function findSourcesToList(
  db: Db,
  due: { intervalHours: number; starting?: boolean },
): Promise<number[]> {
  const { intervalHours, starting = false } = due
  const waits =
    intervalHours === 0 ? sql`true` : sql`l.started_at > now() - ${listingInterval(intervalHours)}`
  const { rows } = await sql<{ id: number }>`
    select s.id from sources s
    where s.enabled and s.deleted_at is null and ${CAN_LIST}
      and ((${starting} and (s.deployment ->> 'type' = 'local' or ${intervalHours} = 0)) or not exists (
        select from listings l where l.source_id = s.id and l.state = 'complete' and ${waits}
      ))
    order by s.id`.execute(db)
  return rows.map(({ id }) => id)
}
