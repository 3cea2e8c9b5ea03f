import { sql } from 'kysely'
import type { Db } from '../db/tables.ts'

/** One walk over an Origin, as far as it has come. */
export interface Listing {
  id: number
  /** Everything up to this path has been compared; '' at the beginning. */
  cursor: string
  /** By the database's clock. */
  startedAt: Date
}

/** The Source's running listing, so that a killed one goes on where it was, or a new one. */
export async function beginListing(db: Db, sourceId: number): Promise<Listing> {
  const { rows } = await sql<Listing>`
    insert into listings (source_id) values (${sourceId})
    on conflict (source_id) where state = 'running' do update set error = null
    returning id, cursor, started_at as "startedAt"`.execute(db)
  const [listing] = rows
  if (!listing) throw new Error('insert … returning returned nothing')
  return listing
}

interface ListingProgress {
  /** Last path that was compared. */
  cursor: string
  seen: number
  changed: number
  removed: number
}

export async function advanceListing(db: Db, id: number, done: ListingProgress): Promise<void> {
  await db
    .updateTable('listings')
    .set((row) => ({
      cursor: done.cursor,
      objects_seen: row('objects_seen', '+', done.seen),
      assets_changed: row('assets_changed', '+', done.changed),
      assets_removed: row('assets_removed', '+', done.removed),
    }))
    .where('id', '=', id)
    .execute()
}

export async function finishListing(db: Db, id: number): Promise<void> {
  await db
    .updateTable('listings')
    .set({ state: 'complete', finished_at: new Date(), error: null })
    .where('id', '=', id)
    .execute()
}

/** The listing stays open and will be resumed; people see why it does not go on. */
export async function noteListingTrouble(db: Db, id: number, error: string): Promise<void> {
  await db.updateTable('listings').set({ error }).where('id', '=', id).execute()
}

/** Enabled Sources whose last complete listing began before the given moment, or that never had one. */
export async function findSourcesToList(db: Db, before: Date): Promise<number[]> {
  const rows = await db
    .selectFrom('sources')
    .select('id')
    .where('enabled', '=', true)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('listings')
            .select('listings.id')
            .whereRef('listings.source_id', '=', 'sources.id')
            .where('listings.state', '=', 'complete')
            .where('listings.started_at', '>=', before),
        ),
      ),
    )
    .execute()
  return rows.map(({ id }) => id)
}
