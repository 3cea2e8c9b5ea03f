import { z } from 'zod'
import type { Resource } from '../../contract/document.ts'
import type { SignedInBrowserAttributes } from '../../contract/resources.ts'
import type { Db } from '../db/tables.ts'
import {
  deleteOwnSession,
  deleteSessionsOfUser,
  listBrowsers,
  type SignedInBrowser,
} from '../identity/sessions.ts'
import { updateUser } from '../identity/users.ts'
import { Failure } from '../lib/failures.ts'
import { type ResourceSchema, resourceBody, unixSeconds } from './document.ts'
import { type Endpoint, endpoint } from './routes.ts'
import { BROWSER_SESSION, presentSession, requireSession } from './sessions.ts'
import { USER_NAME } from './users.ts'

const BROWSER = {
  type: 'browsers',
  attributes: z.object({
    user_agent: z.string().nullable(),
    is_current: z.boolean(),
    date_created: z.int(),
    date_last_used: z.int(),
  }) satisfies z.ZodType<SignedInBrowserAttributes>,
} satisfies ResourceSchema

const TAG = 'Session'

/** Ours: what the signed-in person changes of themselves, and where else they are signed in. */
export function ownSessionEndpoints(needs: { db: Db }): Endpoint[] {
  return [changeOwnName(needs), listOwn(needs), endOne(needs), endOthers(needs)]
}

function changeOwnName({ db }: { db: Db }): Endpoint {
  return endpoint({
    method: 'PATCH',
    path: '/session',
    operationId: 'updateSession',
    tag: TAG,
    summary: 'Change your own name',
    permissions: [],
    body: resourceBody('sessions', z.strictObject({ name: USER_NAME })),
    answer: { resource: BROWSER_SESSION },
    async handle({ body: { name }, session: found }) {
      const session = requireSession(found)
      await updateUser(db, session.user, { name })
      return { data: presentSession({ ...session, user: { ...session.user, name } }) }
    },
  })
}

function listOwn({ db }: { db: Db }): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/session/browsers',
    operationId: 'listBrowsers',
    tag: TAG,
    summary: 'Where you are signed in',
    permissions: [],
    answer: { resource: BROWSER, list: 'whole' },
    async handle({ session }) {
      return { data: (await listBrowsers(db, requireSession(session))).map(presentBrowser) }
    },
  })
}

function endOne({ db }: { db: Db }): Endpoint {
  return endpoint({
    method: 'DELETE',
    path: '/session/browsers/:id',
    operationId: 'signOutBrowser',
    tag: TAG,
    summary: 'Sign out in one browser',
    description: 'Answers where you are still signed in.',
    permissions: [],
    params: z.object({ id: z.uuid() }),
    answer: { resource: BROWSER, list: 'whole' },
    async handle({ session: found, params: { id } }) {
      const session = requireSession(found)
      if (!(await deleteOwnSession(db, { id, userId: session.user.id }))) {
        throw new Failure('not_found', 'You are not signed in there any more.')
      }
      return { data: (await listBrowsers(db, session)).map(presentBrowser) }
    },
  })
}

function endOthers({ db }: { db: Db }): Endpoint {
  return endpoint({
    method: 'DELETE',
    path: '/session/browsers',
    operationId: 'signOutOtherBrowsers',
    tag: TAG,
    summary: 'Sign out everywhere else',
    description: 'Answers where you are still signed in: here.',
    permissions: [],
    answer: { resource: BROWSER, list: 'whole' },
    async handle({ session: found }) {
      const session = requireSession(found)
      await deleteSessionsOfUser(db, { userId: session.user.id, keep: session.tokenHash })
      return { data: (await listBrowsers(db, session)).map(presentBrowser) }
    },
  })
}

function presentBrowser(one: SignedInBrowser): Resource<'browsers', SignedInBrowserAttributes> {
  const { id, userAgent, isCurrent, createdAt, usedAt } = one
  return {
    id,
    type: 'browsers',
    attributes: {
      user_agent: userAgent,
      is_current: isCurrent,
      date_created: unixSeconds(createdAt),
      date_last_used: unixSeconds(usedAt),
    },
  }
}
