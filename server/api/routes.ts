import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import type { Document, Meta } from '../../contract/document.ts'
import type { LiveNews } from '../../contract/live.ts'
import type { Permission } from '../../contract/resources.ts'
import { type Principal, requirePermissions } from '../identity/principal.ts'
import type { BrowserSession } from '../identity/sessions.ts'
import { Failure } from '../lib/failures.ts'
import { checkPath } from '../origins/origin-path.ts'
import { type AuthenticationNeeds, authenticate } from './authenticate.ts'
import { compressAnswer } from './compress-answer.ts'
import { type AnswerSchema, JSON_API_TYPE, presentDocument, type ServerInfo } from './document.ts'
import { answerError } from './error-handler.ts'
import { presentOpenApi, readParameterNames } from './openapi.ts'
import { documentationRoutes } from './openapi-page.ts'
import { readBody, readIfMatch, readParams, readQuery } from './read-request.ts'
import { leaveBody } from './request-body.ts'

export const API_PREFIX = '/api/v1'

/** What a handler gets: everything already read, typed and allowed. */
export interface Call<Params, Query, Body> {
  params: Params
  query: Query
  body: Body
  principal: Principal
  /** The browser session; null when an API key asks. */
  session: BrowserSession | null
  headers: {
    /** The ETag of `If-Match`, without quotes. */
    ifMatch: string | null
  }
  /** Aborted when the client goes away before the answer. */
  signal: AbortSignal
  /** For what is not JSON: streams, the address of the client. */
  request: FastifyRequest
}

export interface Answer {
  /** A Resource, or several for a list. */
  data: unknown
  /** Paging of lists. */
  meta?: Partial<Meta>
  headers?: Record<string, string>
  /** Instead of a document: bytes, with their Content-Type in `headers`. Destroyed when the client goes away. */
  file?: Readable
  /** Where it depends; else that of the route. */
  status?: 200 | 201
}

/** Path parameters as they arrive, percent-decoded once; `path` is what a trailing `*` stands for. */
type RawParams = Record<string, string>

/** One endpoint, all of it: from this object come the route, the checks and the OpenAPI document. */
export interface Route<Params = RawParams, Query = Record<string, never>, Body = undefined> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below /api/v1, such as `/sources/:sid/assets/*`. */
  path: string
  /** Older paths that imgix's clients still use for the same. */
  aliases?: string[]
  operationId: string
  tag: string
  summary: string
  description?: string
  /** All of them are needed; with none, being signed in is enough. */
  permissions: Permission[]
  /**
   * For everybody: no key and no session is asked for, and `principal` is nobody. `by_address`: also for
   * other web sites, because the address itself holds a secret that is the right.
   */
  public?: true | 'by_address'
  /** Values that do not fit are a 404, unless the schema throws a Failure. */
  params?: z.ZodType<Params>
  /**
   * Over the flat names of the bracket grammar, such as `page[size]`. Unknown names are a 400, so use
   * `z.strictObject`; unknown members of `page[…]` have been dropped before (imgix's clients mix them).
   */
  query?: z.ZodType<Query>
  body?: z.ZodType<Body>
  /** No body, `{}` and a body that is no JSON come to `undefined`, as the schema has to allow. */
  bodyIsOptional?: true
  /** A megabyte when absent. */
  maxBodyBytes?: number
  /** What the bytes are that `handle` reads from the request by itself, with `openBody`. */
  rawBody?: string
  /** 200 when absent. */
  status?: 200 | 201 | 202
  answer: AnswerSchema
  /** For what changes something: what others who look should hear of. */
  tells?(done: { params: Params; data: { id: string } }): LiveNews[]
  /** The Content-Types it may answer with when what it gives is a file of such resources. */
  file?: string[]
  handle(call: Call<Params, Query, Body>): Promise<Answer>
}

/** A Route whose types have done their work. */
export type Endpoint = Route<unknown, unknown, unknown>

export function endpoint<Params = RawParams, Query = Record<string, never>, Body = undefined>(
  route: Route<Params, Query, Body>,
): Endpoint {
  // Sound because `answer` gives handle() only what the route's own schemas made.
  return route as unknown as Endpoint
}

export interface ApiNeeds extends AuthenticationNeeds {
  server: ServerInfo
  /** Tells whoever of the account looks right now. */
  note?(accountId: number, news: LiveNews): void
}

/** Mounts the Management API below /api/v1: the endpoints, CORS, 404, 405 and the error handler. */
export function apiRoutes(app: FastifyInstance, needs: ApiNeeds, endpoints: Endpoint[]): void {
  app.register(
    async (scope) => {
      // Bodies are read by the endpoint itself, after it is known who asks.
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
      scope.setErrorHandler((error, request, reply) =>
        answerError(error, request, reply, needs.server),
      )
      scope.addHook('onRequest', async (request, reply) => {
        reply.headers({ ...COMMON_HEADERS, 'X-Request-Id': request.id })
      })
      scope.addHook('onSend', async (request, reply) => leaveBody(request, reply))
      scope.addHook('onSend', compressAnswer)
      for (const one of endpoints) mount(scope, needs, one)
      documentationRoutes(scope, presentOpenApi(endpoints, needs.server))
      scope.setNotFoundHandler((request, reply) => answerUnknown(endpoints, request, reply))
    },
    { prefix: API_PREFIX },
  )
}

