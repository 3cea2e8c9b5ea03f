import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Db } from '../db/tables.ts'
import { findKeyPrincipal } from '../identity/api-keys.ts'
import { expandPermissions, type Principal } from '../identity/principal.ts'
import { type BrowserSession, findSession, SESSION_SECONDS } from '../identity/sessions.ts'
import { Failure } from '../lib/failures.ts'

export interface AuthenticationNeeds {
  db: Db
  /** The setting PUBLIC_URL. With https, cookies are for https alone. */
  publicUrl: string | null
}

export interface Authenticated {
  principal: Principal
  /** Null when an API key asks, and for public endpoints. */
  session: BrowserSession | null
  /** To be sent along with the answer: the session's cookie with its new end. */
  setCookie: string | null
}

/** Public endpoints know nobody. */
const NOBODY: Principal = {
  accountId: 0,
  userId: null,
  keyId: null,
  tag: null,
  permissions: new Set(),
}

/**
 * Who asks: by `Authorization: Bearer <key>`, or else by the cookie of a browser session.
 * @throws Failure `unauthorized`, the same for none and for a wrong one; `forbidden` for what another web
 *   page may have sent in the name of whoever is signed in.
 */
export async function authenticate(
  needs: AuthenticationNeeds,
  request: FastifyRequest,
  isPublic: true | 'by_address' | undefined,
): Promise<Authenticated> {
  if (isPublic) {
    // With 'by_address' nothing is done in the name of whoever is signed in.
    if (isPublic === true) requireOwnPage(needs, request)
    return { principal: NOBODY, session: null, setCookie: null }
  }
  const { authorization } = request.headers
  if (authorization !== undefined) {
    const key = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? ''
    const principal = await findKeyPrincipal(needs.db, key)
    if (principal === null) throw unauthorized()
    return { principal, session: null, setCookie: null }
  }
  return await authenticateSession(needs, request)
}

async function authenticateSession(
  needs: AuthenticationNeeds,
  request: FastifyRequest,
): Promise<Authenticated> {
  const token = readCookie(request, cookieName(isSecure(needs, request)))
  const session = token === null ? null : await findSession(needs.db, token)
  if (token === null || session === null) throw unauthorized()
  if (!isSafe(request)) {
    requireOwnPage(needs, request)
    requireCsrfToken(session, request)
  }
  const { id, accountId, email, permissions } = session.user
  const principal: Principal = {
    accountId,
    userId: id,
    keyId: null,
    tag: email,
    permissions: expandPermissions(permissions),
  }
  const setCookie = session.renewed ? sessionCookie(needs, request, token) : null
  return { principal, session, setCookie }
}

function unauthorized(): Failure {
  const detail =
    'This needs a valid API key, sent as "Authorization: Bearer ak_…"; none was found in the request.'
  return new Failure('unauthorized', detail)
}

function isSafe(request: FastifyRequest): boolean {
  return request.method === 'GET' || request.method === 'HEAD'
}

/** What changes something must come from a page of this very server, not from another one. */
function requireOwnPage({ publicUrl }: AuthenticationNeeds, request: FastifyRequest): void {
  if (isSafe(request)) return
  const { 'sec-fetch-site': site, origin } = request.headers
  const foreign = new Failure('forbidden', 'This request came from another web site.')
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw foreign
  if (origin !== undefined && !isOwnOrigin(origin, publicUrl, request)) throw foreign
}

/** Compared by host and port alone: behind a proxy the scheme is not always known. */
function isOwnOrigin(origin: string, publicUrl: string | null, request: FastifyRequest): boolean {
  if (!URL.canParse(origin)) return false
  const { protocol, host } = new URL(origin)
  const own = `${protocol}//${request.headers.host}`
  const hosts = [own, publicUrl ?? own].map((url) => URL.canParse(url) && new URL(url).host)
  return hosts.includes(host)
}

function requireCsrfToken(session: BrowserSession, request: FastifyRequest): void {
  const given = String(request.headers['x-csrf-token'] ?? '')
  if (timingSafeEqual(digest(given), digest(session.csrfToken))) return
  throw new Failure(
    'forbidden',
    'The header X-CSRF-Token is missing or wrong. Load the page again.',
  )
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/** The Set-Cookie of a session; without a token, the one that takes it away. */
export function sessionCookie(
  needs: AuthenticationNeeds,
  request: FastifyRequest,
  token: string | null,
): string {
  const secure = isSecure(needs, request)
  const seconds = token === null ? 0 : SESSION_SECONDS
  const attributes = `Max-Age=${seconds}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  return `${cookieName(secure)}=${token ?? ''}; ${attributes}`
}

function readCookie(request: FastifyRequest, name: string): string | null {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? null
}

/** With the prefix, browsers let no other host below the same domain set or read it. */
function cookieName(secure: boolean): string {
  return secure ? '__Host-vitrine_session' : 'vitrine_session'
}

function isSecure({ publicUrl }: AuthenticationNeeds, request: FastifyRequest): boolean {
  return request.protocol === 'https' || (publicUrl?.startsWith('https:') ?? false)
}
