import { sql } from 'kysely'
import type { Permission } from '../../contract/resources.ts'
import type { Db } from '../db/tables.ts'
import { expandPermissions, type Principal } from './principal.ts'
import type { BrowserSession } from './sessions.ts'

/**
 * What somebody whose request goes on for long may do by now; nothing once the session has ended or the key is gone.
 * Being asked does not prolong a session.
 */
export async function findPermissionsNow(
  db: Db,
  { session, principal }: { session: BrowserSession | null; principal: Principal },
): Promise<ReadonlySet<Permission>> {
  const row = session
    ? await db
        .selectFrom('browser_sessions as s')
        .innerJoin('users as u', 'u.id', 's.user_id')
        .select('u.permissions')
        .where('s.token_hash', '=', session.tokenHash)
        .where('s.expires_at', '>', sql<Date>`now()`)
        .executeTakeFirst()
    : await db
        .selectFrom('api_keys')
        .select('permissions')
        .where('id', '=', principal.keyId)
        .executeTakeFirst()
  return expandPermissions(row?.permissions ?? [])
}