function mount(scope: FastifyInstance, needs: ApiNeeds, one: Endpoint): void {
  const knownNames = readParameterNames(one.query)
  for (const url of [one.path, ...(one.aliases ?? [])]) {
    scope.route({
      method: one.method,
      url,
      handler: async (request, reply) => {
        const document = await answer(one, needs, { request, reply, knownNames })
        if (document instanceof Readable) return document
        // As bytes: Fastify would add a charset, which JSON:API does not allow, to text.
        return Buffer.from(JSON.stringify(document))
      },
    })
  }
}

interface Asked {
  request: FastifyRequest
  reply: FastifyReply
  /** Query parameters of the route; null when it takes any. */
  knownNames: ReadonlySet<string> | null
}

/** The story of one request. */
async function answer(
  route: Endpoint,
  needs: ApiNeeds,
  { request, reply, knownNames }: Asked,
): Promise<Document<unknown> | Readable> {
  const { principal, session, setCookie } = await authenticate(needs, request, route.public)
  requirePermissions(principal, route.permissions)
  const params = readParams(route.params, request)
  const { data, meta, headers, status, file } = await route.handle({
    principal,
    session,
    params,
    query: readQuery(route.query, request, knownNames),
    body: await readBody(route, request),
    headers: { ifMatch: readIfMatch(request) },
    signal: signalOf(reply),
    request,
  })
  // What tells anything answers with a resource.
  const news = route.tells?.({ params, data: data as { id: string } }) ?? []
  for (const one of news) needs.note?.(principal.accountId, one)
  // An endpoint's own cookie is newer; Fastify would send both.
  const ownCookie = headers !== undefined && 'Set-Cookie' in headers
  if (setCookie !== null && !ownCookie) reply.header('Set-Cookie', setCookie)
  reply.status(status ?? route.status ?? 200).headers({ 'Content-Type': JSON_API_TYPE, ...headers })
  if (file) return file
  return presentDocument(data, needs.server, { tag: principal.tag, ...(meta && { extra: meta }) })
}

function signalOf(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  // Who types quickly has gone while it was still asked who that is.
  if (reply.raw.destroyed) controller.abort()
  else
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) controller.abort()
    })
  return controller.signal
}

/**
 * Any web page may call the API with a key; none may with a browser session, because credentials are never
 * allowed across origins.
 */
const COMMON_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'ETag, Retry-After, X-Request-Id',
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
}
const PREFLIGHT_HEADERS = {
  'Access-Control-Allow-Headers':
    'Accept, Authorization, Content-Type, If-Match, User-Agent, X-imgix-plugin, X-Requested-With',
  'Access-Control-Max-Age': '86400',
}

/** OPTIONS of a known path, another method than it has (405), or nothing at all (404). */
function answerUnknown(endpoints: Endpoint[], request: FastifyRequest, reply: FastifyReply): void {
  const path = request.url.split('?')[0]?.slice(API_PREFIX.length) ?? ''
  const methods = endpoints
    .filter((one) => [one.path, ...(one.aliases ?? [])].some((known) => matches(known, path)))
    .flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  if (methods.length === 0) throw new Failure('not_found', 'There is nothing at this address.')
  const allowed = [...new Set([...methods, 'OPTIONS'])].join(', ')
  reply.header('Allow', allowed)
  if (request.method !== 'OPTIONS') {
    const detail = `${request.method} is not possible here, but ${allowed} are.`
    throw new Failure('method_not_allowed', detail)
  }
  reply.headers({ ...PREFLIGHT_HEADERS, 'Access-Control-Allow-Methods': allowed })
  reply.status(204).send()
}

function matches(known: string, path: string): boolean {
  const pattern = known
    .replace(/[.]/g, '\\.')
    .replace(/:[^/(]+(?:\([^)]*\))?/g, '[^/]+')
    .replace('*', '.*')
  return new RegExp(`^${pattern}$`, 's').test(path)
}

const MAX_PATH_BYTES = 4096

/**
 * The origin path that stood in a URL, already decoded once: `a/b.jpg`, `a%2Fb.jpg` and raw text arrive alike.
 * @throws Failure `invalid_path`
 */
export function readOriginPath(path: string): string {
  if (Buffer.byteLength(path) > MAX_PATH_BYTES) {
    throw new Failure('invalid_path', `The path is longer than ${MAX_PATH_BYTES} bytes.`)
  }
  checkPath(path)
  return path
}
