import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Permission } from '../../contract/resources.ts'
import type { Db } from '../db/tables.ts'

/** A session ends when it was not used for so long. */
export const SESSION_SECONDS = 14 * 24 * 3600
/** The end is moved at most this often, so that not every request writes. */
const RENEW_SECONDS = 3600

export interface BrowserSession {
  tokenHash: Buffer
  csrfToken: string
  /** True when its end has just been moved: the cookie's must be too. */
  renewed: boolean
  user: {
    id: string
    accountId: number
    email: string
    name: string | null
    permissions: Permission[]
  }
}

/** A new session; the token is in the cookie alone, the database has its hash. */
export async function createSession(db: Db, userId: string): Promise<string> {
  await db.deleteFrom('browser_sessions').where('expires_at', '<', sql<Date>`now()`).execute()
  const token = randomBytes(32).toString('base64url')
  await db
    .insertInto('browser_sessions')
    .values({
      token_hash: hashToken(token),
      user_id: userId,
      csrf_token: randomBytes(32).toString('base64url'),
      expires_at: sql<Date>`now() + make_interval(secs => ${SESSION_SECONDS})`,
    })
    .execute()
  return token
}

/** The session of this token and whose it is; null when there is none, or it has ended. */
export async function findSession(db: Db, token: string): Promise<BrowserSession | null> {
  const row = await db
    .selectFrom('browser_sessions as s')
    .innerJoin('users as u', 'u.id', 's.user_id')
    .select(['s.token_hash', 's.csrf_token', 's.expires_at'])
    .select(['u.id', 'u.account_id', 'u.email', 'u.name', 'u.permissions'])
    .where('s.token_hash', '=', hashToken(token))
    .where('s.expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  if (row === undefined) return null
  const renewed = row.expires_at.getTime() < Date.now() + (SESSION_SECONDS - RENEW_SECONDS) * 1000
  if (renewed) await renewSession(db, row.token_hash)
  const { id, account_id: accountId, email, name, permissions } = row
  return {
    tokenHash: row.token_hash,
    csrfToken: row.csrf_token,
    renewed,
    user: { id, accountId, email, name, permissions },
  }
}

async function renewSession(db: Db, tokenHash: Buffer): Promise<void> {
  await db
    .updateTable('browser_sessions')
    .set({ expires_at: sql<Date>`now() + make_interval(secs => ${SESSION_SECONDS})` })
    .where('token_hash', '=', tokenHash)
    .execute()
}

export async function deleteSession(db: Db, tokenHash: Buffer): Promise<void> {
  await db.deleteFrom('browser_sessions').where('token_hash', '=', tokenHash).execute()
}

/** Signs the user out everywhere, or everywhere but in the session that is kept. */
export async function deleteSessionsOfUser(
  db: Db,
  { userId, keep }: { userId: string; keep: Buffer | null },
): Promise<void> {
  let query = db.deleteFrom('browser_sessions').where('user_id', '=', userId)
  if (keep !== null) query = query.where('token_hash', '!=', keep)
  await query.execute()
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
