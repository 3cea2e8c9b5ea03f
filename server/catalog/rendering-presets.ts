import { type Kysely, sql } from 'kysely'
import type { Database, Db } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import { uuidV7 } from '../lib/uuid-v7.ts'
import { foldName, nameTaken } from './unique-names.ts'

/** Rendering parameters that people keep under a name, for everybody of the account. */

export interface RenderingPreset {
  id: string
  name: string
  /** As in an address. */
  query: string
  /** E-mail; null when the user is gone, or a key without a maker has made it. */
  createdBy: string | null
  createdAt: Date
  modifiedAt: Date
  version: number
}

export const MOST_PRESETS = 200

/** All of them, in the order of their names: there are never many. */
export async function listPresets(db: Db, accountId: number): Promise<RenderingPreset[]> {
  return await presets(db, accountId).orderBy('p.name_folded').execute()
}

export async function findPreset(
  db: Db,
  accountId: number,
  id: string,
): Promise<RenderingPreset | null> {
  return (await presets(db, accountId).where('p.id', '=', id).executeTakeFirst()) ?? null
}

function presets(db: Db, accountId: number) {
  return db
    .selectFrom('rendering_presets as p')
    .leftJoin('users as u', 'u.id', 'p.created_by')
    .select(['p.id', 'p.name', 'p.query', 'u.email as createdBy', 'p.version'])
    .select(['p.created_at as createdAt', 'p.modified_at as modifiedAt'])
    .where('p.account_id', '=', accountId)
}

/**
 * @param by.userId who makes it, or made the key that does; null: nobody knows
 * @throws Failure `conflict`: the name is taken, or there are as many as there may be
 */
export async function createPreset(
  db: Kysely<Database>,
  { accountId, userId }: { accountId: number; userId: string | null },
  { name, query }: Pick<RenderingPreset, 'name' | 'query'>,
): Promise<RenderingPreset> {
  const id = uuidV7()
  return await db.transaction().execute(async (tx) => {
    await requireRoom(tx, accountId)
    const insert = tx.insertInto('rendering_presets').values({
      id,
      account_id: accountId,
      created_by: userId,
      name,
      name_folded: foldName(name),
      query,
    })
    await insert.execute().catch(nameTaken(alreadyThere(name)))
    return await requirePreset(tx, accountId, id)
  })
}

/** Locked, so that two new ones at the same time cannot both be the last. */
async function requireRoom(tx: Db, accountId: number): Promise<void> {
  await tx.selectFrom('accounts').select('id').where('id', '=', accountId).forUpdate().execute()
  const counted = tx
    .selectFrom('rendering_presets')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('account_id', '=', accountId)
  if (((await counted.executeTakeFirst())?.count ?? 0) < MOST_PRESETS) return
  const detail = `There are ${MOST_PRESETS} presets, which is as many as there may be. Delete one first.`
  throw new Failure('conflict', detail)
}

interface PresetChange {
  id: string
  /** The version somebody has seen; null: whatever it is. */
  ifVersion: number | null
}

/**
 * Changes the given members.
 * @throws Failure `not_found`, `changed_meanwhile`, `conflict` when the name is taken
 */
export async function updatePreset(
  db: Kysely<Database>,
  accountId: number,
  change: PresetChange & { to: Partial<Pick<RenderingPreset, 'name' | 'query'>> },
): Promise<RenderingPreset> {
  return await db.transaction().execute(async (tx) => {
    const present = await requireVersion(tx, accountId, change)
    const { name = present.name, query = present.query } = change.to
    const update = tx
      .updateTable('rendering_presets')
      .set({ name, name_folded: foldName(name), query })
      .set({ version: present.version + 1, modified_at: sql`now()` })
      .where('id', '=', present.id)
    await update.execute().catch(nameTaken(alreadyThere(name)))
    return await requirePreset(tx, accountId, present.id)
  })
}

/** @returns what it was. @throws Failure `not_found`, `changed_meanwhile` */
export async function deletePreset(
  db: Kysely<Database>,
  accountId: number,
  change: PresetChange,
): Promise<RenderingPreset> {
  return await db.transaction().execute(async (tx) => {
    const present = await requireVersion(tx, accountId, change)
    await tx.deleteFrom('rendering_presets').where('id', '=', present.id).execute()
    return present
  })
}

async function requireVersion(tx: Db, accountId: number, { id, ifVersion }: PresetChange) {
  const row = tx.selectFrom('rendering_presets').select('id').where('id', '=', id)
  await row.where('account_id', '=', accountId).forUpdate().execute()
  const preset = await requirePreset(tx, accountId, id)
  if (ifVersion === null || ifVersion === preset.version) return preset
  const detail = `This preset was changed meanwhile: it is "${preset.name}" now. Read it again.`
  throw new Failure('changed_meanwhile', detail)
}

async function requirePreset(db: Db, accountId: number, id: string): Promise<RenderingPreset> {
  const preset = await findPreset(db, accountId, id)
  if (preset) return preset
  throw new Failure('not_found', 'There is no rendering preset with this id.')
}

function alreadyThere(name: string): string {
  return `There is a preset "${name}" already.`
}
