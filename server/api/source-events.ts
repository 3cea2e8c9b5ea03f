import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Kysely } from 'kysely'
import { addHints, findHintedSource, type HintedSource } from '../catalog/hints.ts'
import type { Database } from '../db/tables.ts'
import { type Enqueue, PRIORITY } from '../jobs/queue.ts'
import { Failure, isFailure } from '../lib/failures.ts'
import type { FetchText, Notice, ObjectHint } from '../notifications/notice.ts'
import { notificationReader, type ReadNotification } from '../notifications/read-notification.ts'
import { checkPath } from '../origins/origin-path.ts'
import type { ServerInfo } from './document.ts'
import { answerError } from './error-handler.ts'
import { readBytes } from './json-body.ts'
import { leaveBody } from './request-body.ts'
import { API_PREFIX } from './routes.ts'

export interface SourceEventNeeds {
  db: Kysely<Database>
  enqueue: Enqueue
  server: ServerInfo
  /** Over https and guarded: for certificates and confirmations. */
  fetchText: FetchText
}

/** SNS and Event Grid send 256 KB at most, all others less. */
const MAX_BYTES = 256 * 1024
/** Notifications come in swarms; the look at what they are about is one for all of some seconds. */
const GATHER_SECONDS = 2

interface Params {
  sid: string
  token: string
}

/**
 * Where the notifications of a Source's storage arrive: `POST /sources/:sid/events/:token`. The token is the
 * right; what senders want to hear is theirs to say, so nothing here is JSON:API but errors.
 */
export function sourceEventRoutes(app: FastifyInstance, needs: SourceEventNeeds): void {
  const read = notificationReader(needs.fetchText)
  app.register(
    async (scope) => {
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
      scope.setErrorHandler((error, request, reply) => {
        leaveBody(request, reply)
        answerError(error, request, reply, needs.server)
      })
      const url = '/sources/:sid/events/:token'
      scope.post<{ Params: Params }>(url, async (request, reply) => {
        const source = await requireHinted(needs, request.params)
        reply.type('application/json')
        return await take(needs, source, await readNotice(read, request))
      })
      scope.options<{ Params: Params }>(url, async (request, reply) => {
        await requireHinted(needs, request.params)
        return await answerHandshake(request, reply)
      })
    },
    { prefix: API_PREFIX },
  )
}

/** @throws Failure `not_found`, the same for a wrong id and a wrong token */
async function requireHinted({ db }: SourceEventNeeds, params: Params): Promise<HintedSource> {
  const isId = /^[0-9a-f]{24}$/.test(params.sid)
  const source = isId ? await findHintedSource(db, params.sid) : null
  if (source && isSame(source.eventsToken, params.token)) return source
  throw new Failure('not_found', 'There is nothing at this address.')
}

function isSame(one: string, other: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(one), hash(other))
}

/** SNS sends its JSON as text/plain, so the Content-Type says nothing. */
async function readNotice(read: ReadNotification, request: FastifyRequest): Promise<Notice> {
  const bytes = await readBytes(request, MAX_BYTES)
  let body: unknown
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new Failure('invalid_body', 'The body is not JSON.', { cause })
  }
  return await read(body)
}

/** @returns what the sender is answered */
async function take(
  needs: SourceEventNeeds,
  source: HintedSource,
  notice: Notice,
): Promise<unknown> {
  if (notice.kind === 'answer') return notice.body
  if (notice.kind === 'confirm') await needs.fetchText(new URL(notice.url))
  else await addAll(needs, source, toPaths(source, notice.objects))
  return {}
}

async function addAll(
  { db, enqueue }: SourceEventNeeds,
  { id: sourceId }: HintedSource,
  paths: string[],
): Promise<void> {
  if (paths.length === 0) return
  const key = { key: String(sourceId), priority: PRIORITY.interactive }
  await db.transaction().execute(async (tx) => {
    const taken = await addHints(tx, { sourceId, paths })
    // So much has changed that it is better to look at all of it.
    if (!taken) await enqueue(tx, 'list-origin', { sourceId }, key)
    else await enqueue(tx, 'look-at-files', { sourceId }, { ...key, afterSeconds: GATHER_SECONDS })
  })
}

/** The paths of those objects that are in the Source. */
function toPaths({ deployment }: HintedSource, objects: readonly ObjectHint[]): string[] {
  const { s3_bucket, gcs_bucket, azure_bucket, bucket_name } = deployment
  const ownBucket = s3_bucket ?? gcs_bucket ?? azure_bucket ?? bucket_name ?? null
  const { s3_prefix, gcs_prefix, azure_prefix, prefix } = deployment
  const folder = (s3_prefix ?? gcs_prefix ?? azure_prefix ?? prefix ?? '').replace(/^\/+|\/+$/g, '')
  const start = folder === '' ? '' : `${folder}/`
  return objects
    .filter(({ bucket }) => bucket === null || ownBucket === null || bucket === ownBucket)
    .filter(({ key }) => key.startsWith(start) && !key.endsWith('/'))
    .map(({ key }) => key.slice(start.length))
    .filter(isPath)
}

function isPath(path: string): boolean {
  try {
    checkPath(path)
    return true
  } catch (error) {
    if (isFailure(error)) return false
    throw error
  }
}

/** CloudEvents, "HTTP 1.1 Web Hooks": how a receiver says that it wants what Event Grid will send. */
async function answerHandshake(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const origin = request.headers['webhook-request-origin']
  if (typeof origin === 'string') {
    reply.header('WebHook-Allowed-Origin', origin).header('WebHook-Allowed-Rate', '*')
  }
  await reply
    .header('Allow', 'POST, OPTIONS')
    .status(origin === undefined ? 204 : 200)
    .send()
}
