import { sql } from 'kysely'
import type { Db } from '../../db/tables.ts'

/** The trigger of the migration that counts uses of labels has the same number. */
const LOCK = 748_326_512

/**
 * Until the transaction ends: nobody renames, merges or deletes labels of the account while somebody attaches them
 * (`use`), and the other way round (`change`). One lock for all of an account's labels, so that nobody waits in a
 * circle; changing them takes milliseconds.
 */
export async function lockLabels(tx: Db, accountId: number, why: 'use' | 'change'): Promise<void> {
  const lock = sql.raw(why === 'use' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock')
  await sql`select ${lock}(${sql.lit(LOCK)}, ${accountId}::int)`.execute(tx)
}
