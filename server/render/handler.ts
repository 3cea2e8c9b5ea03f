import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { SourceDeployment } from '../../contract/resources.ts'
import type { CacheEntry } from '../lib/disk-cache.ts'
import { Failure, isFailure } from '../lib/failures.ts'
import type { Origin, OriginFile } from '../origins/origin.ts'
import { type RenderCache, type Variant, variantOf } from './cache.ts'
import { contentDisposition, SAFE_HEADERS, sourceHeaders } from './headers.ts'
import { type Acceptance, readAccept, variesByAccept } from './negotiate.ts'
import {
  checkNoPicture,
  matches,
  type OriginalTypes,
  sendOriginal,
  startOriginalTypes,
} from './original.ts'
import type { Originals } from './originals.ts'
import { canonicalParams, type RenderParams, readParams } from './params/index.ts'
import { findPreview } from './preview.ts'
import type { Renderer } from './renderer.ts'
import { checkSignature } from './signature.ts'

/** A Source as rendering sees it. */
export interface RenderSource {
  /** 24 hex digits. */
  id: string
  /** A disabled one answers from the cache alone. */
  enabled: boolean
  origin: Origin
  /** Set: every address must be signed with it. */
  secureUrlToken: string | null
  defaultParams: Record<string, string>
  cacheTtlSeconds: number
  cacheTtlErrorSeconds: number
  cacheTtlBehavior: SourceDeployment['cache_ttl_behavior']
}

export interface RenderNeeds {
  findSource(by: { kind: 'subdomain' | 'domain'; host: string }): Promise<RenderSource | null>
  /** Called with every file that was delivered, other than from the cache. */
  onRendered(source: RenderSource, file: OriginFile): void
  cache: RenderCache
  originals: Originals
  renderer: Renderer
}

/**
 * Mounts the Rendering API: `/render/<subdomain>/<path>`, and `/render-host/<host>/<path>` for addresses
 * that were rewritten by their Host header.
 */
export function renderRoutes(app: FastifyInstance, needs: RenderNeeds): void {
  const types = startOriginalTypes()
  const mount = (url: string, kind: 'subdomain' | 'domain') => {
    app.route({
      method: ['GET', 'HEAD'],
      url,
      exposeHeadRoute: false,
      logLevel: 'error',
      handler: (request, reply) => answer({ ...needs, types }, kind, request, reply),
    })
  }
  mount('/render/:host/*', 'subdomain')
  mount('/render-host/:host/*', 'domain')
}

interface Needs extends RenderNeeds {
  types: OriginalTypes
}

/** What is asked for: which source, which file, how. */
interface Request {
  source: RenderSource
  /** Decoded, in the Origin. */
  path: string
  params: RenderParams
  request: FastifyRequest
  reply: FastifyReply
}

async function answer(
  needs: Needs,
  kind: 'subdomain' | 'domain',
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  let source: RenderSource | null = null
  try {
    const { host, rawPath, query } = readAddress(request.raw.url ?? '')
    source = await needs.findSource({ kind, host })
    if (!source) throw new Failure('not_found', `There is no source at "${host}".`)
    const path = decodePath(rawPath)
    if (source.secureUrlToken !== null) checkSignature(source.secureUrlToken, rawPath, query)
    const params = readParams(query, source.defaultParams)
    checkExpiry(params)
    return await deliver(needs, { source, path, params, request, reply })
  } catch (error) {
    return sendFailure(reply, request, error, source)
  }
}

/** The story of one request. */
async function deliver(needs: Needs, asked: Request): Promise<FastifyReply> {
  const { source, path, params, request, reply } = asked
  const asset = { sourceId: source.id, path }
  const accepts = variesByAccept(params)
  const acceptance = readAccept(request.headers.accept)
  const variant = variantOf(asset, params, accepts ? acceptance : null)

  const file = await findFile(needs, asked, variant)
  if (!('path' in file)) return sendRendering(asked, file, null)
  if (canonicalParams(params) === '') return deliverOriginal(needs, asked, file)
  if (matches(request.headers['if-none-match'], variant.etag(file))) {
    return reply
      .code(304)
      .headers(answerHeaders(asked, variant.etag(file)))
      .send()
  }
  try {
    const entry = await needs.cache.findOrRender(variant, file, () =>
      render(needs, asked, file, acceptance),
    )
    return sendRendering(asked, entry, variant.etag(file))
  } catch (error) {
    if (!isFailure(error, 'unsupported_media')) throw error
    checkNoPicture(await needs.types.find(source, file), path)
    return deliverOriginal(needs, asked, file)
  }
}

/**
 * The file as the Origin has it now; or, when the Origin must not or cannot be asked, a rendering from
 * earlier times.
 */
