import { type Selectable, sql, type Transaction } from 'kysely'
import type { Permission } from '../../contract/resources.ts'
import type { Database, Db } from '../db/tables.ts'
import { Failure } from '../lib/failures.ts'
import { hashPassword } from './password.ts'
import { deleteSessionsOfUser } from './sessions.ts'

const COLUMNS = ['id', 'email', 'name', 'permissions', 'created_at', 'last_seen_at'] as const

export type UserRow = Pick<Selectable<Database['users']>, (typeof COLUMNS)[number]>

export async function listUsers(db: Db, accountId: number): Promise<UserRow[]> {
  return await db
    .selectFrom('users')
    .select(COLUMNS)
    .where('account_id', '=', accountId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export interface NewUser {
  accountId: number
  email: string
  name: string | null
  password: string
  /** Somebody else has chosen it for them. */
  passwordIsGiven: boolean
  permissions: Permission[]
}

/** @throws Failure `conflict` when somebody has this e-mail already, in whatever case. */
export async function createUser(db: Db, user: NewUser): Promise<UserRow> {
  const password_hash = await hashPassword(user.password)
  const { accountId: account_id, email, name, permissions } = user
  const password_is_given = user.passwordIsGiven
  const row = await db
    .insertInto('users')
    .values({ account_id, email, name, permissions, password_hash, password_is_given })
    .onConflict((conflict) => conflict.expression(sql`lower(email)`).doNothing())
    .returning(COLUMNS)
    .executeTakeFirst()
  if (row === undefined) throw emailTaken(email)
  return row
}

export type UserChanges = Partial<
  Pick<NewUser, 'name' | 'password' | 'passwordIsGiven' | 'permissions'>
>

/**
 * Changes the given members; a new password ends all sessions of the user. Null when there is no such user.
 * @throws Failure `conflict` when nobody would be left who may manage the account.
 */
export async function updateUser(
  db: Db,
  { id, accountId }: { id: string; accountId: number },
  { password, passwordIsGiven = false, ...changes }: UserChanges,
): Promise<UserRow | null> {
  const hash =
    password === undefined
      ? {}
      : {
          password_hash: await hashPassword(password),
          password_is_given: passwordIsGiven,
          password_changed_at: sql<Date>`now()`,
        }
  return await db.transaction().execute(async (tx) => {
    const stays = changes.permissions?.includes('account_admin') ?? true
    if (!stays) await requireOtherAdmin(tx, { id, accountId })
    const values = { ...changes, ...hash }
    const given = Object.values(values).some((value) => value !== undefined)
    const row = given
      ? await tx
          .updateTable('users')
          .set(values)
          .where('id', '=', id)
          .where('account_id', '=', accountId)
          .returning(COLUMNS)
          .executeTakeFirst()
      : await tx
          .selectFrom('users')
          .select(COLUMNS)
          .where('id', '=', id)
          .where('account_id', '=', accountId)
          .executeTakeFirst()
    if (row !== undefined && password !== undefined) {
      await deleteSessionsOfUser(tx, { userId: id, keep: null })
    }
    return row ?? null
  })
}

/**
 * Deletes a user with their sessions and returns who it was; API keys they made go on. Null when there is none.
 * @throws Failure `conflict` when nobody would be left who may manage the account.
 */
export async function deleteUser(
  db: Db,
  { id, accountId }: { id: string; accountId: number },
): Promise<UserRow | null> {
  return await db.transaction().execute(async (tx) => {
    await requireOtherAdmin(tx, { id, accountId })
    const row = await tx
      .deleteFrom('users')
      .where('id', '=', id)
      .where('account_id', '=', accountId)
      .returning(COLUMNS)
      .executeTakeFirst()
    return row ?? null
  })
}

/** Locks the account's administrators, so that the last two cannot leave at the same time. */
async function requireOtherAdmin(
  tx: Transaction<Database>,
  { id, accountId }: { id: string; accountId: number },
): Promise<void> {
  const admins = await tx
    .selectFrom('users')
    .select('id')
    .where('account_id', '=', accountId)
    .where(sql<boolean>`'account_admin' = any(permissions)`)
    .orderBy('id')
    .forUpdate()
    .execute()
  if (admins.length !== 1 || admins[0]?.id !== id) return
  const detail = 'This is the last user with the permission Account Admin; somebody must keep it.'
  throw new Failure('conflict', detail)
}

function emailTaken(email: string): Failure {
  return new Failure('conflict', `There is already a user with the e-mail ${email}.`, {
    pointer: '/data/attributes/email',
  })
}
