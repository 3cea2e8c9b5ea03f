import { randomBytes } from 'node:crypto'
import type { Transaction } from 'kysely'
import { sql } from 'kysely'
import type { Database, Db } from '../db/tables.ts'
import { hashKey, KEY_END } from './api-keys.ts'
import { createUser } from './users.ts'

const LOCK = 7_483_265_110

/**
 * Makes the account and its first user, an administrator, if there is no user yet. Any number of processes
 * may do this at once.
 * @returns who the administrator is (the oldest user, when there were users already), and the password when
 *   it was made up here.
 */
export async function ensureFirstUser(
  db: Db,
  { email, password }: { email: string; password: string | null },
): Promise<{ email: string; generatedPassword: string | null }> {
  return await db.transaction().execute(async (tx) => {
    const accountId = await ensureAccount(tx)
    const first = await findFirstUser(tx)
    if (first !== null) return { email: first.email, generatedPassword: null }
    const generatedPassword = password === null ? randomBytes(12).toString('base64url') : null
    await createUser(tx, {
      accountId,
      email,
      name: null,
      password: password ?? generatedPassword ?? '',
      // What was printed may be in a log.
      passwordIsGiven: generatedPassword !== null,
      permissions: ['account_admin'],
    })
    return { email, generatedPassword }
  })
}

/** Makes sure that this key exists, with all permissions: the setting API_KEY. Safe to do at once. */
export async function ensureApiKey(db: Db, key: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const account_id = await ensureAccount(tx)
    const created_by = (await findFirstUser(tx))?.id ?? null
    await tx
      .insertInto('api_keys')
      .values({
        account_id,
        name: 'API_KEY',
        key_hash: hashKey(key),
        key_end: key.slice(-KEY_END),
        permissions: ['account_admin'],
        created_by,
      })
      .onConflict((conflict) => conflict.column('key_hash').doNothing())
      .execute()
  })
}

/** The one account; the lock, held to the end of the transaction, keeps the others waiting. */
async function ensureAccount(tx: Transaction<Database>): Promise<number> {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx)
  const known = await tx.selectFrom('accounts').select('id').orderBy('id').executeTakeFirst()
  if (known !== undefined) return known.id
  const values = { name: 'Vitrine' }
  const made = await tx.insertInto('accounts').values(values).returning('id').executeTakeFirst()
  if (made === undefined) throw new Error('an insert returned no row')
  return made.id
}

async function findFirstUser(tx: Transaction<Database>) {
  const query = tx.selectFrom('users').select(['id', 'email']).orderBy('created_at').orderBy('id')
  return (await query.executeTakeFirst()) ?? null
}
