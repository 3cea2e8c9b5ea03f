import { type Kysely, sql } from 'kysely'
import { placeOlderVectors } from '../catalog/likeness/near-vectors.ts'
import { keepPlaces } from '../catalog/search/keep-places.ts'
import { countOlderRows, ensureSearchIndexes, renewRows } from '../catalog/search/renew-index.ts'
import type { Locks } from '../db/locks.ts'
import type { Database } from '../db/tables.ts'
import { startSweeping } from '../lib/sweep.ts'

/** Small, since nobody waits for it and editors wait for assets that it holds. */
const BATCH = 200
const SWEEP_SECONDS = 600
const PROGRESS_SECONDS = 10

interface RenewNeeds {
  db: Kysely<Database>
  locks: Locks
  /** Told what is being done, every ten seconds. */
  onProgress(progress: { built: string[]; renewed: number; left: number }): void
  onError(error: unknown): void
}

/** Lets this process bring the search index up to date after an update of Vitrine, until it is closed. */
export function startRenewingIndex(needs: RenewNeeds): { close(): Promise<void> } {
  const { onError } = needs
  const options = { everySeconds: SWEEP_SECONDS, onError }
  return startSweeping((signal) => renewIndex(needs, signal), options)
}

/** One process at a time; a killed one leaves what the next goes on with. */
export async function renewIndex(needs: RenewNeeds, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  const lock = await needs.locks.tryLock('renew-index')
  if (!lock) return
  try {
    const built = await buildIndexes(needs.db, signal)
    await placeVectors(needs.db, AbortSignal.any([signal, lock.signal]))
    await renewAllRows(needs, { built, signal: AbortSignal.any([signal, lock.signal]) })
    await keepPlaces(needs.db, AbortSignal.any([signal, lock.signal]))
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    await lock.release()
  }
}

/** An index may take minutes; the connection that builds one is told to stop when the process ends. */
async function buildIndexes(db: Kysely<Database>, signal: AbortSignal): Promise<string[]> {
  return await db.connection().execute(async (connection) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(connection)
    const cancel = () =>
      void sql`select pg_cancel_backend(${rows[0]?.pid})`.execute(db).catch(() => {})
    signal.addEventListener('abort', cancel)
    try {
      return await ensureSearchIndexes(connection)
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  })
}

/** Vectors that an older Vitrine has kept. */
async function placeVectors(db: Kysely<Database>, signal: AbortSignal): Promise<void> {
  const placeSome = () => db.transaction().execute((tx) => placeOlderVectors(tx, BATCH))
  while (!signal.aborted && (await placeSome()));
}

async function renewAllRows(
  { db, onProgress }: RenewNeeds,
  { built, signal }: { built: string[]; signal: AbortSignal },
): Promise<void> {
  let left = await countOlderRows(db)
  if (left > 0 || built.length > 0) onProgress({ built, renewed: 0, left })
  let saidAt = Date.now()
  let renewed = 0
  for (let behind: number | null = 0; behind !== null; ) {
    if (signal.aborted) return
    const place: number = behind
    behind = await db.transaction().execute((tx) => renewRows(tx, { behind: place, limit: BATCH }))
    renewed += behind === null ? 0 : BATCH
    if (Date.now() - saidAt < PROGRESS_SECONDS * 1000) continue
    saidAt = Date.now()
    left = await countOlderRows(db)
    onProgress({ built, renewed, left })
  }
  if (renewed > 0) onProgress({ built, renewed, left: await countOlderRows(db) })
}
