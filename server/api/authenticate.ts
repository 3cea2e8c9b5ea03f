import type { FastifyRequest } from 'fastify'
import type { Db } from '../db/tables.ts'
import type { Principal } from '../identity/principal.ts'
import { Failure } from '../lib/failures.ts'

export interface AuthenticationNeeds {
  db: Db
  /** PUBLIC_URL, if set: with https, cookies are for https alone. */
  publicUrl: string | null
}

/** For endpoints that everybody may call. */
const NOBODY: Principal = {
  accountId: 0,
  userId: null,
  keyId: null,
  tag: null,
  permissions: new Set(),
}

export async function authenticate(
  _needs: AuthenticationNeeds,
  _request: FastifyRequest,
  isPublic: boolean,
): Promise<{ principal: Principal; setCookie: string | null }> {
  if (isPublic) return { principal: NOBODY, setCookie: null }
  throw new Failure('unauthorized', 'A valid API key is needed.')
}
