import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Permission } from '../../contract/resources.ts'
import { KEPT } from '../db/connection.ts'
import type { Db } from '../db/tables.ts'

/** A session ends when it was not used for so long. */
export const SESSION_SECONDS = 14 * 24 * 3600
/** The end is moved at most this often, so that not every request writes; so exact is when somebody was seen. */
const RENEW_SECONDS = 300
/** Browsers that one user is signed in with; the one that was used longest ago goes first. */
const MOST_SESSIONS = 100

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
    passwordIsGiven: boolean
    passwordChangedAt: Date
  }
}

export interface NewBrowserSession {
  userId: string
  /** As the browser calls itself. */
  userAgent: string | null
}

/**
 * A new session; the token is in the cookie alone, the database has its hash.
 * @returns with it, whether this user had never signed in before
 */
export async function createSession(
  db: Db,
  { userId, userAgent }: NewBrowserSession,
): Promise<{ token: string; isFirstTime: boolean }> {
  await db.deleteFrom('browser_sessions').where('expires_at', '<', sql<Date>`now()`).execute()
  const token = randomBytes(32).toString('base64url')
  await db
    .insertInto('browser_sessions')
    .values({
      token_hash: hashToken(token),
      user_id: userId,
      csrf_token: randomBytes(32).toString('base64url'),
      user_agent: userAgent,
      expires_at: sql<Date>`now() + make_interval(secs => ${SESSION_SECONDS})`,
    })
    .execute()
  await deleteOldest(db, userId)
  const { last_seen_at: seenBefore } = await db
    .selectFrom('users')
    .select('last_seen_at')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow()
  await noteSeen(db, userId)
  return { token, isFirstTime: seenBefore === null }
}

/** Programs sign in without ever signing out. */
async function deleteOldest(db: Db, userId: string): Promise<void> {
  const sessions = db.selectFrom('browser_sessions').where('user_id', '=', userId)
  const beyond = sessions.select('token_hash').orderBy('expires_at', 'desc').offset(MOST_SESSIONS)
  await db.deleteFrom('browser_sessions').where('token_hash', 'in', beyond).execute()
}

/** The session of this token and whose it is; null when there is none, or it has ended. */
export async function findSession(db: Db, token: string): Promise<BrowserSession | null> {
  const row = await db
    .selectFrom('browser_sessions as s')
    .innerJoin('users as u', 'u.id', 's.user_id')
    .modifyFront(KEPT)
    .select(['s.token_hash', 's.csrf_token', 's.expires_at'])
    .select(['u.id', 'u.account_id', 'u.email', 'u.name', 'u.permissions'])
    .select(['u.password_is_given', 'u.password_changed_at'])
    .where('s.token_hash', '=', hashToken(token))
    .where('s.expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst()
  if (row === undefined) return null
  const renewed = row.expires_at.getTime() < Date.now() + (SESSION_SECONDS - RENEW_SECONDS) * 1000
  if (renewed) await renewSession(db, { tokenHash: row.token_hash, userId: row.id })
  const { id, account_id: accountId, email, name, permissions } = row
  return {
    tokenHash: row.token_hash,
    csrfToken: row.csrf_token,
    renewed,
    user: {
      id,
      accountId,
      email,
      name,
      permissions,
      passwordIsGiven: row.password_is_given,
      passwordChangedAt: row.password_changed_at,
    },
  }
}

async function renewSession(
  db: Db,
  { tokenHash, userId }: { tokenHash: Buffer; userId: string },
): Promise<void> {
  await db
    .updateTable('browser_sessions')
    .set({ expires_at: sql<Date>`now() + make_interval(secs => ${SESSION_SECONDS})` })
    .where('token_hash', '=', tokenHash)
    .execute()
  await noteSeen(db, userId)
}

async function noteSeen(db: Db, userId: string): Promise<void> {
  await db
    .updateTable('users')
    .set({ last_seen_at: sql<Date>`now()` })
    .where('id', '=', userId)
    .execute()
}

export interface SignedInBrowser {
  id: string
  userAgent: string | null
  isCurrent: boolean
  createdAt: Date
  /** Exact to `RENEW_SECONDS`. */
  usedAt: Date
}

/** Where the user of this session is signed in: here first, then the one that was used last. */
export async function listBrowsers(db: Db, session: BrowserSession): Promise<SignedInBrowser[]> {
  const rows = await db
    .selectFrom('browser_sessions')
    .select(['id', 'token_hash', 'user_agent', 'created_at', 'expires_at'])
    .where('user_id', '=', session.user.id)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('expires_at', 'desc')
    .execute()
  const browsers = rows.map((row) => ({
    id: row.id,
    userAgent: row.user_agent,
    isCurrent: row.token_hash.equals(session.tokenHash),
    createdAt: row.created_at,
    usedAt: new Date(row.expires_at.getTime() - SESSION_SECONDS * 1000),
  }))
  return browsers.toSorted((one, other) => Number(other.isCurrent) - Number(one.isCurrent))
}

export async function deleteSession(db: Db, tokenHash: Buffer): Promise<void> {
  await db.deleteFrom('browser_sessions').where('token_hash', '=', tokenHash).execute()
}

/** Signs one's own user out in another browser. @returns whether there was such a session */
export async function deleteOwnSession(
  db: Db,
  { id, userId }: { id: string; userId: string },
): Promise<boolean> {
  const query = db.deleteFrom('browser_sessions').where('id', '=', id).where('user_id', '=', userId)
  return (await query.executeTakeFirst()).numDeletedRows > 0n
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
