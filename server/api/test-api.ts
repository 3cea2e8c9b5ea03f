import { randomBytes } from 'node:crypto'
import fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify'
import { z } from 'zod'
import type { Permission } from '../../contract/resources.ts'
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts'
import { createApiKey } from '../identity/api-keys.ts'
import { ensureApiKey, ensureFirstUser } from '../identity/first-start.ts'
import { logRequests, logServerOptions } from '../lib/log.ts'
import { apiKeyEndpoints } from './api-keys.ts'
import { ownSessionEndpoints } from './own-sessions.ts'
import { apiRoutes, type Endpoint } from './routes.ts'
import { apiServerOptions, rewriteAssetId } from './server-options.ts'
import { sessionEndpoints } from './sessions.ts'
import { userEndpoints } from './users.ts'

export const ADMIN = { email: 'ada@example.com', password: 'correct horse' }

/** The Management API for tests: the real thing on a database of its own, with Ada as administrator. */
export interface TestApi {
  app: FastifyInstance
  database: TestDatabase
  /** A key that may do everything. */
  apiKey: string
  endpoints: Endpoint[]
  /** Everything that was logged. */
  log: string[]
  keyWith(permissions: Permission[]): Promise<string>
  signIn(who?: { email: string; password: string }): Promise<SignedIn>
  close(): Promise<void>
}

/** What a browser has after signing in, as headers of its requests. */
export interface SignedIn {
  headers: { cookie: string; 'x-csrf-token': string }
  answer: LightMyRequestResponse
}

export interface TestApiOptions {
  publicUrl?: string | null
  /** More endpoints, made with the test's database. */
  endpoints?: (database: TestDatabase) => Endpoint[]
}

export async function startTestApi(options: TestApiOptions = {}): Promise<TestApi> {
  const database = await createTestDatabase()
  const { db } = database
  const apiKey = `ak_${randomBytes(32).toString('hex')}`
  await ensureFirstUser(db, ADMIN)
  await ensureApiKey(db, apiKey)
  const log: string[] = []
  const server = { version: '0.0.0', commit: 'test' }
  const app = fastify({
    ...logServerOptions({ level: 'debug', stream: { write: (line) => log.push(line) } }),
    ...apiServerOptions(server),
    rewriteUrl: ({ url = '/' }) => rewriteAssetId(url),
  })
  logRequests(app)
  const needs = { db, publicUrl: options.publicUrl ?? null, maxApiKeys: 20, server }
  const endpoints = [
    ...sessionEndpoints(needs),
    ...ownSessionEndpoints(needs),
    ...apiKeyEndpoints(needs),
    ...userEndpoints(needs),
    ...(options.endpoints?.(database) ?? []),
  ].map(checkingItsAnswers)
  apiRoutes(app, needs, endpoints)
  await app.ready()
  const { id: accountId } = await db.selectFrom('accounts').select('id').executeTakeFirstOrThrow()
  return {
    app,
    database,
    apiKey,
    endpoints,
    log,
    keyWith: async (permissions) => {
      const made = { accountId, createdBy: null, name: 'test', permissions, maxKeys: 1000 }
      return (await createApiKey(db, made)).key
    },
    signIn: async (who = ADMIN) => await signIn(app, who),
    close: async () => {
      await app.close()
      await database.close()
    },
  }
}

/** The endpoint, which fails when it answers other attributes than it documents. */
function checkingItsAnswers(one: Endpoint): Endpoint {
  const { type, attributes } = one.answer.resource
  const shape = z.strictObject(attributes.shape)
  return {
    ...one,
    handle: async (call) => {
      const answer = await one.handle(call)
      if (answer.file) return answer
      const [, fields] = /fields\[\w+\]=([^&]*)/.exec(decodeURIComponent(call.request.url)) ?? []
      // A dot reaches into a member, which then is not whole either.
      const sparse = fields?.includes('.') ? z.looseObject({}) : shape.partial()
      const resource = z.strictObject({
        id: z.string().min(1),
        type: z.literal(type),
        attributes: fields === undefined ? shape : sparse,
      })
      const { list } = one.answer
      if (list === undefined) resource.parse(answer.data)
      else z.array(resource).parse(answer.data)
      if (list === 'cursor' || list === 'pagination') z.looseObject({}).parse(answer.meta?.[list])
      return answer
    },
  }
}

async function signIn(
  app: FastifyInstance,
  { email, password }: { email: string; password: string },
): Promise<SignedIn> {
  const payload = { data: { type: 'sessions', attributes: { email, password } } }
  const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload })
  const cookie = String(answer.headers['set-cookie'] ?? '').split(';')[0] ?? ''
  const csrfToken = answer.json().data?.attributes.csrf_token ?? ''
  return { headers: { cookie, 'x-csrf-token': csrfToken }, answer }
}
