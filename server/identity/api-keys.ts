import { createHash, randomBytes } from 'node:crypto'
import { type Selectable, sql } from 'kysely'
import type { Permission } from '../../contract/resources.ts'
import { KEPT } from '../db/connection.ts'
import type { Database, Db } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import { expandPermissions, type Principal } from './principal.ts'

/** imgix: `ak_` and 64 lower-case hex digits. */
const API_KEY = /^ak_[0-9a-f]{64}$/

/** So much of a key is kept to be recognised by: of 256 random bits, 240 stay unknown. */
export const KEY_END = 4

const COLUMNS = ['id', 'name', 'permissions', 'created_at', 'last_used_at', 'key_end'] as const

export type ApiKeyRow = Pick<Selectable<Database['api_keys']>, (typeof COLUMNS)[number]> & {
  /** The e-mail of who made it. */
  createdBy: string | null
}

/** The e-mail of who made a key. */
const CREATED_BY = sql<
  string | null
>`(select email from users where users.id = api_keys.created_by)`

/** Who asks with this key; null when there is no such key. Notes its use, at most once a minute. */
export async function findKeyPrincipal(db: Db, key: string): Promise<Principal | null> {
  if (!API_KEY.test(key)) return null
  const row = await db
    .selectFrom('api_keys as k')
    .leftJoin('users as u', 'u.id', 'k.created_by')
    .modifyFront(KEPT)
    .select(['k.id', 'k.account_id', 'k.permissions', 'u.email'])
    .select(sql<boolean>`k.last_used_at > now() - interval '1 minute'`.as('used_lately'))
    .where('k.key_hash', '=', hashKey(key))
    .executeTakeFirst()
  if (row === undefined) return null
  if (!row.used_lately) {
    await db
      .updateTable('api_keys')
      .set({ last_used_at: sql<Date>`now()` })
      .where('id', '=', row.id)
      .execute()
  }
  return {
    accountId: row.account_id,
    userId: null,
    keyId: row.id,
    tag: row.email,
    permissions: expandPermissions(row.permissions),
  }
}

/** Keys of an account, newest first; with `createdBy` only those that this user made. */
export async function listApiKeys(
  db: Db,
  { accountId, createdBy }: { accountId: number; createdBy: string | null },
): Promise<ApiKeyRow[]> {
  let query = db
    .selectFrom('api_keys')
    .select(COLUMNS)
    .select(CREATED_BY.as('createdBy'))
    .where('account_id', '=', accountId)
  if (createdBy !== null) query = query.where('created_by', '=', createdBy)
  return await query.orderBy('created_at', 'desc').orderBy('id').execute()
}

export interface NewApiKey {
  accountId: number
  createdBy: string | null
  name: string
  permissions: Permission[]
  maxKeys: number
}

/**
 * Makes a key; its text is known here and now, and never again.
 * @throws Failure `conflict` when the account has as many keys as it may have.
 */
export async function createApiKey(db: Db, made: NewApiKey): Promise<ApiKeyRow & { key: string }> {
  const key = `ak_${randomBytes(32).toString('hex')}`
  const row = await db.transaction().execute(async (tx) => {
    // Locked, so that two new keys at the same time cannot both be the last one.
    const account = tx.selectFrom('accounts').select('id').where('id', '=', made.accountId)
    await account.forUpdate().execute()
    const { count } = await tx
      .selectFrom('api_keys')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('account_id', '=', made.accountId)
      .executeTakeFirstOrThrow()
    if (Number(count) >= made.maxKeys) {
      const detail = `The account has ${count} API keys, which is as many as it may have. Delete one first.`
      throw new Failure('conflict', detail)
    }
    return await tx
      .insertInto('api_keys')
      .values({
        account_id: made.accountId,
        name: made.name,
        key_hash: hashKey(key),
        key_end: key.slice(-KEY_END),
        permissions: made.permissions,
        created_by: made.createdBy,
      })
      .returning(COLUMNS)
      .returning(CREATED_BY.as('createdBy'))
      .executeTakeFirstOrThrow()
  })
  return { ...row, key }
}

/** Deletes a key and returns what it was; null when there is none, or `createdBy` made it not. */
export async function deleteApiKey(
  db: Db,
  { id, accountId, createdBy }: { id: string; accountId: number; createdBy: string | null },
): Promise<ApiKeyRow | null> {
  let query = db.deleteFrom('api_keys').where('id', '=', id).where('account_id', '=', accountId)
  if (createdBy !== null) query = query.where('created_by', '=', createdBy)
  return (
    (await query.returning(COLUMNS).returning(CREATED_BY.as('createdBy')).executeTakeFirst()) ??
    null
  )
}

export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
