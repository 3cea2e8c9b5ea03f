import { sql } from 'kysely'
import type { Db } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import { stopListing } from './listings.ts'

/**
 * From now on nobody gets to see the Source; its hosts are free and its secrets forgotten. What is known of its
 * assets goes in the background, see removeAssets.
 * @param key.name as somebody has typed it, to be sure
 * @returns the id that jobs carry
 * @throws Failure `not_found`, and `invalid_parameter` when it has another name
 */
export async function deleteSource(
  tx: Db,
  { accountId, publicId, name }: { accountId: number; publicId: string; name: string },
): Promise<number> {
  const found = await tx
    .selectFrom('sources')
    .select(['id', 'name'])
    .where('account_id', '=', accountId)
    .where('public_id', '=', publicId)
    .where('deleted_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!found) throw new Failure('not_found', 'There is no Source with this id.')
  if (found.name !== name) {
    const detail = 'confirm: This is not the name of the Source, so nothing was deleted.'
    throw new Failure('invalid_parameter', detail, { parameter: 'confirm' })
  }
  await tx.deleteFrom('source_hosts').where('source_id', '=', found.id).execute()
  await tx
    .updateTable('sources')
    .set({
      deleted_at: new Date(),
      enabled: false,
      deployment_status: 'deleted',
      deployment_secrets: null,
      upload_secrets: null,
    })
    .where('id', '=', found.id)
    .execute()
  await stopListing(tx, found.id)
  return found.id
}

/** Whether there is such a Source and somebody has deleted it. */
export async function isDeleted(db: Db, id: number): Promise<boolean> {
  const query = db.selectFrom('sources').select('id').where('id', '=', id)
  return (await query.where('deleted_at', 'is not', null).executeTakeFirst()) !== undefined
}

/** Removes some assets of a deleted Source with all that hangs on them. @returns how many; 0: there are none */
export async function removeAssets(db: Db, sourceId: number, limit: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from assets where id in (
      select id from assets where source_id = ${sourceId} limit ${limit}
    )`.execute(db)
  return Number(numAffectedRows)
}

/** The row itself, and with it listings, sessions and everything small, once the assets are gone. */
export async function removeSource(db: Db, id: number): Promise<void> {
  const gone = db.deleteFrom('sources').where('id', '=', id).where('deleted_at', 'is not', null)
  await gone.execute()
}
