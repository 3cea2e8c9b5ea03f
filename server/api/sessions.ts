import { z } from 'zod'
import type { Resource } from '../../contract/document.ts'
import type { BrowserSessionAttributes } from '../../contract/resources.ts'
import { PASSWORD_LENGTH } from '../identity/password.ts'
import { expandPermissions, PERMISSIONS } from '../identity/principal.ts'
import {
  type BrowserSession,
  createSession,
  deleteSession,
  findSession,
} from '../identity/sessions.ts'
import { changePassword, checkSignIn } from '../identity/sign-in.ts'
import { Failure } from '../lib/failures.ts'
import { type AuthenticationNeeds, sessionCookie } from './authenticate.ts'
import { type ResourceSchema, resourceBody, unixSeconds } from './document.ts'
import { type Answer, type Endpoint, endpoint } from './routes.ts'

export const BROWSER_SESSION = {
  type: 'sessions',
  attributes: z.object({
    user: z.object({ id: z.uuid(), email: z.string(), name: z.string().nullable() }),
    permissions: z.array(z.enum(PERMISSIONS)),
    csrf_token: z.string().meta({
      description: 'To be sent as X-CSRF-Token with every request that changes something.',
    }),
    password_is_given: z.boolean().meta({
      description: 'Somebody else has chosen the password, and knows it.',
    }),
    date_password_changed: z.int(),
    is_first_time: z.boolean().optional().meta({
      description: 'Only when signing in: whether this user had never signed in before.',
    }),
  }) satisfies z.ZodType<BrowserSessionAttributes>,
} satisfies ResourceSchema

export const NEW_PASSWORD = z
  .string()
  .min(PASSWORD_LENGTH.min, `A password has at least ${PASSWORD_LENGTH.min} characters.`)
  .max(PASSWORD_LENGTH.max, `A password has at most ${PASSWORD_LENGTH.max} characters.`)

const TAG = 'Session'
const MAX_USER_AGENT = 300

/** The browser session: sign in, who am I, sign out, change the password. */
export function sessionEndpoints(needs: AuthenticationNeeds): Endpoint[] {
  return [signIn(needs), readSession(), signOut(needs), changeOwnPassword(needs)]
}

function signIn(needs: AuthenticationNeeds): Endpoint {
  return endpoint({
    method: 'POST',
    path: '/session',
    operationId: 'createSession',
    tag: TAG,
    summary: 'Sign in with e-mail and password',
    description:
      'Sets the session cookie. Too many failures in a short time are refused for a while.',
    permissions: [],
    public: true,
    body: resourceBody(
      'sessions',
      z.strictObject({ email: z.string().max(320), password: z.string().max(PASSWORD_LENGTH.max) }),
    ),
    status: 201,
    answer: { resource: BROWSER_SESSION },
    async handle({ body, request }) {
      const userId = await checkSignIn(needs.db, { ...body, address: request.ip })
      const userAgent = request.headers['user-agent']?.slice(0, MAX_USER_AGENT) ?? null
      const { token, isFirstTime } = await createSession(needs.db, { userId, userAgent })
      const session = await findSession(needs.db, token)
      if (session === null) throw new Failure('unauthorized', 'This user has just been deleted.')
      const resource = presentSession(session)
      const attributes = { ...resource.attributes, is_first_time: isFirstTime }
      return withCookie({ ...resource, attributes }, sessionCookie(needs, request, token))
    },
  })
}

function readSession(): Endpoint {
  return endpoint({
    method: 'GET',
    path: '/session',
    operationId: 'getSession',
    tag: TAG,
    summary: 'Who is signed in',
    permissions: [],
    answer: { resource: BROWSER_SESSION },
    async handle({ session }) {
      return { data: presentSession(requireSession(session)) }
    },
  })
}

function signOut(needs: AuthenticationNeeds): Endpoint {
  return endpoint({
    method: 'DELETE',
    path: '/session',
    operationId: 'deleteSession',
    tag: TAG,
    summary: 'Sign out',
    permissions: [],
    answer: { resource: BROWSER_SESSION },
    async handle({ session, request }) {
      const ended = requireSession(session)
      await deleteSession(needs.db, ended.tokenHash)
      return withCookie(presentSession(ended), sessionCookie(needs, request, null))
    },
  })
}

function changeOwnPassword(needs: AuthenticationNeeds): Endpoint {
  return endpoint({
    method: 'PATCH',
    path: '/session/password',
    operationId: 'changePassword',
    tag: TAG,
    summary: 'Change your own password',
    description: 'All your other sessions end.',
    permissions: [],
    body: resourceBody(
      'sessions',
      z.strictObject({
        current_password: z.string().max(PASSWORD_LENGTH.max),
        new_password: NEW_PASSWORD,
      }),
    ),
    answer: { resource: BROWSER_SESSION },
    async handle({ body, session: found, request }) {
      const session = requireSession(found)
      const { current_password: current, new_password: next } = body
      await changePassword(needs.db, { session, current, next, address: request.ip })
      const { user } = session
      const changed = { ...user, passwordIsGiven: false, passwordChangedAt: new Date() }
      return { data: presentSession({ ...session, user: changed }) }
    },
  })
}

export function requireSession(session: BrowserSession | null): BrowserSession {
  if (session !== null) return session
  throw new Failure('forbidden', 'This is for browser sessions; an API key has none.')
}

function withCookie(data: Answer['data'], cookie: string): Answer {
  return { data, headers: { 'Set-Cookie': cookie } }
}

/** The id is the user's: the session's own would be a secret. */
export function presentSession({
  user,
  csrfToken,
}: BrowserSession): Resource<'sessions', BrowserSessionAttributes> {
  const { id, email, name, permissions, passwordIsGiven, passwordChangedAt } = user
  return {
    id,
    type: 'sessions',
    attributes: {
      user: { id, email, name },
      permissions: [...expandPermissions(permissions)],
      csrf_token: csrfToken,
      password_is_given: passwordIsGiven,
      date_password_changed: unixSeconds(passwordChangedAt),
    },
  }
}
