import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { requireSource, type Source } from '../catalog/sources.ts'
import type { Principal } from '../identity/principal.ts'
import { checkPageOrigin } from '../origins/page-origin.ts'
import { cancelSession, closeSession } from '../uploads/close-session.ts'
import { diagnoseUpload } from '../uploads/diagnose.ts'
import { openDestination, type UploadNeeds } from '../uploads/needs.ts'
import { openSession } from '../uploads/open-session.ts'
import { presignParts } from '../uploads/parts.ts'
import {
  findSession,
  listSessions,
  requireSession,
  type UploadSession,
  unknownSession,
} from '../uploads/sessions.ts'
import { resourceBody } from './document.ts'
import { wholeNumber } from './filter-query.ts'
import { presentPagination } from './pagination.ts'
import { type Answer, type Endpoint, endpoint } from './routes.ts'
import { SOURCE_PARAMS } from './sources.ts'
import { tellClosed } from './tell.ts'
import {
  presentSession,
  UPLOAD_DIAGNOSIS,
  UPLOAD_PART,
  UPLOAD_SESSION,
} from './upload-session-resource.ts'
import { UPLOAD_TAG as TAG, UPLOAD_PARAMS, uploaderOf } from './uploads.ts'

export interface SessionNeeds extends UploadNeeds {
  publicUrl: string | null
}

/** Upload sessions, in both generations of imgix's addresses. */
export function uploadSessionEndpoints(needs: SessionNeeds): Endpoint[] {
  return [
    openOne(needs),
    openOrClose(needs),
    listAll(needs),
    readOne(needs),
    closeOne(needs),
    cancelOne(needs),
    presignSome(needs),
    diagnoseOne(needs),
  ]
}

const SESSIONS = '/sources/:sid/upload-sessions'
const SESSION_PARAMS = SOURCE_PARAMS.extend({ session: z.uuid() })

const OPEN_BODY = resourceBody(
  'upload_sessions',
  z
    .strictObject({
      content_type: z.string().max(255),
      file_size: z.int().min(0).meta({ description: 'Bytes; a promise.' }),
      parts: z.boolean().meta({
        description: 'Whether the client can send parts; then larger files have no url.',
      }),
      direct: z.boolean().meta({
        description:
          'false: not straight to the storage. true, by default: there, where it refuses to overwrite.',
      }),
    })
    .partial(),
).optional()

type OpenCall = {
  principal: Principal
  params: { sid: string; path: string }
  body: z.output<typeof OPEN_BODY>
  request: FastifyRequest
  signal: AbortSignal
}

const OPEN_DESCRIPTION =
  'PUT the file to `url` with `headers` within 8 hours, then close the session. Without a JSON:API body the address is one of this server’s own, for clients that send no headers along.'

function openOne(needs: SessionNeeds): Endpoint {
  return endpoint({
    method: 'POST',
    path: `${SESSIONS}/create/*`,
    operationId: 'openUploadSession',
    tag: TAG,
    summary: 'Open an upload session',
    description: OPEN_DESCRIPTION,
    permissions: ['asset_edit'],
    params: UPLOAD_PARAMS,
    body: OPEN_BODY,
    bodyIsOptional: true,
    status: 201,
    answer: { resource: UPLOAD_SESSION },
    tells: ({ params: { sid } }) => [{ kind: 'upload', source_id: sid }],
    handle: async (call) => await open(needs, call),
  })
}

