import { isIPv6 } from 'node:net'
import { sql } from 'kysely'
import type { Db } from '../db/tables.ts'
import { Failure, isFailure } from '../lib/failures.ts'
import { hashPassword, verifyPassword } from './password.ts'
import { type BrowserSession, deleteSessionsOfUser } from './sessions.ts'

const WINDOW_SECONDS = 15 * 60

/**
 * Failures in the window. Few for one user from one address; for a user from everywhere so many that nobody
 * keeps somebody out by failing in their name, and still far too few for guessing.
 */
const LIMITS = { both: 10, address: 50, user: 100 } as const

export interface SignInAttempt {
  email: string
  password: string
  /** Where it comes from. */
  address: string
}

/**
 * The id of the user with this e-mail and password.
 * @throws Failure `unauthorized`, the same for an unknown e-mail and a wrong password, after the same work;
 *   `too_many_requests` after too many failures of this user, from this address, or both.
 */
export async function checkSignIn(db: Db, { email, password, address }: SignInAttempt) {
  const user = await db
    .selectFrom('users')
    .select(['id', 'password_hash'])
    .where(sql<boolean>`lower(email) = lower(${email})`)
    .executeTakeFirst()
  // By id: PostgreSQL finds a user by more spellings of the e-mail than JavaScript takes for the same.
  const who = user?.id ?? email.toLowerCase()
  const network = networkOf(address)
  const keys = [`address:${network}`, `user:${who}`, `both:${network} ${who}`]
  // Counted before the password is looked at, so that attempts at the same time cannot slip through.
  const attempt = await countAttempt(db, keys)
  const { matches, outdated } = await verifyPassword(password, user?.password_hash ?? null)
  if (user === undefined || !matches) {
    throw new Failure('unauthorized', 'The e-mail or the password is wrong.')
  }
  await forgetAttempt(db, { keys, attempt })
  if (outdated) {
    const password_hash = await hashPassword(password)
    await db.updateTable('users').set({ password_hash }).where('id', '=', user.id).execute()
  }
  return user.id
}

/**
 * Changes one's own password and ends all one's other sessions. Guessing the present one is limited as
 * signing in is.
 * @throws Failure `forbidden` when the present password is wrong, `too_many_requests`.
 */
export async function changePassword(
  db: Db,
  change: { session: BrowserSession; current: string; next: string; address: string },
): Promise<void> {
  const { session, current, next, address } = change
  const { id, email } = session.user
  try {
    await checkSignIn(db, { email, password: current, address })
  } catch (cause) {
    if (!isFailure(cause, 'unauthorized')) throw cause
    const pointer = '/data/attributes/current_password'
    throw new Failure('forbidden', 'The present password is wrong.', { cause, pointer })
  }
  const password_hash = await hashPassword(next)
  await db.transaction().execute(async (tx) => {
    await tx
      .updateTable('users')
      .set({ password_hash, password_is_given: false, password_changed_at: sql<Date>`now()` })
      .where('id', '=', id)
      .execute()
    await deleteSessionsOfUser(tx, { userId: id, keep: session.tokenHash })
  })
}

/** Writes the attempt down as a failure; it is taken back when it turns out to be none. */
async function countAttempt(db: Db, keys: string[]): Promise<Date> {
  return await db.transaction().execute(async (tx) => {
    // In one order for everybody, so that two attempts cannot wait for each other.
    for (const key of keys.toSorted()) {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`sign-in:${key}`}, 0))`.execute(tx)
    }
    await sql`delete from sign_in_failures where at < now() - make_interval(secs => ${WINDOW_SECONDS})`.execute(
      tx,
    )
    const counts = await tx
      .selectFrom('sign_in_failures')
      .select((eb) => ['key', eb.fn.countAll<string>().as('count'), eb.fn.min('at').as('oldest')])
      .where('key', 'in', keys)
      .groupBy('key')
      .execute()
    const full = counts.filter(({ key, count }) => Number(count) >= limitOf(key))
    if (full.length > 0) throw tooMany(full.map(({ oldest }) => oldest))
    const at = new Date()
    await tx
      .insertInto('sign_in_failures')
      .values(keys.map((key) => ({ key, at })))
      .execute()
    return at
  })
}

function limitOf(key: string): number {
  return LIMITS[key.split(':')[0] as keyof typeof LIMITS] // keys are made in checkSignIn alone
}

/** An IPv6 address by its first 64 bits: whoever has one has all that share them. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!isIPv6(address)) return address
  const [head = [], tail = []] = address
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''))
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(':')}::/64`
}

function tooMany(oldest: Date[]): Failure {
  const freeAt = Math.max(...oldest.map((at) => at.getTime())) + WINDOW_SECONDS * 1000
  const retryAfterSeconds = Math.max(1, Math.ceil((freeAt - Date.now()) / 1000))
  const minutes = Math.ceil(retryAfterSeconds / 60)
  return new Failure(
    'too_many_requests',
    `There were too many failed attempts to sign in. The next one is possible in ${minutes} min.`,
    { retryAfterSeconds },
  )
}

/** Who knows the password has not failed, nor before; failures of others stay. */
async function forgetAttempt(db: Db, { keys, attempt }: { keys: string[]; attempt: Date }) {
  const own = keys.filter((key) => key.startsWith('both:'))
  await db
    .deleteFrom('sign_in_failures')
    .where((eb) =>
      eb.or([eb('key', 'in', own), eb.and([eb('key', 'in', keys), eb('at', '=', attempt)])]),
    )
    .execute()
}
