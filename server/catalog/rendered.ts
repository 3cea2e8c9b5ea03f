import { sql } from 'kysely'
import type { Db } from '../db/tables.ts'
import { ensureAssets, type KnownFile } from './assets.ts'

/** What came of files that were seen by the Rendering API. */
export interface RenderedFiles {
  /** Paths that have to be read. */
  changed: string[]
  /** Paths that were left out because the account has had its number of new assets for this month. */
  refused: string[]
}

/** Of a Source that is known by its public id: the one that jobs carry, and whose it is. */
export async function findSourceAccount(
  db: Db,
  publicId: string,
): Promise<{ id: number; accountId: number } | null> {
  const row = await db
    .selectFrom('sources')
    .select(['id', 'account_id as accountId'])
    .where('public_id', '=', publicId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row ?? null
}

/** The month that a moment belongs to, by UTC. */
export const THIS_MONTH = sql<string>`date_trunc('month', now() at time zone 'utc')::date`

/**
 * Makes files known that were rendered. New ones count for their account's month, up to the limit; known
 * ones never do. Has to run in a transaction.
 * imgix, Asset Manager: up to 50,000 new assets a month come in by rendering.
 */
export async function addRendered(
  tx: Db,
  given: { sourceId: number; accountId: number; files: readonly KnownFile[]; limit: number },
): Promise<RenderedFiles> {
  const { sourceId, accountId, files, limit } = given
  const paths = files.map(({ path }) => path)
  if ((await findUnknown(tx, sourceId, paths)).length === 0) {
    return { changed: await ensureAssets(tx, { sourceId, files }), refused: [] }
  }
  const left = limit - (await lockCount(tx, accountId))
  // Asked again behind the lock: others may have added some of them meanwhile.
  const unknown = await findUnknown(tx, sourceId, paths)
  const refused = unknown.slice(Math.max(0, left))
  const taken = files.filter(({ path }) => !refused.includes(path))
  const changed = await ensureAssets(tx, { sourceId, files: taken })
  await tx
    .updateTable('rendered_additions')
    .set((row) => ({ added: row('added', '+', unknown.length - refused.length) }))
    .where('account_id', '=', accountId)
    .where('month', '=', THIS_MONTH)
    .execute()
  return { changed, refused }
}

async function findUnknown(db: Db, sourceId: number, paths: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ path: string }>`
    select path from unnest(${sql.val(paths)}::text[]) as path
    where not exists (
      select from assets a where a.source_id = ${sourceId} and a.origin_path = path
    )`.execute(db)
  return rows.map(({ path }) => path)
}

/** @returns how many this month has had; nobody else adds any before the transaction ends */
async function lockCount(tx: Db, accountId: number): Promise<number> {
  const row = await tx
    .insertInto('rendered_additions')
    .values({ account_id: accountId, month: THIS_MONTH, added: 0 })
    .onConflict((conflict) =>
      conflict
        .columns(['account_id', 'month'])
        .doUpdateSet((row) => ({ added: row.ref('rendered_additions.added') })),
    )
    .returning('added')
    .executeTakeFirstOrThrow()
  return row.added
}
