import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { SourcePurges } from '../../contract/purges.ts'
import type { CacheEntry } from '../lib/disk-cache.ts'
import { Failure, type FailureCode, isFailure } from '../lib/failures.ts'
import type { Origin, OriginFile } from '../origins/origin.ts'
import { type Freshness, freshnessOf, type RenderCache, type Variant, variantOf } from './cache.ts'
import type { CacheSettings } from './cache-lifetime.ts'
import { contentDisposition, SAFE_HEADERS, type ShownVersion, sourceHeaders } from './headers.ts'
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
export interface RenderSource extends CacheSettings {
  /** 24 hex digits. */
  id: string
  /** A disabled one answers from the cache alone. */
  enabled: boolean
  origin: Origin
  purges: SourcePurges
  /** Set: every address must be signed with it. */
  secureUrlToken: string | null
  defaultParams: Record<string, string>
  cacheTtlErrorSeconds: number
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
  const all: Needs = {
    ...needs,
    types: startOriginalTypes(),
    addresses: new LRUCache({
      max: 10_000,
      maxSize: MAX_ADDRESS_CHARACTERS,
      sizeCalculation: (_address, text) => text.length + 1000,
    }),
  }
  const mount = (url: string, kind: 'subdomain' | 'domain') => {
    app.route({
      method: ['GET', 'HEAD'],
      url,
      exposeHeadRoute: false,
      logLevel: 'error',
      handler: (request, reply) => answer(all, kind, request, reply),
    })
  }
  mount('/render/:host/*', 'subdomain')
  mount('/render-host/:host/*', 'domain')
}

interface Needs extends RenderNeeds {
  types: OriginalTypes
  addresses: LRUCache<string, Address>
}

/** Anybody may think of addresses that are 16 kB long: all that are remembered have a limit together. */
const MAX_ADDRESS_CHARACTERS = 32 * 2 ** 20

/** Which file is asked for, and how: the same for every request with this address. */
interface Address {
  /** Decoded, in the Origin. */
  path: string
  params: RenderParams
  /** No parameter changes the picture: the bytes of the file are the answer. */
  plain: boolean
  variants: Map<string, Variant>
}

interface Request extends Address {
  source: RenderSource
  fresh: Freshness
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
    const { host, rawPath, query } = splitUrl(request.raw.url ?? '')
    source = await needs.findSource({ kind, host }).catch(explainUnopened)
    if (!source) throw new Failure('not_found', `There is no source at "${host}".`)
    if (source.secureUrlToken !== null) checkSignature(source.secureUrlToken, rawPath, query)
    const address = readAddress(needs.addresses, rawPath, query, source.defaultParams)
    checkExpiry(address.params)
    const fresh = freshnessOf(source.purges, address.path)
    return await deliverCurrent(needs, { ...address, source, fresh, request, reply })
  } catch (error) {
    // nginx's own status for it: nobody reads it but the log.
    if (error === GONE) return reply.code(499).send()
    return sendFailure(reply, request, error, source)
  }
}

const GONE = new Error('Nobody waits for this any more.')

/** Aborted when the one who asked has gone before the answer, as browsers do with pictures scrolled away. */
function whileWaiting({ raw }: FastifyReply): AbortSignal {
  const leaving = new AbortController()
  const leave = () => raw.writableEnded || leaving.abort(GONE)
  if (raw.destroyed) leave()
  else raw.once('close', leave)
  return leaving.signal
}

/** Some files change at the very moment they are asked for. */
const ATTEMPTS = 3

async function deliverCurrent(needs: Needs, asked: Request): Promise<FastifyReply> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await deliver(needs, asked)
    } catch (cause) {
      if (!isFailure(cause, 'changed_meanwhile')) throw cause
      needs.cache.forgetFile({ sourceId: asked.source.id, path: asked.path })
      clearHeaders(asked.reply)
      if (attempt < ATTEMPTS) continue
      const detail = 'The file changes again and again; try again in a moment.'
      throw new Failure('overloaded', detail, { retryAfterSeconds: 2, cause })
    }
  }
}

/** The story of one request. */
async function deliver(needs: Needs, asked: Request): Promise<FastifyReply> {
  const { fresh, request, reply } = asked
  const acceptance = readAccept(request.headers.accept)
  const variant = findVariant(asked, acceptance)

  const file = await findFile(needs, asked, variant)
  if (!('path' in file)) return sendRendering(asked, file, answerHeaders(asked, versionOf(file)))
  if (asked.plain) return deliverOriginal(needs, asked, file)
  const etag = variant.etag(file, fresh)
  const headers = { ...answerHeaders(asked, file), ETag: etag }
  if (matches(request.headers['if-none-match'], etag))
    return reply.code(304).headers(headers).send()
  try {
    const entry = await needs.cache.findOrRender(
      { variant, file, fresh },
      (signal) => render(needs, asked, { file, acceptance, signal }),
      () => whileWaiting(reply),
    )
    return sendRendering(asked, entry, headers)
  } catch (error) {
    if (!isFailure(error, 'unsupported_media')) throw error
    checkNoPicture(await needs.types.find(asked.source, file), asked.path)
    return deliverOriginal(needs, asked, file)
  }
}

function findVariant({ source, path, params, variants }: Request, acceptance: Acceptance): Variant {
  const varies = variesByAccept(params)
  const key = `${source.id} ${varies && acceptance.avif} ${varies && acceptance.webp}`
  const known = variants.get(key)
  if (known) return known
  const variant = variantOf({ sourceId: source.id, path }, params, varies ? acceptance : null)
  variants.set(key, variant)
  return variant
}