/** The older addresses, of which open and close have the same. */
function openOrClose(needs: SessionNeeds): Endpoint {
  return endpoint({
    method: 'POST',
    path: `${SESSIONS}/*`,
    operationId: 'openOrCloseUploadSession',
    tag: TAG,
    summary: 'Open an upload session, or close one (older address)',
    description:
      'Closes when the path is the id of a session of the Source, and answers 200; else opens. Files below a folder create/ or close/ can only be opened with the newer address.',
    permissions: ['asset_edit'],
    params: UPLOAD_PARAMS,
    body: OPEN_BODY,
    bodyIsOptional: true,
    status: 201,
    answer: { resource: UPLOAD_SESSION },
    tells: ({ params: { sid } }) => tellClosed(sid),
    async handle(call) {
      const { path } = call.params
      const source = await findSourceOf(needs, call)
      if (path.startsWith('close/')) throw unknownSession()
      const session = UUID.test(path) ? await findSession(needs.db, path) : null
      if (session?.sourceId !== source.id) return await open(needs, call)
      return { ...(await close(needs, { source, session })), status: 200 }
    },
  })
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

async function open(needs: SessionNeeds, call: OpenCall): Promise<Answer> {
  const { params, body, principal, request, signal } = call
  const source = await findSourceOf(needs, call)
  const { session, put } = await openSession(needs, {
    source,
    path: params.path,
    contentType: body ? body.content_type : request.headers['content-type'],
    sizeBytes: body?.file_size ?? null,
    wantsParts: body?.parts ?? false,
    // Clients that know no `headers` would send a bucket a PUT that may overwrite, or that it refuses.
    wantsDirect: body !== undefined && (body.direct ?? true),
    by: uploaderOf(principal),
    ownAddress: (id, token) =>
      `${addressAskedFor(needs.publicUrl, request)}/api/v1/upload/${id}/${token}`,
    signal,
  })
  return { data: presentSession(params.sid, session, put) }
}

/**
 * Where the client has reached this server, so that it can reach it there again. PUBLIC_URL knows the scheme better
 * where a proxy stands before its host, and also what proxies make of the host that a page was at.
 */
function addressAskedFor(publicUrl: string | null, request: FastifyRequest): string {
  const { protocol, host, headers } = request
  const own = publicUrl === null ? null : new URL(publicUrl)
  if (own && (host === '' || host === own.host || headers.origin === own.origin)) return own.origin
  return `${protocol}://${host}`
}

function listAll(needs: SessionNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: SESSIONS,
    operationId: 'listUploadSessions',
    tag: TAG,
    summary: 'List upload sessions, the latest first',
    permissions: ['asset_edit'],
    params: SOURCE_PARAMS,
    query: z.strictObject({
      'page[number]': wholeNumber(0, 100_000).default(0).meta({ description: 'From 0 on.' }),
      'page[size]': wholeNumber(1, 1000).default(20),
    }),
    answer: { resource: UPLOAD_SESSION, list: 'pagination' },
    async handle(call) {
      const { 'page[number]': number, 'page[size]': limit } = call.query
      const source = await findSourceOf(needs, call)
      const page = { offset: number * limit, limit }
      const { sessions, total } = await listSessions(needs.db, source.id, page)
      return {
        data: sessions.map((session) => presentSession(call.params.sid, session)),
        meta: { pagination: presentPagination(number, limit, total) },
      }
    },
  })
}

function readOne(needs: SessionNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: `${SESSIONS}/status/:session`,
    aliases: [`${SESSIONS}/:session`],
    operationId: 'getUploadSession',
    tag: TAG,
    summary: 'Read the state of an upload session',
    description: 'COMPLETE: the file is an asset and has been read.',
    permissions: ['asset_edit'],
    params: SESSION_PARAMS,
    answer: { resource: UPLOAD_SESSION },
    async handle(call) {
      const { session } = await findSessionOf(needs, call)
      return { data: presentSession(call.params.sid, session) }
    },
  })
}

function closeOne(needs: SessionNeeds): Endpoint {
  return endpoint({
    method: 'POST',
    path: `${SESSIONS}/close/:session`,
    operationId: 'closeUploadSession',
    tag: TAG,
    summary: 'Close an upload session',
    description:
      'Puts the parts together, if it has any, and makes the file an asset at once. 409 when nothing, or not all of it, has arrived: then it stays open. Closing again answers the same.',
    permissions: ['asset_edit'],
    params: SESSION_PARAMS,
    answer: { resource: UPLOAD_SESSION },
    tells: ({ params: { sid } }) => tellClosed(sid),
    handle: async (call) => await close(needs, await findSessionOf(needs, call)),
  })
}