async function findFile(
  { cache }: Needs,
  { source, path }: Request,
  variant: Variant,
): Promise<OriginFile | CacheEntry> {
  if (!source.enabled) {
    const kept = await cache.find(variant, null)
    if (kept) return kept
    throw new Failure('source_disabled', 'This source is disabled.')
  }
  try {
    const file = await cache.findFile(source.origin, { sourceId: source.id, path })
    if (file) return file
  } catch (error) {
    const kept = isFailure(error, 'invalid_path') ? null : await cache.find(variant, null)
    if (kept) return kept
    throw error
  }
  throw new Failure('not_found', 'There is no such file.')
}

async function render(
  { cache, originals, renderer, onRendered }: Needs,
  { source, path, params }: Request,
  file: OriginFile,
  acceptance: Acceptance,
): Promise<CacheEntry> {
  const asset = { sourceId: source.id, path }
  const { limits } = renderer
  const preview = await findPreview(cache.disk, asset, { file, params, acceptance, limits })
  const { body, contentType, width, height } = preview
    ? await renderer.render({ source: preview, params, acceptance })
    : await originals.withFile(source, file, (original) =>
        renderer.render({ source: { file: original }, params, acceptance }),
      )
  onRendered(source, file)
  const meta = { contentType, width, height, originEtag: file.etag }
  return { body: Buffer.from(body.buffer, body.byteOffset, body.byteLength), meta }
}

async function deliverOriginal(
  { types, onRendered }: Needs,
  { source, params, request, reply }: Request,
  file: OriginFile,
): Promise<FastifyReply> {
  const type = await types.find(source, file)
  onRendered(source, file)
  return sendOriginal({ request, reply, source, file, type, params })
}

function sendRendering(asked: Request, entry: CacheEntry, etag: string | null): FastifyReply {
  const { params, path, reply } = asked
  reply.headers(answerHeaders(asked, etag)).header('Content-Type', entry.meta.contentType)
  if (params.dl !== undefined) {
    reply.header('Content-Disposition', contentDisposition(params.dl || path))
  }
  return reply.send(entry.body)
}

function answerHeaders({ source, params }: Request, etag: string | null): Record<string, string> {
  return {
    ...sourceHeaders(params, source.cacheTtlSeconds),
    ...(etag === null ? {} : { ETag: etag }),
    ...(variesByAccept(params) ? { Vary: 'Accept' } : {}),
  }
}

/** Takes an address apart without a router's help: the signature goes by its very characters. */
function readAddress(url: string) {
  const mark = url.indexOf('?')
  const whole = mark < 0 ? url : url.slice(0, mark)
  const query = mark < 0 ? '' : url.slice(mark + 1)
  const [, , host = '', ...rest] = whole.split('/')
  return { host: host.toLowerCase(), rawPath: `/${rest.join('/')}`, query }
}

/**
 * The path in the Origin, decoded exactly once. An encoded slash is a slash; origins refuse what could
 * leave their root once more.
 */
function decodePath(rawPath: string): string {
  let path: string
  try {
    path = decodeURIComponent(rawPath.slice(1))
  } catch (cause) {
    const detail = 'The path is not valid: check its percent-encoding.'
    throw new Failure('invalid_path', detail, { cause })
  }
  if (path === '') throw new Failure('not_found', 'There is no such file.')
  if (path.includes('\0') || path.split('/').includes('..')) {
    throw new Failure('invalid_path', 'The path must not contain ".." or NUL.')
  }
  return path
}

/** imgix, expiration/expires: 404 after that time. */
function checkExpiry({ expires }: RenderParams): void {
  if (expires === undefined || Date.now() / 1000 < expires) return
  throw new Failure('not_found', 'This address has expired.')
}

function sendFailure(
  reply: FastifyReply,
  request: FastifyRequest,
  error: unknown,
  source: RenderSource | null,
): FastifyReply {
  if (!isFailure(error)) request.log.error({ err: error }, 'rendering failed')
  const failure = isFailure(error)
    ? error
    : new Failure('internal', 'Something went wrong here; the log says what.')
  const passing = failure.status === 503 || failure.status === 504 || failure.status === 500
  const maxAge = source?.cacheTtlErrorSeconds
  for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name)
  if (failure.retryAfterSeconds !== undefined)
    reply.header('Retry-After', failure.retryAfterSeconds)
  return reply
    .code(failure.status)
    .headers(SAFE_HEADERS)
    .header('Cache-Control', passing || !maxAge ? 'no-store' : `public, max-age=${maxAge}`)
    .type('text/plain; charset=utf-8')
    .send(`${failure.detail}\n`)
}