/**
 * The file as the Origin has it now; or, when the Origin must not or cannot be asked, a rendering from
 * earlier times.
 */
async function findFile(
  { cache }: Needs,
  { source, path, params, fresh }: Request,
  variant: Variant,
): Promise<OriginFile | CacheEntry> {
  if (!source.enabled) {
    const kept = await cache.find({ variant, file: null, fresh })
    if (kept) return kept
    throw new Failure('source_disabled', 'This source is disabled.')
  }
  try {
    const asset = { sourceId: source.id, path }
    const file = await cache.findFile(source.origin, asset, fresh, params.etag)
    if (file) return file
  } catch (error) {
    const isWrong = isFailure(error, 'invalid_path')
    const kept = isWrong ? null : await cache.find({ variant, file: null, fresh })
    if (kept) return kept
    throw error
  }
  throw new Failure('not_found', 'There is no such file.')
}

async function render(
  { cache, originals, renderer, onRendered }: Needs,
  { source, path, params }: Request,
  { file, acceptance, signal }: { file: OriginFile; acceptance: Acceptance; signal: AbortSignal },
): Promise<CacheEntry> {
  const asset = { sourceId: source.id, path }
  const { limits } = renderer
  const preview = await findPreview(cache.disk, asset, { file, params, acceptance, limits })
  const { body, contentType, width, height } = preview
    ? await renderer.render({ source: preview, params, acceptance }, signal)
    : await originals.withFile(source, file, (original) =>
        renderer.render({ source: { file: original }, params, acceptance }, signal),
      )
  onRendered(source, file)
  const { etag: originEtag, cacheControl = null } = file
  const meta = { contentType, width, height, originEtag, cacheControl }
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

function sendRendering(
  { params, path, reply }: Request,
  entry: CacheEntry,
  headers: Record<string, string>,
): FastifyReply {
  reply.headers(headers).header('Content-Type', entry.meta.contentType)
  if (params.dl !== undefined) {
    reply.header('Content-Disposition', contentDisposition(params.dl || path))
  }
  return reply.send(entry.body)
}

function versionOf({ meta }: CacheEntry): ShownVersion {
  const { originEtag, cacheControl } = meta
  const etag = String(originEtag)
  return typeof cacheControl === 'string' ? { etag, cacheControl } : { etag }
}

function answerHeaders({ source, params }: Request, shown: ShownVersion): Record<string, string> {
  return {
    ...sourceHeaders(source, shown, params),
    ...(variesByAccept(params) ? { Vary: 'Accept' } : {}),
  }
}

/** Takes a URL apart without a router's help: the signature goes by its very characters. */
function splitUrl(url: string) {
  const mark = url.indexOf('?')
  const whole = mark < 0 ? url : url.slice(0, mark)
  const query = mark < 0 ? '' : url.slice(mark + 1)
  const [, , host = '', ...rest] = whole.split('/')
  return { host: host.toLowerCase(), rawPath: `/${rest.join('/')}`, query }
}

/** Reading an address costs more than all the rest of a cached answer, so those in use are remembered. */
function readAddress(
  known: Needs['addresses'],
  rawPath: string,
  query: string,
  defaults: Record<string, string>,
): Address {
  const key = `${rawPath}?${query}#${JSON.stringify(defaults)}`
  const found = known.get(key)
  if (found) return found
  const params = readParams(query, defaults)
  const plain = canonicalParams(params) === ''
  const address = { path: decodePath(rawPath), params, plain, variants: new Map() }
  known.set(key, address)
  return address
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

/** A Source whose settings cannot be right, which its visitors need not know. */
function explainUnopened(cause: unknown): never {
  throw isFailure(cause)
    ? new Failure('origin_refused', 'The source cannot be opened.', { cause })
    : cause
}

/**
 * What the one who set a Source up is told names folders, buckets and hosts. Everybody may ask for pictures,
 * so the answer names none of them; the log has all of it.
 */
const TEXTS_FOR_EVERYBODY: Partial<Record<FailureCode, string>> = {
  origin_refused: 'The storage of this source does not give this file away.',
  origin_unreachable: 'The storage of this source does not answer at this moment.',
  internal: 'Something went wrong here; the log says what.',
}

function toPublicFailure(error: unknown, request: FastifyRequest): Failure {
  const { code } = isFailure(error) ? error : { code: 'internal' as const }
  const text = TEXTS_FOR_EVERYBODY[code]
  if (text === undefined && isFailure(error)) return error
  request.log.error({ err: error }, 'rendering failed')
  return new Failure(code, text ?? '')
}

function sendFailure(
  reply: FastifyReply,
  request: FastifyRequest,
  error: unknown,
  source: RenderSource | null,
): FastifyReply {
  const failure = toPublicFailure(error, request)
  const passing = failure.status === 503 || failure.status === 504 || failure.status === 500
  const maxAge = source?.cacheTtlErrorSeconds
  clearHeaders(reply)
  if (failure.retryAfterSeconds !== undefined)
    reply.header('Retry-After', failure.retryAfterSeconds)
  return reply
    .code(failure.status)
    .headers(SAFE_HEADERS)
    .header('Cache-Control', passing || !maxAge ? 'no-store' : `public, max-age=${maxAge}`)
    .type('text/plain; charset=utf-8')
    .send(`${failure.detail}\n`)
}

function clearHeaders(reply: FastifyReply): void {
  for (const name of Object.keys(reply.getHeaders())) reply.removeHeader(name)
}