async function close(needs: SessionNeeds, one: SourceSession): Promise<Answer> {
  return { data: presentSession(one.source.publicId, await closeSession(needs, one)) }
}

function cancelOne(needs: SessionNeeds): Endpoint {
  return endpoint({
    method: 'DELETE',
    path: `${SESSIONS}/cancel/:session`,
    aliases: [`${SESSIONS}/:session`],
    operationId: 'cancelUploadSession',
    tag: TAG,
    summary: 'Cancel an upload session',
    description: 'A file that has arrived already stays in the Origin, and `reason` says so.',
    permissions: ['asset_edit'],
    params: SESSION_PARAMS,
    answer: { resource: UPLOAD_SESSION },
    tells: ({ params: { sid } }) => [{ kind: 'upload', source_id: sid }],
    async handle(call) {
      const one = await findSessionOf(needs, call)
      return { data: presentSession(call.params.sid, await cancelSession(needs, one)) }
    },
  })
}

const MOST_NUMBERS = 1000
const PART_NUMBERS = z.array(z.int().min(1).max(10_000)).min(1).max(MOST_NUMBERS)

function presignSome(needs: SessionNeeds): Endpoint {
  return endpoint({
    method: 'POST',
    // A file parts/<name> is opened by the older address, so only what is an id means this.
    path: `${SESSIONS}/parts/:session(^[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}$)`,
    operationId: 'presignUploadParts',
    tag: TAG,
    summary: 'Addresses for parts, and which of them have arrived',
    description: 'Ours. For sessions with a part_size; after a break it tells where to go on.',
    permissions: ['asset_edit'],
    params: SESSION_PARAMS,
    body: resourceBody('upload_parts', z.strictObject({ numbers: PART_NUMBERS })),
    answer: { resource: UPLOAD_PART, list: 'whole' },
    async handle(call) {
      const { source, session } = await findSessionOf(needs, call)
      const destination = openDestination(needs, source)
      const parts = await presignParts(destination, session, call.body.numbers)
      const data = parts.map((attributes) => ({
        id: `${session.id}/${attributes.number}`,
        type: 'upload_parts',
        attributes,
      }))
      return { data }
    },
  })
}

function diagnoseOne(needs: SessionNeeds): Endpoint {
  return endpoint({
    method: 'GET',
    path: `${SESSIONS}/diagnose/:session`,
    operationId: 'diagnoseUpload',
    tag: TAG,
    summary: 'Why a file did not arrive',
    description: 'Ours. A look from the server, since browsers are not told.',
    permissions: ['asset_edit'],
    params: SESSION_PARAMS,
    query: z.strictObject({
      page_origin: z.string().max(300).optional().meta({
        description: 'Scheme and host of the page that could not send, for its CORS.',
      }),
    }),
    answer: { resource: UPLOAD_DIAGNOSIS },
    async handle(call) {
      const one = await findSessionOf(needs, call)
      const pageOrigin = call.query.page_origin ?? null
      if (pageOrigin !== null) checkPageOrigin(pageOrigin)
      const attributes = await diagnoseUpload(needs, { ...one, pageOrigin, signal: call.signal })
      return { data: { id: one.session.id, type: 'upload_diagnoses', attributes } }
    },
  })
}

interface SourceSession {
  source: Source
  session: UploadSession
}

async function findSourceOf(
  { db }: SessionNeeds,
  { principal, params }: { principal: Principal; params: { sid: string } },
): Promise<Source> {
  return await requireSource(db, { accountId: principal.accountId, publicId: params.sid })
}

async function findSessionOf(
  needs: SessionNeeds,
  call: { principal: Principal; params: { sid: string; session: string } },
): Promise<SourceSession> {
  const source = await findSourceOf(needs, call)
  const id = call.params.session
  return { source, session: await requireSession(needs.db, { sourceId: source.id, id }) }
}
