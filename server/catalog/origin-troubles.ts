import type { Db } from '../db/tables.ts'

/** That files of a Source could not be read lately, so that people see why nothing goes on. */
export async function noteOriginTrouble(db: Db, sourceId: number, error: string): Promise<void> {
  await db
    .insertInto('origin_troubles')
    .values({ source_id: sourceId, error })
    .onConflict((conflict) => conflict.column('source_id').doUpdateSet({ error }))
    .execute()
}

/** A file could be read. */
export async function clearOriginTrouble(db: Db, sourceId: number): Promise<void> {
  await db.deleteFrom('origin_troubles').where('source_id', '=', sourceId).execute()
}
